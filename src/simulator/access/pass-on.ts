const COOKIE = 'CF_Authorization'; // Cloudflare: "Authorization cookie"
const ASSERTION = 'cf-access-jwt-assertion';
/** They are about one connection, and there are two. The host is the town's. */
const OF_THE_CONNECTION = ['connection', 'host', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];

export function readAccessCookie(headers: Headers): string | null {
  const found = splitCookies(headers).find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1) || null;
}

export function accessCookie(token: string, maxAgeS: number): string {
  return `${COOKIE}=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax`;
}

/**
 * The request as Access sends it to the town: nothing in it that only Access may say, the assertion added, and a page
 * of this origin counting as one of the town's, since in service both are one. Without a token it is only passed on.
 */
export function requestForTown(request: Request, townOrigin: string, token: string | null): Request {
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  const forged = [...headers.keys()].filter((name) => name.startsWith('cf-access-'));
  for (const name of [...forged, ...OF_THE_CONNECTION]) headers.delete(name);
  const cookies = splitCookies(headers).filter((cookie) => !cookie.startsWith(`${COOKIE}=`));
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  else headers.delete('cookie');
  if (headers.get('origin') === url.origin) headers.set('origin', townOrigin);
  if (token !== null) headers.set(ASSERTION, token);
  const init: RequestInit & { duplex: 'half' } = {
    method: request.method,
    headers,
    body: request.body,
    redirect: 'manual',
    duplex: 'half', // Node asks for it where the body is a stream
  };
  return new Request(new URL(`${url.pathname}${url.search}`, townOrigin), init);
}

/** The town's answer as it is, except that a redirect to the town stays here. */
export function answerFromTown(response: Response, townOrigin: string): Response {
  const location = response.headers.get('location');
  if (!location?.startsWith(`${townOrigin}/`)) return response;
  const answer = new Response(response.body, response);
  answer.headers.set('location', location.slice(townOrigin.length));
  return answer;
}

function splitCookies(headers: Headers): string[] {
  return (headers.get('cookie') ?? '').split(/;\s*/).filter((cookie) => cookie !== '');
}
