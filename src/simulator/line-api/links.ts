import type { Link } from '../world/world.ts';
import { isFields, textOf } from './rules/fields.ts';

const IN_TEXT = /https?:\/\/[\x21-\x7e]+/gi; // an address in a text can be tapped; in a text of a Flex message it cannot
const WEB = /^https?:/i; // a telephone number is no address

/** The addresses that LINE counts openings of, each once for each message it stands in. */
export function listLinks(messages: readonly unknown[]): Link[] {
  return messages.flatMap((message, i) =>
    [...new Set([...inText(message), ...inActions(message)])].map((url) => ({ seq: i + 1, url })),
  );
}

function inText(message: unknown): string[] {
  const isText = isFields(message) && (message.type === 'text' || message.type === 'textV2');
  return isText ? (textOf(message.text).match(IN_TEXT) ?? []) : [];
}

function inActions(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(inActions);
  if (!isFields(part)) return [];
  if (part.type === 'uri') return WEB.test(textOf(part.uri)) ? [textOf(part.uri)] : [];
  return Object.values(part).flatMap(inActions);
}
