import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What stands for Cloudflare Access: keys at its address, and tokens signed with them. */
export type SignIn = { issuer: string; tokenOf(email: string): Promise<string>; close(): Promise<void> };

export const AUDIENCE = 'ayumi-console-audience';

export async function openSignIn(port: number): Promise<SignIn> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' }];
  const server: Server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${port}`;
  return {
    issuer,
    tokenOf: (email) =>
      new SignJWT({ email, type: 'app' })
        .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
        .setIssuer(issuer)
        .setAudience([AUDIENCE])
        .setSubject(email)
        .setIssuedAt()
        .setNotBefore('-1m')
        .setExpirationTime('1h')
        .sign(privateKey),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export type Answer = { status: number; html: string; location: string; ms: number };

/** An officer at the console: asks for pages and sends the forms that stand in them. */
export type Officer = {
  get(path: string): Promise<Answer>;
  /** Sends the form with this address in `page`, its hidden fields and `fields`; fails where there is none. */
  send(page: Answer, action: string, fields: Record<string, string | File>): Promise<Answer>;
};

export async function officerOf(origin: string, signIn: SignIn, email: string): Promise<Officer> {
  const assertion = await signIn.tokenOf(email);
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const began = performance.now();
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      ...init,
      headers: { 'cf-access-jwt-assertion': assertion, origin },
    });
    const html = await response.text();
    const ms = performance.now() - began;
    if (response.status >= 500)
      throw new Error(`${path} answered ${response.status}: ${html.slice(0, 2_000)}`);
    return { status: response.status, html, location: response.headers.get('location') ?? '', ms };
  };
  return {
    get: (path) => ask(path),
    send(page, action, fields) {
      const body = new FormData();
      for (const [name, value] of hiddenFields(page.html, action)) body.set(name, value);
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return ask(action, { method: 'POST', body });
    },
  };
}

function hiddenFields(html: string, action: string): [string, string][] {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((text) => text.includes(`action="${action.replaceAll('&', '&amp;')}"`));
  if (form === undefined) {
    const known = forms.map((text) => /action="([^"]*)"/.exec(text)?.[1]);
    throw new Error(`no form to ${action}; there are ${known.join(', ')}`);
  }
  return [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value],
  );
}
