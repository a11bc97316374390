import type { messagingApi } from '@line/bot-sdk';
import { callsNumber, NO_LOCATION, NO_VOICE, opensInLine, unknownAction } from './notices.ts';
import type { PhoneAct } from './phone-api.ts';

/** What a tap on a LINE action makes the phone do. */
export type TapEffect =
  | { kind: 'act'; act: PhoneAct }
  | { kind: 'open-uri'; uri: string }
  | { kind: 'copy'; text: string }
  | { kind: 'pick-date'; action: messagingApi.DatetimePickerAction }
  | { kind: 'open-keyboard'; text: string | null }
  | { kind: 'open-rich-menu' }
  | { kind: 'close-rich-menu' }
  | { kind: 'notice'; text: string };

/** LINE URL scheme that opens a chat with a text ready to send. */
const OA_MESSAGE = /^(?:https:\/\/line\.me\/R|line:\/)\/oaMessage\/[^/?]+\/?\?(.*)$/;

function uriEffect(uri: string): TapEffect {
  const ready = OA_MESSAGE.exec(uri)?.[1];
  if (ready !== undefined) return { kind: 'open-keyboard', text: decodeURIComponent(ready) };
  if (uri.startsWith('tel:')) return { kind: 'notice', text: callsNumber(uri) };
  if (/^https?:\/\//.test(uri)) return { kind: 'open-uri', uri };
  return { kind: 'notice', text: opensInLine(uri) };
}

function inputEffects(action: messagingApi.PostbackAction): TapEffect[] {
  switch (action.inputOption) {
    case 'closeRichMenu':
      return [{ kind: 'close-rich-menu' }];
    case 'openRichMenu':
      return [{ kind: 'open-rich-menu' }];
    case 'openKeyboard':
      return [{ kind: 'open-keyboard', text: action.fillInText ?? null }];
    case 'openVoice':
      return [{ kind: 'notice', text: NO_VOICE }];
    case undefined:
      return [];
    default:
      return [];
  }
}

/** Reads a LINE action, in the order in which the phone carries it out. */
export function readTap(action: messagingApi.Action): TapEffect[] {
  switch (action.type) {
    case 'message':
      return [{ kind: 'act', act: { kind: 'text', text: action.text ?? '' } }];
    case 'postback': {
      // `text` is the old name of displayText.
      const displayText = action.displayText ?? action.text;
      const shown = displayText === undefined ? {} : { displayText };
      return [
        { kind: 'act', act: { kind: 'postback', data: action.data ?? '', ...shown } },
        ...inputEffects(action),
      ];
    }
    case 'uri':
      return [uriEffect(action.uri ?? '')];
    case 'richmenuswitch': {
      const { richMenuAliasId = '', data = '' } = action;
      return [{ kind: 'act', act: { kind: 'switch-rich-menu', richMenuAliasId, data } }];
    }
    case 'datetimepicker':
      return [{ kind: 'pick-date', action }];
    case 'clipboard':
      return [{ kind: 'copy', text: action.clipboardText }];
    case 'camera':
    case 'cameraRoll':
      return [{ kind: 'act', act: { kind: 'image' } }];
    case 'location':
      return [{ kind: 'notice', text: NO_LOCATION }];
    default:
      // LINE's unions grow without notice.
      return [{ kind: 'notice', text: unknownAction((action as { type: string }).type) }];
  }
}

/** The name a screen reader gives a tap area, in LINE's order. */
export function tapName(action: messagingApi.Action | undefined, fallback: string): string {
  if (action === undefined) return fallback;
  const text = 'text' in action ? action.text : undefined;
  const displayText = 'displayText' in action ? action.displayText : undefined;
  return action.label || text || displayText || fallback;
}
