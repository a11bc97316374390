import type { MiddlewareHandler } from 'hono';

/**
 * Answers `If-Modified-Since` from the handler's `Last-Modified` with 304, for readers that keep no ETag; whoever names
 * an ETag is answered by that alone (RFC 9110, 13.1.3). Stands outside `etag()`, since a 304 has the ETag too.
 */
export function unchangedSince(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (!c.res.ok || c.req.header('if-none-match') !== undefined) return;
    const since = Date.parse(c.req.header('if-modified-since') ?? '');
    const modified = Date.parse(c.res.headers.get('last-modified') ?? '');
    if (!(modified <= since)) return; // nor where one of them is no date
    await c.res.body?.cancel();
    c.res = new Response(null, { status: 304, headers: c.res.headers });
    c.res.headers.delete('content-type');
  };
}
