import { channelAccessToken, LineBotClient } from '@line/bot-sdk';
import { withDeadline } from './deadline.ts';

/** How the bot proves itself to LINE: a long-lived token, or a channel whose short-lived tokens it issues. */
export type LineCredentials =
  | { kind: 'long-lived-token'; token: string }
  | { kind: 'stateless-token'; channelId: string; channelSecret: string };

export type LineConnection = {
  credentials: LineCredentials;
  /** An origin without a path: the SDK drops paths. */
  apiOrigin: string;
  dataApiOrigin: string;
};

/**
 * Gives a client with a token that should be valid. `reject` takes back one whose token LINE refused (401), and
 * says whether asking again can help: a long-lived token stays what it is.
 */
export type LineClientSource = {
  client(): Promise<LineBotClient>;
  reject(client: LineBotClient): { isRenewable: boolean };
};

const TOKEN_ISSUE_DEADLINE_MS = 3_000;
const TOKEN_RENEWAL_MARGIN_MS = 60_000; // a stateless token lives 15 minutes; use it less

/** One for each isolate: the token and its client are shared by all requests. `now` is in milliseconds. */
export function createLineClientSource(connection: LineConnection, now: () => number): LineClientSource {
  let held: { client: LineBotClient; usableUntil: number } | null = null;
  return {
    async client() {
      if (held && now() < held.usableUntil) return held.client;
      const { token, lifetimeMs } = await issueToken(connection);
      const client = LineBotClient.fromChannelAccessToken({
        channelAccessToken: token,
        apiBaseURL: connection.apiOrigin,
        dataApiBaseURL: connection.dataApiOrigin,
      });
      held = { client, usableUntil: now() + lifetimeMs - TOKEN_RENEWAL_MARGIN_MS };
      return client;
    },
    reject(client) {
      if (held?.client === client) held = null;
      return { isRenewable: connection.credentials.kind === 'stateless-token' };
    },
  };
}

async function issueToken({
  credentials,
  apiOrigin,
}: LineConnection): Promise<{ token: string; lifetimeMs: number }> {
  if (credentials.kind === 'long-lived-token') return { token: credentials.token, lifetimeMs: Infinity };
  const issuer = new channelAccessToken.ChannelAccessTokenClient({ baseURL: apiOrigin });
  const issued = await withDeadline(
    issuer.issueStatelessChannelTokenByClientSecret(credentials.channelId, credentials.channelSecret),
    TOKEN_ISSUE_DEADLINE_MS,
  );
  return { token: issued.access_token, lifetimeMs: issued.expires_in * 1_000 };
}
