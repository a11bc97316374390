/** The outcome of something that can be refused. Expected faults travel as values; bugs throw. */
export type Result<Value, Fault> = { ok: true; value: Value } | { ok: false; fault: Fault };

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

export function refused<Fault>(fault: Fault): { ok: false; fault: Fault } {
  return { ok: false, fault };
}
