import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import { withDeadline } from './deadline.ts';
import type { LineClientSource } from './line-client.ts';

/** What LINE says of messages without sending them. `unreachable`: it could not be asked, which is no verdict. */
export type Validation =
  | { kind: 'valid' }
  | { kind: 'invalid'; faults: readonly string[] }
  | { kind: 'unreachable' };

const DEADLINE_MS = 5_000;

/** LINE: validate-messages; the same rules as when they are sent. */
export async function validateMessages(
  source: LineClientSource,
  messages: messagingApi.Message[],
  call: 'multicast' | 'broadcast',
): Promise<Validation> {
  try {
    const client = await source.client();
    const asked =
      call === 'broadcast' ? client.validateBroadcast({ messages }) : client.validateMulticast({ messages });
    await withDeadline(asked, DEADLINE_MS);
    return { kind: 'valid' };
  } catch (error) {
    if (!(error instanceof HTTPFetchError) || error.status !== 400) return { kind: 'unreachable' };
    return { kind: 'invalid', faults: readFaults(error.body) };
  }
}

type ErrorBody = { message?: unknown; details?: { message?: unknown; property?: unknown }[] };

function readFaults(body: string): string[] {
  try {
    const { message, details = [] } = JSON.parse(body) as ErrorBody;
    const lines = details.map((detail) => [detail.property, detail.message].filter(isText).join(': '));
    return lines.length > 0 ? lines : [message].filter(isText);
  } catch {
    return [];
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
