/** The one made-up channel. Fixed, public and worth nothing: they open only this stand-in. */
export const CHANNEL_ID = 'simulator-channel';
export const CHANNEL_SECRET = 'simulator-channel-secret';
export const CHANNEL_ACCESS_TOKEN = 'simulator-channel-access-token';

export const BOT_USER_ID = 'Ua1b2c3d4e5f60718293a4b5c6d7e8f90';
export const BOT_BASIC_ID = '@000ayumi';
export const BOT_NAME = 'あゆみ';

/** LINE: IDs of users, groups and rooms: U, C or R and 32 hexadecimal digits. */
export const USER_ID = /^U[0-9a-f]{32}$/;
export const CHAT_ID = /^[UCR][0-9a-f]{32}$/;
