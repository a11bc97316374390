/**
 * The headers of an answer that a browser keeps as a file; `name` may be Japanese. `fallback`, in ASCII, is for what does
 * not know RFC 5987.
 */
export function downloadHeaders(name: string, type: string, fallback?: string): Record<string, string> {
  const plain = fallback === undefined ? '' : ` filename="${fallback.replace(/[^\w.-]/g, '_')}";`;
  return {
    'content-type': type,
    'content-disposition': `attachment;${plain} filename*=UTF-8''${encodeURIComponent(name)}`,
  };
}

/** A body that is made part by part, as it is taken; `log` is told where it could not be made whole. */
export function bodyOf(parts: AsyncGenerator<string>, log: (fault: string) => void): ReadableStream {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        log(error instanceof Error ? error.message : 'unknown');
        controller.error(error); // the browser tells that the file is not whole
      }
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
