import {
  checkHttpsUrl,
  checkLink,
  checkOneOf,
  checkText,
  isFields,
  textOf,
  type Fields,
  type Report,
} from './fields.ts';

/** What holds an action; it decides the label's limit and which types may stand there. */
export type ActionPlace =
  | 'quick-reply'
  | 'rich-menu'
  | 'template'
  | 'template-image'
  | 'image-column'
  | 'flex-button'
  | 'flex'
  | 'flex-video';

// LINE: "Action objects", label, counted in grapheme clusters.
const LABELS: Record<ActionPlace, { most: number; required: boolean }> = {
  'quick-reply': { most: 20, required: true },
  'rich-menu': { most: 20, required: false },
  template: { most: 20, required: true },
  'template-image': { most: 20, required: false },
  'image-column': { most: 12, required: false },
  'flex-button': { most: 40, required: true },
  flex: { most: 40, required: false },
  'flex-video': { most: 40, required: false },
};
const POSTBACK_DATA_MAX = 300; // UTF-16 units; LINE: postback action
const ACTION_TEXT_MAX = 300; // graphemes; LINE: message and postback action
const CLIPBOARD_MAX = 1000; // UTF-16 units; LINE: clipboard action
export const ALIAS_PATTERN = /^[a-z0-9_-]{1,32}$/; // LINE: create-rich-menu-alias

const EVERYWHERE = ['postback', 'message', 'uri', 'datetimepicker', 'clipboard'];
const QUICK_REPLY_ONLY = ['camera', 'cameraRoll', 'location']; // LINE: quick reply
const INPUT_OPTIONS = ['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'];
const PICKER_MODES = ['date', 'time', 'datetime'] as const;

function allowedTypes(place: ActionPlace): string[] {
  switch (place) {
    case 'quick-reply':
      return [...EVERYWHERE, ...QUICK_REPLY_ONLY];
    case 'rich-menu':
      return [...EVERYWHERE, 'richmenuswitch'];
    case 'flex-video':
      return ['uri'];
    case 'template':
    case 'template-image':
    case 'image-column':
    case 'flex-button':
    case 'flex':
      return EVERYWHERE;
    default:
      return place satisfies never;
  }
}

export function checkAction(action: unknown, place: ActionPlace, property: string, report: Report): void {
  if (!isFields(action)) return report(property, 'May not be empty');
  checkOneOf(action.type, allowedTypes(place), `${property}.type`, report, false);
  const label = LABELS[place];
  checkText(
    action.label,
    { most: label.most, least: label.required ? 1 : 0, unit: 'grapheme', optional: !label.required },
    `${property}.label`,
    report,
  );
  switch (action.type) {
    case 'postback':
      return checkPostback(action, property, report);
    case 'message':
      return checkText(action.text, { most: ACTION_TEXT_MAX, unit: 'grapheme' }, `${property}.text`, report);
    case 'uri':
      checkLink(action.uri, `${property}.uri`, report);
      if (isFields(action.altUri))
        checkLink(action.altUri.desktop, `${property}.altUri.desktop`, report, true);
      return;
    case 'datetimepicker':
      return checkPicker(action, property, report);
    case 'clipboard':
      return checkText(action.clipboardText, { most: CLIPBOARD_MAX }, `${property}.clipboardText`, report);
    case 'richmenuswitch':
      if (!ALIAS_PATTERN.test(textOf(action.richMenuAliasId))) {
        report(`${property}.richMenuAliasId`, 'Must be 1 to 32 of a-z, 0-9, _ and -');
      }
      return checkText(action.data, { most: POSTBACK_DATA_MAX, least: 0 }, `${property}.data`, report);
    default: // camera, cameraRoll and location have nothing more; unknown types are reported above
  }
}

function checkPostback(action: Fields, property: string, report: Report): void {
  checkText(action.data, { most: POSTBACK_DATA_MAX, least: 0 }, `${property}.data`, report);
  for (const name of ['displayText', 'text', 'fillInText']) {
    const limit = { most: ACTION_TEXT_MAX, unit: 'grapheme', optional: true } as const;
    checkText(action[name], limit, `${property}.${name}`, report);
  }
  if (action.text !== undefined && action.displayText !== undefined) {
    report(`${property}.text`, 'text and displayText cannot be used together');
  }
  checkOneOf(action.inputOption, INPUT_OPTIONS, `${property}.inputOption`, report);
}

function checkPicker(action: Fields, property: string, report: Report): void {
  checkText(action.data, { most: POSTBACK_DATA_MAX, least: 0 }, `${property}.data`, report);
  checkOneOf(action.mode, PICKER_MODES, `${property}.mode`, report, false);
  const form = { date: /^\d{4}-\d\d-\d\d$/, time: /^\d\d:\d\d$/, datetime: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d$/ };
  const mode = PICKER_MODES.find((name) => name === action.mode);
  if (!mode) return;
  for (const name of ['initial', 'min', 'max']) {
    const value = action[name];
    if (value !== undefined && !form[mode].test(textOf(value)))
      report(`${property}.${name}`, 'Invalid date format');
  }
}

const QUICK_REPLY_MAX = 13; // items; LINE: quick reply

export function checkQuickReply(quickReply: unknown, property: string, report: Report): void {
  if (!isFields(quickReply) || !Array.isArray(quickReply.items)) {
    return report(`${property}.items`, 'May not be empty');
  }
  const { items } = quickReply;
  if (items.length < 1 || items.length > QUICK_REPLY_MAX) {
    report(`${property}.items`, `Size must be between 1 and ${QUICK_REPLY_MAX}`);
  }
  items.forEach((item: unknown, i: number) => {
    const at = `${property}.items[${i}]`;
    if (!isFields(item)) return report(at, 'May not be empty');
    checkOneOf(item.type, ['action'], `${at}.type`, report, false);
    checkHttpsUrl(item.imageUrl, `${at}.imageUrl`, report, true);
    checkAction(item.action, 'quick-reply', `${at}.action`, report);
  });
}
