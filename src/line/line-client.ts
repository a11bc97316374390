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

/** Gives a client whose token is valid; `renew` after a 401 asks LINE for a new token once. */
export type LineClientSource = { client(): Promise<LineBotClient>; renew(): void };

const TOKEN_ISSUE_DEADLINE_MS = 3_000;
const TOKEN_RENEWAL_MARGIN_MS = 60_000; // a stateless token lives 15 minutes; use it less

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
    renew() {
      held = null;
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
