/** What reached LINE of broadcasts since the counting began. Times are of performance.now, ms; Infinity before any. */
export type Sendings = {
  multicasts: number;
  broadcasts: number;
  /** Residents named in multicasts, and how many of them more than once. */
  recipients: number;
  repeated: number;
  firstAt: number;
  lastAt: number;
};

export type SendingCounter = {
  /** Takes a request's body; false where it does not send. */
  note(path: string, body: Buffer, at: number): boolean;
  read(): Sendings;
  clear(): void;
};

const MULTICAST_PATH = '/v2/bot/message/multicast';
const BROADCAST_PATH = '/v2/bot/message/broadcast';

export function createSendingCounter(): SendingCounter {
  let counts = nothing();
  let seen = new Set<number>();
  return {
    note(path, body, at) {
      if (path !== MULTICAST_PATH && path !== BROADCAST_PATH) return false;
      counts.firstAt = Math.min(counts.firstAt, at);
      counts.lastAt = at;
      if (path === BROADCAST_PATH) {
        counts.broadcasts += 1;
        return true;
      }
      counts.multicasts += 1;
      const { to } = JSON.parse(body.toString()) as { to: string[] };
      for (const userId of to) {
        const number = Number.parseInt(userId.slice(1), 16); // residents of the bench are numbers
        if (seen.has(number)) counts.repeated += 1;
        seen.add(number);
      }
      counts.recipients += to.length;
      return true;
    },
    read: () => counts,
    clear() {
      counts = nothing();
      seen = new Set();
    },
  };
}

function nothing(): Sendings {
  return { multicasts: 0, broadcasts: 0, recipients: 0, repeated: 0, firstAt: Infinity, lastAt: -Infinity };
}
