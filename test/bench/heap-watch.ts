/** Watches the memory of a Worker's own isolate, what is garbage taken out, through workerd's inspector. */
export type HeapWatch = {
  /** The most in MB that was in use since this was last asked. */
  peakMb(): number;
  close(): void;
};

type HeapUsage = { usedSize: number; embedderHeapUsedSize?: number; backingStorageSize?: number };
type Message = { id?: number; result?: Partial<HeapUsage> };

const SAMPLE_MS = 50;
const CONNECT_WITHIN_MS = 5_000;

export async function openHeapWatch(inspectorPort: number): Promise<HeapWatch> {
  const targets = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  // Wrangler's inspector lets in who says where the page comes from; Node takes headers in place of protocols.
  const options = { headers: { Origin: 'http://localhost' } } as unknown as string[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '', options);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the inspector does not let the bench in')));
    setTimeout(reject, CONNECT_WITHIN_MS, new Error('the inspector does not answer')).unref();
  });
  let peak = 0;
  socket.addEventListener('message', ({ data }) => {
    const { result } = JSON.parse(String(data)) as Message;
    if (result?.usedSize === undefined) return;
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = result;
    peak = Math.max(peak, usedSize + embedderHeapUsedSize + backingStorageSize);
  });
  let id = 0;
  const send = (method: string): void => {
    id += 1;
    socket.send(JSON.stringify({ id, method }));
  };
  send('HeapProfiler.enable');
  const timer = setInterval(() => {
    send('HeapProfiler.collectGarbage'); // answered only when the isolate is next at work
    send('Runtime.getHeapUsage');
  }, SAMPLE_MS);
  timer.unref(); // a bench that failed ends all the same
  return {
    peakMb() {
      const seen = peak;
      peak = 0;
      return seen / 2 ** 20;
    },
    close() {
      clearInterval(timer);
      socket.close();
    },
  };
}
