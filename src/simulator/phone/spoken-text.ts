import type { messagingApi } from '@line/bot-sdk';

/** Undoes what textV2 writes for itself: `{name}` is looked up, `{{` and `}}` are braces. */
export function plainTextV2(message: messagingApi.TextMessageV2): string {
  return message.text.replace(/\{\{|\}\}|\{(\w+)\}/g, (found: string, name: string | undefined) => {
    if (name === undefined) return found.charAt(0);
    const part = message.substitution?.[name];
    if (part?.type === 'emoji') return '☺';
    return part?.type === 'mention' ? `@${name}` : found;
  });
}

/** What a screen reader and the chat list give of a message: the text itself, else altText, else LINE's own phrase. */
export function spokenText(message: messagingApi.Message): string {
  switch (message.type) {
    case 'text':
      return message.text;
    case 'textV2':
      return plainTextV2(message);
    case 'flex':
    case 'template':
    case 'imagemap':
      return message.altText;
    case 'sticker':
      return 'スタンプが送信されました';
    case 'image':
      return '写真が送信されました';
    case 'video':
      return '動画が送信されました';
    case 'audio':
      return '音声メッセージが送信されました';
    case 'location':
      return `位置情報: ${message.title} ${message.address}`;
    case 'coupon':
      return 'クーポンが送信されました';
    default:
      return `（${(message as { type: string }).type}）`;
  }
}
