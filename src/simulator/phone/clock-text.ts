/** Residents read Japanese time, wherever the page is opened. */
const timeZone = 'Asia/Tokyo';
const time = new Intl.DateTimeFormat('ja-JP', { timeZone, hour: 'numeric', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('ja-JP', { timeZone, timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('ja-JP', { timeZone, month: 'long', day: 'numeric', weekday: 'short' });

/** `at` is milliseconds since 1970 throughout. */
export const timeText = (at: number) => time.format(at);
export const secondsText = (at: number) => seconds.format(at);
export const dayText = (at: number) => day.format(at);
