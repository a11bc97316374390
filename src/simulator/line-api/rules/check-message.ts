import type { messagingApi } from '@line/bot-sdk';
import { checkQuickReply } from './check-action.ts';
import { checkFlexContents } from './check-flex.ts';
import { checkTemplate } from './check-template.ts';
import {
  checkHttpsUrl,
  checkInteger,
  checkList,
  checkText,
  collect,
  isFields,
  textOf,
  type Detail,
  type Fields,
  type Report,
} from './fields.ts';

const MESSAGES_MAX = 5; // LINE: every call that sends
const TEXT_MAX = 5000; // UTF-16 units; LINE: text message
const ALT_TEXT_MAX = 1500; // UTF-16 units; LINE: flex, template, imagemap
const EMOJIS_MAX = 20; // LINE: text message
const SUBSTITUTIONS_MAX = 100; // LINE: text message (v2)
const SENDER_NAME_MAX = 20; // UTF-16 units; LINE: icon and display name
const SENDER_WORD = /\bline\b/i; // LINE: "certain words such as LINE may not be used", and no more is said of them
const ADDRESS_MAX = 100; // UTF-16 units; LINE: location message, title and address
const IMAGEMAP_WIDTH = 1040; // px; LINE: imagemap, baseSize
const IMAGEMAP_ACTIONS_MAX = 50; // LINE: imagemap

const TYPES = [
  'text',
  'textV2',
  'sticker',
  'image',
  'video',
  'audio',
  'location',
  'imagemap',
  'template',
  'flex',
  'coupon',
];

/** What LINE would refuse in the messages of a request. A mention works only in a reply or a push (`toOne`). */
export function checkMessages(messages: unknown, toOne: boolean): Detail[] {
  return collect((report) => {
    checkList(messages, 1, MESSAGES_MAX, 'messages', report).forEach((message, i) => {
      checkMessage(message, toOne, `messages[${i}]`, report);
    });
  });
}

/** For a caller that has turned back a request with faults: behind this the messages are what their type says. */
export function areMessages(
  messages: unknown,
  details: readonly Detail[],
): messages is messagingApi.Message[] {
  return details.length === 0 && Array.isArray(messages);
}

function checkMessage(message: unknown, toOne: boolean, property: string, report: Report): void {
  if (!isFields(message)) return report(property, 'May not be empty');
  if (message.quickReply !== undefined) checkQuickReply(message.quickReply, `${property}.quickReply`, report);
  checkSender(message.sender, `${property}.sender`, report);
  switch (message.type) {
    case 'text':
      return checkTextMessage(message, property, report);
    case 'textV2':
      return checkTextV2(message, toOne, property, report);
    case 'sticker':
      checkText(message.packageId, { most: TEXT_MAX }, `${property}.packageId`, report);
      return checkText(message.stickerId, { most: TEXT_MAX }, `${property}.stickerId`, report);
    case 'image':
    case 'video':
      checkHttpsUrl(message.originalContentUrl, `${property}.originalContentUrl`, report);
      return checkHttpsUrl(message.previewImageUrl, `${property}.previewImageUrl`, report);
    case 'audio':
      checkHttpsUrl(message.originalContentUrl, `${property}.originalContentUrl`, report);
      return checkInteger(message.duration, 1, Number.MAX_SAFE_INTEGER, `${property}.duration`, report);
    case 'location':
      return checkLocation(message, property, report);
    case 'imagemap':
      return checkImagemap(message, property, report);
    case 'template':
      checkText(message.altText, { most: ALT_TEXT_MAX }, `${property}.altText`, report);
      return checkTemplate(message.template, `${property}.template`, report);
    case 'flex':
      checkText(message.altText, { most: ALT_TEXT_MAX }, `${property}.altText`, report);
      return checkFlexContents(message.contents, `${property}.contents`, report);
    case 'coupon':
      return checkText(message.couponId, { most: TEXT_MAX }, `${property}.couponId`, report);
    default:
      report(`${property}.type`, `Must be one of the following values: [${TYPES.join(', ')}]`);
  }
}

function checkSender(sender: unknown, property: string, report: Report): void {
  if (sender === undefined || sender === null) return;
  if (!isFields(sender)) return report(property, 'Must be an object');
  const name = { most: SENDER_NAME_MAX, least: 0, optional: true };
  checkText(sender.name, name, `${property}.name`, report);
  if (SENDER_WORD.test(textOf(sender.name))) report(`${property}.name`, 'Invalid sender name');
  checkHttpsUrl(sender.iconUrl, `${property}.iconUrl`, report, true);
}

function checkTextMessage(message: Fields, property: string, report: Report): void {
  checkText(message.text, { most: TEXT_MAX }, `${property}.text`, report);
  if (message.emojis === undefined) return;
  checkList(message.emojis, 0, EMOJIS_MAX, `${property}.emojis`, report).forEach((emoji, i) => {
    const at = `${property}.emojis[${i}]`;
    if (!isFields(emoji)) return report(at, 'May not be empty');
    checkText(emoji.productId, { most: TEXT_MAX }, `${at}.productId`, report);
    checkText(emoji.emojiId, { most: TEXT_MAX }, `${at}.emojiId`, report);
    // LINE: each index must point at the placeholder $ in the text.
    if (textOf(message.text)[Number(emoji.index)] !== '$') report(`${at}.index`, 'Invalid emoji index');
  });
}

/** LINE: text message (v2): `{name}` is replaced by substitution.name, braces themselves are doubled. */
function checkTextV2(message: Fields, toOne: boolean, property: string, report: Report): void {
  checkText(message.text, { most: TEXT_MAX }, `${property}.text`, report);
  const substitution = isFields(message.substitution) ? message.substitution : {};
  const names = Object.keys(substitution);
  if (names.length > SUBSTITUTIONS_MAX) {
    report(`${property}.substitution`, `Size must be between 0 and ${SUBSTITUTIONS_MAX}`);
  }
  for (const name of names) {
    const at = `${property}.substitution.${name}`;
    const part = substitution[name];
    if (!/^[0-9a-zA-Z_]{1,20}$/.test(name)) report(at, 'Invalid key');
    if (!isFields(part)) report(at, 'May not be empty');
    else if (part.type === 'mention' && !toOne) report(at, 'A mention can only be sent by reply or push');
    else if (part.type !== 'mention' && part.type !== 'emoji') {
      report(`${at}.type`, 'Must be one of the following values: [mention, emoji]');
    }
  }
  const undoubled = textOf(message.text).replaceAll(/\{\{|\}\}/g, '');
  const rest = undoubled.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) =>
    names.includes(name) ? '' : whole,
  );
  if (/[{}]/.test(rest)) report(`${property}.text`, 'Invalid placeholder');
}

function checkLocation(message: Fields, property: string, report: Report): void {
  checkText(message.title, { most: ADDRESS_MAX }, `${property}.title`, report);
  checkText(message.address, { most: ADDRESS_MAX }, `${property}.address`, report);
  for (const [name, most] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const) {
    const value = message[name];
    if (typeof value !== 'number' || Math.abs(value) > most)
      report(`${property}.${name}`, `Must be between -${most} and ${most}`);
  }
}

/** The frame only: the town sends none, and LINE's rules for areas and videos are not worth repeating here. */
function checkImagemap(message: Fields, property: string, report: Report): void {
  checkHttpsUrl(message.baseUrl, `${property}.baseUrl`, report);
  checkText(message.altText, { most: ALT_TEXT_MAX }, `${property}.altText`, report);
  const size = isFields(message.baseSize) ? message.baseSize : {};
  if (size.width !== IMAGEMAP_WIDTH) report(`${property}.baseSize.width`, `Must be ${IMAGEMAP_WIDTH}`);
  checkInteger(size.height, 1, Number.MAX_SAFE_INTEGER, `${property}.baseSize.height`, report);
  checkList(message.actions, 0, IMAGEMAP_ACTIONS_MAX, `${property}.actions`, report);
}
