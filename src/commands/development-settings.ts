/** Fixed for trying out on one machine; README prints them, and nothing of it reaches a deployment. */
export const TOWN_PORT = Number(process.env['TOWN_PORT'] ?? 8787);
export const PHONE_PORT = Number(process.env['PHONE_PORT'] ?? 8788);

export type DevelopmentSettings = {
  LINE_CHANNEL_SECRET: string;
  LINE_CHANNEL_ACCESS_TOKEN: string;
  LINE_API_ORIGIN: string;
  LINE_DATA_API_ORIGIN: string;
  PUBLIC_ORIGIN: string;
  ACCESS_ISSUER: string;
  ACCESS_AUDIENCE: string;
  FIRST_ADMINISTRATOR: string;
};

/** The stand-in tells LINE's two hosts apart by name, so both must reach it. It plays Cloudflare Access too. */
export function developmentSettings(townOrigin: string, phonePort: number): DevelopmentSettings {
  return {
    LINE_CHANNEL_SECRET: 'simulator-channel-secret',
    LINE_CHANNEL_ACCESS_TOKEN: 'simulator-channel-access-token',
    LINE_API_ORIGIN: `http://localhost:${phonePort}`,
    LINE_DATA_API_ORIGIN: `http://127.0.0.1:${phonePort}`,
    PUBLIC_ORIGIN: townOrigin,
    ACCESS_ISSUER: `http://localhost:${phonePort}`,
    ACCESS_AUDIENCE: 'ayumi-console-audience',
    FIRST_ADMINISTRATOR: 'suzuki.admin@example.lg.jp',
  };
}
