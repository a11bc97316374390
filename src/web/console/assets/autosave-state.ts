/** Saving a form as one works: what it waits for, and what may happen next. Times are milliseconds on one clock. */
export type AutosaveState =
  /** `rowsLeft`: rows of a sheet that are with nobody else yet, for they are wrong or wait for a tick. */
  | { kind: 'saved'; savedAt: string | null; rowsLeft?: number }
  | { kind: 'waiting'; dueAt: number; failures: number }
  | { kind: 'saving'; changedSince: boolean; failures: number }
  | { kind: 'failed'; reason: 'unreachable' | 'signed-out'; dueAt: number; failures: number }
  | { kind: 'refused'; status: number }
  | { kind: 'conflict'; url: string; by: string };

export type AutosaveEvent =
  | { kind: 'changed' }
  | { kind: 'due' }
  | { kind: 'online' }
  | { kind: 'answered'; answer: SaveAnswer };

export type SaveAnswer =
  | { kind: 'saved'; savedAt: string; rowsLeft?: number }
  | { kind: 'conflict'; url: string; by: string }
  | { kind: 'failed'; reason: 'unreachable' | 'signed-out' }
  | { kind: 'refused'; status: number };

export const QUIET_MS = 800; // after the last change
const RETRY_FIRST_MS = 2_000;
const RETRY_MOST_MS = 60_000;

export const NOTHING_TO_SAVE: AutosaveState = { kind: 'saved', savedAt: null };

/** A page may come back with what was typed and not saved: it is not to be left by mistake. */
export const NOT_SENT_YET: AutosaveState = { kind: 'saved', savedAt: null, rowsLeft: 1 };

/** The state after an event. Whoever drives it sends the form each time `saving` is entered. */
export function nextAutosave(state: AutosaveState, event: AutosaveEvent, now: number): AutosaveState {
  switch (event.kind) {
    case 'changed':
      return afterChange(state, now);
    case 'due':
    case 'online':
      return state.kind === 'waiting' || state.kind === 'failed'
        ? { kind: 'saving', changedSince: false, failures: state.failures }
        : state;
    case 'answered':
      return state.kind === 'saving' ? afterAnswer(state, event.answer, now) : state;
  }
}

function afterChange(state: AutosaveState, now: number): AutosaveState {
  switch (state.kind) {
    case 'saved':
    case 'refused': // what was too large or too wrong may be right now
      return { kind: 'waiting', dueAt: now + QUIET_MS, failures: 0 };
    case 'waiting':
      return { ...state, dueAt: now + QUIET_MS };
    case 'saving':
      return { ...state, changedSince: true };
    case 'failed': // a retry is due anyway, and takes the newest text
    case 'conflict':
      return state;
  }
}

function afterAnswer(
  { changedSince, failures }: { changedSince: boolean; failures: number },
  answer: SaveAnswer,
  now: number,
): AutosaveState {
  switch (answer.kind) {
    case 'saved':
      return changedSince ? { kind: 'waiting', dueAt: now + QUIET_MS, failures: 0 } : answer;
    case 'failed': {
      const delay = Math.min(RETRY_FIRST_MS * 2 ** failures, RETRY_MOST_MS);
      return { ...answer, dueAt: now + delay, failures: failures + 1 };
    }
    case 'refused':
      return changedSince ? { kind: 'waiting', dueAt: now + QUIET_MS, failures: 0 } : answer;
    case 'conflict':
      return answer;
  }
}

/** When the next `due` is due, or null where nothing waits. */
export function dueAt(state: AutosaveState): number | null {
  return state.kind === 'waiting' || state.kind === 'failed' ? state.dueAt : null;
}

/** True while something typed is not with the server. */
export function isUnsaved(state: AutosaveState): boolean {
  return state.kind !== 'saved' || (state.rowsLeft ?? 0) > 0;
}

const KEPT = '（入力は残っています）';

export function autosaveWords(state: AutosaveState): string {
  switch (state.kind) {
    case 'saved':
      return savedWords(state);
    case 'waiting':
    case 'saving':
      return '保存しています…';
    case 'failed':
      return state.reason === 'signed-out'
        ? `保存できていません。サインインの期限が切れたようです。別のタブで管理画面を開き、サインインし直してください${KEPT}`
        : `保存できていません。通信を確かめてください${KEPT}`;
    case 'refused':
      return refusalWords(state.status);
    case 'conflict':
      return `保存を止めています。${state.by}さんが先に保存しました${KEPT}`;
  }
}

function savedWords({ savedAt, rowsLeft = 0 }: Extract<AutosaveState, { kind: 'saved' }>): string {
  if (savedAt === null) return '';
  return rowsLeft === 0
    ? `${savedAt} に保存しました`
    : `${savedAt} に保存しました。確かめるまで保存しない行が ${rowsLeft} 行あります`;
}

function refusalWords(status: number): string {
  if (status === 403)
    return `保存できていません。別のタブで同じページを開き、編集できるか確かめてください${KEPT}`;
  if (status === 413) return `保存できていません。入力が長すぎます。短くしてください${KEPT}`;
  return `保存できていません（${status}）。保存ボタンを押すと、理由が表示されます${KEPT}`;
}
