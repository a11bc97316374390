import { useEffect, useState } from 'hono/jsx/dom';
import { secondsText } from './clock-text.ts';
import type { PhoneLogEntry } from './phone-api.ts';
import { loadLog } from './phone-client.ts';

const LOG_POLL_MS = 2000;

/** LINE's 409 says that the same retry key was accepted before: not a fault. A status of 0 is still to come. */
const wentWell = (status: number) => status < 400 || status === 409;

/** The requests that the bot made to LINE, newest first. */
export function RequestLog() {
  const [requests, setRequests] = useState<PhoneLogEntry[]>([]);

  useEffect(() => {
    let shown = '';
    const look = async () => {
      if (document.hidden) return;
      const answer = await loadLog();
      if (!answer.ok || JSON.stringify(answer.value) === shown) return;
      shown = JSON.stringify(answer.value);
      setRequests(answer.value.toReversed());
    };
    void look();
    const timer = setInterval(() => void look(), LOG_POLL_MS);
    return () => clearInterval(timer);
  }, []);

  if (requests.length === 0) return <p class="quiet">まだありません</p>;
  return (
    <ol
      class="request-log"
      data-testid="request-log"
      aria-label="ボットが呼んだ API"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      {requests.map(({ seq, at, method, path, status, faults }) => (
        <li key={seq} class={wentWell(status) ? '' : 'failed'}>
          <time>{secondsText(at)}</time>
          <b>{status || '…'}</b>
          <code>
            {method} {path}
            {faults.map((fault) => (
              <em key={fault}> {fault}</em>
            ))}
          </code>
        </li>
      ))}
    </ol>
  );
}
