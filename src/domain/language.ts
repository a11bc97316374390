/** The languages residents can be answered in; each has a whole catalogue in src/messages/wording. */
export type Language = 'ja';
