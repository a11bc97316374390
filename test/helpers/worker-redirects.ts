/**
 * wrangler's test harness makes the fetch of a Worker with this process's own, which follows redirects even where the
 * Worker asked for them as they are, as a proxy must. workerd marks such requests; `wrangler dev` needs none of this.
 */
export function keepRedirectsOfWorkers(): () => void {
  const followingFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    if (!init || !new Headers(init.headers).has('cf-worker')) return followingFetch(input, init);
    const { method, headers, body } = init;
    const asked: RequestInit & { duplex: 'half' } = {
      ...(method ? { method } : {}),
      ...(headers ? { headers } : {}),
      body: body ?? null,
      redirect: 'manual',
      duplex: 'half',
    };
    return followingFetch(input, asked);
  };
  return () => {
    globalThis.fetch = followingFetch;
  };
}
