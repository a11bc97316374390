import type { Deps } from '../deps.ts';
import type { Fault } from '../world/faults.ts';
import { MONTHLY_LIMIT, RATE_EXCEEDED, refuse } from './line-answers.ts';

const SERVER_ERROR = 'Internal Server Error';
const TIMED_OUT = 'Gateway Timeout';

/** What stands between LINE and the bot and answers in LINE's place says nothing a program can read. */
const GARBAGE = '<!DOCTYPE html><title>Error</title><p>The service is not available.</p>';

const BEGINNING_MS = 50; // for the beginning to be on its way before the rest is lost

/** A fault that answers in place of LINE, which then does nothing; undefined where the request goes on. */
export async function strikeBefore(faults: readonly Fault[], deps: Deps): Promise<Response | undefined> {
  for (const fault of faults) {
    switch (fault.kind) {
      case 'delay':
        await deps.sleep(fault.delayMs);
        break;
      case '500':
        return refuse(500, SERVER_ERROR);
      case '429-rate':
        return refuse(429, RATE_EXCEEDED);
      case '429-monthly':
        return refuse(429, MONTHLY_LIMIT);
      case 'status':
        return answerStatus(fault);
      case 'garbage':
        return answerGarbage(fault);
      case 'timeout':
        await deps.sleep(fault.delayMs);
        return refuse(504, TIMED_OUT);
      case 'accept-then-500': // these strike after the request is done
      case 'accept-then-garbage':
      case 'accept-then-timeout':
      case 'accept-then-drop':
        break;
      default:
        return fault.kind satisfies never;
    }
  }
  return undefined;
}

/** What the bot gets of an answer of LINE's: where LINE did what was asked, a fault may lose or spoil the answer. */
export async function strikeAfter(faults: readonly Fault[], answer: Response, deps: Deps): Promise<Response> {
  if (!answer.ok) return answer;
  for (const fault of faults) {
    if (fault.kind === 'accept-then-500') return refuse(500, SERVER_ERROR);
    if (fault.kind === 'accept-then-garbage') return answerGarbage(fault);
    if (fault.kind === 'accept-then-drop') return breakOff(deps);
    if (fault.kind === 'accept-then-timeout') {
      await deps.sleep(fault.delayMs);
      return refuse(504, TIMED_OUT);
    }
  }
  return answer;
}

function answerStatus({ status, body }: Fault): Response {
  return body === null ? refuse(status, `Status ${status}`) : new Response(body, { status });
}

function answerGarbage({ body }: Fault): Response {
  return new Response(body ?? GARBAGE, { headers: { 'content-type': 'text/html' } });
}

/** The answer begins and then the connection breaks: the status is there, the body never ends. */
function breakOff(deps: Deps): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{'));
    },
    async pull(controller) {
      await deps.sleep(BEGINNING_MS);
      controller.error(new Error('The connection broke off'));
    },
  });
  return new Response(body); // without a type, so that nobody on this side waits for the body
}
