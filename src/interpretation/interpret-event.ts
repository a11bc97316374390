import type { webhook } from '@line/bot-sdk';
import type { Intent, Wordless } from '../domain/look-up/intent.ts';
import { readPostback } from '../domain/look-up/postback.ts';
import { readTesterCode } from '../domain/residents/tester-code.ts';

/** What one LINE event asks of the bot. */
export function interpretEvent(event: webhook.Event): Intent {
  if (event.type === 'unfollow' && event.source?.type === 'user') return { kind: 'leave' }; // also in standby: it asks for no answer
  if (event.mode === 'standby') return { kind: 'nothing', why: 'standby' }; // another module answers now
  if (event.type === 'join') return { kind: 'join-group' };
  if (event.source?.type !== 'user' || !event.source.userId) return { kind: 'nothing', why: 'group' };
  if (!('replyToken' in event) || !event.replyToken) return { kind: 'nothing', why: 'no-reply-token' };
  switch (event.type) {
    case 'follow':
      return { kind: 'befriend', again: event.follow?.isUnblocked ?? false };
    case 'message':
      return interpretMessage(event.message);
    case 'postback':
      return interpretPostback(event.postback.data);
    default: // LINE's events grow without notice; what is not known is left alone
      return { kind: 'nothing', why: 'unknown-event' };
  }
}

function interpretPostback(data: string): Intent {
  const postback = readPostback(data);
  switch (postback.kind) {
    case 'view':
      return { kind: 'show', view: postback.view };
    case 'change':
    case 'follow':
    case 'unfollow':
    case 'forget-me':
    case 'read-broadcast':
      return postback;
    case 'tab':
      return { kind: 'nothing', why: 'tab-switch' };
    case 'unreadable':
      return { kind: 'outdated-button' };
  }
}

const WORDLESS = new Map<string, Wordless>(
  Object.entries({
    sticker: 'sticker',
    image: 'picture',
    video: 'picture',
    audio: 'file',
    file: 'file',
    location: 'location',
  }),
);

function interpretMessage(message: webhook.MessageContent): Intent {
  if (message.type === 'text') return interpretText(withoutLineEmoji(message));
  const what = WORDLESS.get(message.type);
  return what ? { kind: 'wordless', what } : { kind: 'nothing', why: 'unknown-event' };
}

/** LINE: a text has at most 5,000 characters; a question that can be found in the plan is far shorter. */
const QUESTION_MAX = 200;

function interpretText(text: string): Intent {
  const question = text.trim();
  if (question === '') return { kind: 'wordless', what: 'sticker' }; // nothing but LINE emoji
  const code = readTesterCode(question);
  return code === null
    ? { kind: 'ask', text: question.slice(0, QUESTION_MAX) }
    : { kind: 'register-tester', code };
}

/** LINE's own emoji stand in the text as words in brackets, such as `(love)`; they are no part of a question. */
function withoutLineEmoji({ text, emojis = [] }: webhook.TextMessageContent): string {
  return [...emojis]
    .sort((a, b) => b.index - a.index)
    .reduce((rest, { index, length }) => rest.slice(0, index) + rest.slice(index + length), text);
}
