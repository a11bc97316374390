/** The whole body, or null where it is longer than `limit` bytes. A body without a stated length is read only so far. */
export async function readLimitedBody(request: Request, limit: number): Promise<Uint8Array | null> {
  const stated = request.headers.get('content-length');
  if (Number(stated) > limit) return null;
  if (stated !== null) return new Uint8Array(await request.arrayBuffer()); // HTTP ends the body at its stated length
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
