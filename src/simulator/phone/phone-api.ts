import type { messagingApi } from '@line/bot-sdk';

/** What the phone page and the stand-in say to each other over HTTP, as JSON. */

/** A made-up resident whose phone the page shows. `userId` has LINE's form, U and 32 hexadecimal digits. */
export type Resident = {
  userId: string;
  name: string;
  about: string;
  language: string;
  friendship: 'stranger' | 'friend' | 'blocked';
};

/**
 * `flexHtml` is there for every Flex message: flex-render builds strings and needs no DOM, so the stand-in calls it in
 * the Worker, after escaping all text (`\n` becomes `<br>`), and the page may set it as innerHTML inside an element.
 * The page must load flex-render's own sheet (`flex-preview/flex-preview.css`). No script and no link is left in it: an element with
 * an action has `data-action` (the LINE action as JSON), `role="button"` and `tabindex="0"`; bind click and Enter to
 * those. flex-render draws no action of a whole bubble (`bubble.action`): the stand-in puts `data-action` on the
 * bubble's outermost element instead, so use `closest('[data-action]')`, which finds the innermost one.
 * It is undefined only where flex-render gave up: show `altText` then.
 */

/** One line of a chat, oldest first. `seq` grows by time within the stand-in; `at` is milliseconds since 1970. */
export type ChatEntry = { seq: number; at: number } & (
  | { from: 'resident'; kind: 'text'; text: string; messageId: string }
  | { from: 'resident'; kind: 'sticker' | 'image'; messageId: string }
  | {
      from: 'account';
      kind: 'message';
      via: 'reply' | 'push' | 'multicast' | 'broadcast';
      message: messagingApi.Message;
      flexHtml?: string;
    }
  | { from: 'system'; kind: 'note'; text: string }
);

/** The rich menu shown to one resident now; `imageUrl` is a path on the stand-in. */
export type RichMenuView = {
  richMenuId: string;
  name: string;
  chatBarText: string;
  selected: boolean;
  size: { width: number; height: number };
  areas: messagingApi.RichMenuArea[];
  imageUrl: string;
};

/** `GET /phone/api/view?user=U…&after=SEQ` → entries newer than SEQ, and everything else as it is now. */
export type PhoneView = {
  resident: Resident;
  entries: ChatEntry[];
  latestSeq: number;
  richMenu: RichMenuView | null;
  accountName: string;
};

/** `POST /phone/api/act` with `{ userId, act }` → PhoneActResult. */
export type PhoneAct =
  | { kind: 'text'; text: string }
  | { kind: 'sticker' }
  | { kind: 'image' }
  | { kind: 'postback'; data: string; displayText?: string; params?: Record<string, string> }
  | { kind: 'switch-rich-menu'; richMenuAliasId: string; data: string }
  | { kind: 'follow' }
  | { kind: 'block' }
  | { kind: 'unsend'; messageId: string }
  | { kind: 'deliver-again' }
  | { kind: 'deliver-out-of-order'; texts: string[] };

/** `webhookStatus` is the bot's HTTP status, or null when it could not be reached or nothing was delivered. */
export type PhoneActResult = { webhookStatus: number | null };

/** `GET /phone/api/log` → the last 50 requests of the bot to LINE, oldest first. `status` is 0 while it is unanswered. */
export type PhoneLogEntry = {
  seq: number;
  at: number;
  method: string;
  path: string;
  status: number;
  faults: string[];
};
