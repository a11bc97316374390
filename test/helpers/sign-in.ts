/** Signs officers in at the stand-in for Cloudflare Access, and asks the console through its proxy. */
export type Access = {
  /** A token as the person with this address gets it. */
  signedIn(email: string): Promise<string>;
  /** What a browser of that person gets at `path`, /console…; redirects are not followed. */
  consoleFetch(email: string, path: string, init?: RequestInit): Promise<Response>;
};

export function openAccess(standInOrigin: string): Access {
  const signedIn = async (email: string): Promise<string> => {
    const response = await fetch(new URL('/__access/token', standInOrigin), {
      method: 'POST',
      body: JSON.stringify({ email }),
    });
    if (!response.ok) throw new Error(`no token for ${email}: ${response.status} ${await response.text()}`);
    const { token } = (await response.json()) as { token: string };
    return token;
  };
  const tokens = new Map<string, Promise<string>>(); // a form token belongs to one sign-in, so each has only one
  return {
    signedIn,
    async consoleFetch(email, path, init = {}) {
      const token = tokens.get(email) ?? signedIn(email);
      tokens.set(email, token);
      const headers = new Headers(init.headers);
      headers.set('cookie', `CF_Authorization=${await token}`);
      if (!headers.has('origin')) headers.set('origin', standInOrigin); // Node sends none
      return fetch(new URL(path, standInOrigin), { redirect: 'manual', ...init, headers });
    },
  };
}
