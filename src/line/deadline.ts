/** Thrown when a call took longer than it may; the call itself may still have been carried out. */
export class DeadlineError extends Error {
  override name = 'DeadlineError';
}

/** The SDK sets no time-out, so every call to LINE is raced against one. `milliseconds` is the time allowed. */
export async function withDeadline<Value>(call: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([call, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
