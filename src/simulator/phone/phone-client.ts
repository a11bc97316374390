import type { PhoneAct, PhoneActResult, PhoneLogEntry, PhoneView, Resident } from './phone-api.ts';

/** What the stand-in answered. `status` is its HTTP status, or null when it could not be reached. */
export type Answer<T> = { ok: true; value: T } | { ok: false; status: number | null };

/** A poll that hangs would stop the chat without a word. */
const DEADLINE_MS = 10_000;

/** The bot may take its time over a webhook; LINE itself would give up after 2 s, but a debugger should not. */
const ACT_DEADLINE_MS = 60_000;

async function ask<T>(path: string, deadlineMs: number, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(deadlineMs) });
    if (!response.ok) return { ok: false, status: response.status };
    // The stand-in is part of this project: its answers are typed in phone-api.ts, not checked again.
    const value: T = await response.json();
    return { ok: true, value };
  } catch {
    return { ok: false, status: null };
  }
}

export const loadResidents = () => ask<Resident[]>('/phone/api/residents', DEADLINE_MS);

/** Everything as it is now, and the entries newer than `after`. */
export const loadView = (userId: string, after: number) =>
  ask<PhoneView>(`/phone/api/view?user=${encodeURIComponent(userId)}&after=${after}`, DEADLINE_MS);

export const loadLog = () => ask<PhoneLogEntry[]>('/phone/api/log', DEADLINE_MS);

export const postAct = (userId: string, act: PhoneAct) =>
  ask<PhoneActResult>('/phone/api/act', ACT_DEADLINE_MS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId, act }),
  });
