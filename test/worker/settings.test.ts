import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { readConsoleSettings, readSettings, type Environment } from '../../src/settings.ts';

/** Those for trying out, as in `npm start`, with some of them changed. */
const environment = (changed: Record<string, string | undefined> = {}): Environment => ({
  ...(env as Environment),
  ACCESS_ISSUER: 'http://localhost:8788',
  ...changed,
});
const withoutConsole = { ACCESS_ISSUER: '', ACCESS_AUDIENCE: '', FIRST_ADMINISTRATOR: '' };

describe('the settings of the console', () => {
  test('are read beside those of the bot', () => {
    expect(readConsoleSettings(environment({ SELF_APPROVAL_WAIT_HOURS: '24' }))).toEqual({
      ok: true,
      value: {
        access: { issuer: 'http://localhost:8788', audience: 'ayumi-console-audience' },
        firstAdministrator: 'suzuki.admin@example.lg.jp',
        selfApprovalWaitHours: 24,
      },
    });
  });

  test.each([
    ['empty', withoutConsole],
    ['absent', { ACCESS_ISSUER: undefined, ACCESS_AUDIENCE: undefined, FIRST_ADMINISTRATOR: undefined }],
    ['absent but for the wait', { ...withoutConsole, SELF_APPROVAL_WAIT_HOURS: '24' }],
  ])('may be %s: then there is no console, and nothing is wrong', (_, changed) => {
    expect(readConsoleSettings(environment(changed))).toEqual({ ok: true, value: null });
  });

  test('never take the bot down: their faults stand apart', () => {
    const broken = environment({ ...withoutConsole, ACCESS_ISSUER: 'town.cloudflareaccess.com' });
    expect(readSettings(broken)).toMatchObject({ ok: true });
    expect(readConsoleSettings(broken)).toMatchObject({
      ok: false,
      fault: [{ name: 'ACCESS_ISSUER' }, { name: 'ACCESS_AUDIENCE' }, { name: 'FIRST_ADMINISTRATOR' }],
    });
  });

  test('are read even where those of the bot are broken', () => {
    const broken = environment({ LINE_CHANNEL_SECRET: '' });
    expect(readSettings(broken)).toMatchObject({ ok: false, fault: [{ name: 'LINE_CHANNEL_SECRET' }] });
    expect(readConsoleSettings(broken)).toMatchObject({ ok: true });
  });

  test.each([
    ['ACCESS_ISSUER', 'https://town.cloudflareaccess.com/'],
    ['ACCESS_ISSUER', 'https://town.cloudflareaccess.com/cdn-cgi/access/certs'],
    ['ACCESS_ISSUER', 'http://town.cloudflareaccess.com'],
    ['ACCESS_ISSUER', 'http://localhost.example.com'],
    ['ACCESS_ISSUER', 'town'],
    ['ACCESS_AUDIENCE', 'short'],
    ['ACCESS_AUDIENCE', 'with a blank inside it'],
    ['FIRST_ADMINISTRATOR', 'suzuki'],
    ['FIRST_ADMINISTRATOR', 'suzuki@localhost'],
    ['FIRST_ADMINISTRATOR', 'a@example.lg.jp, b@example.lg.jp'],
    ['SELF_APPROVAL_WAIT_HOURS', '0'],
    ['SELF_APPROVAL_WAIT_HOURS', '169'],
    ['SELF_APPROVAL_WAIT_HOURS', '1.5'],
    ['SELF_APPROVAL_WAIT_HOURS', '1e2'],
    ['SELF_APPROVAL_WAIT_HOURS', '-1'],
    ['SELF_APPROVAL_WAIT_HOURS', 'soon'],
  ])('name %s where it is %s, and do not repeat it', (name, value) => {
    const read = readConsoleSettings(environment({ [name]: value }));
    expect(read).toMatchObject({ ok: false, fault: [{ name }] });
    expect(JSON.stringify(read)).not.toContain(`"${value}`);
    expect(JSON.stringify(read)).not.toContain('is missing');
  });

  test.each(['1', '24', '168'])('take a wait of %s hours', (hours) => {
    expect(readConsoleSettings(environment({ SELF_APPROVAL_WAIT_HOURS: hours }))).toMatchObject({
      value: { selfApprovalWaitHours: Number(hours) },
    });
  });

  test.each(['https://town.cloudflareaccess.com', 'http://localhost:8788', 'http://127.0.0.1:1'])(
    'take %s as issuer',
    (issuer) => {
      expect(readConsoleSettings(environment({ ACCESS_ISSUER: issuer }))).toMatchObject({ ok: true });
    },
  );

  test('write the address of the first administrator as the roll does', () => {
    const read = readConsoleSettings(environment({ FIRST_ADMINISTRATOR: ' Suzuki.Admin@Example.LG.JP' }));
    expect(read).toMatchObject({ value: { firstAdministrator: 'suzuki.admin@example.lg.jp' } });
  });
});

describe('the settings of broadcasts', () => {
  const REAL = { LINE_API_ORIGIN: 'https://api.line.me', LINE_DATA_API_ORIGIN: 'https://api-data.line.me' };

  test('have defaults that a town need not think about', () => {
    expect(readSettings(environment())).toMatchObject({
      ok: true,
      value: { broadcastUndoMinutes: 5, multicastsPerSecond: 20, linePlan: null },
    });
  });
  test('are taken where they are given', () => {
    const given = {
      BROADCAST_UNDO_MINUTES: '15',
      MULTICASTS_PER_SECOND: '50',
      LINE_PLAN: 'local-government',
    };
    expect(readSettings(environment(given))).toMatchObject({
      ok: true,
      value: { broadcastUndoMinutes: 15, multicastsPerSecond: 50, linePlan: 'local-government' },
    });
  });
  test.each([
    ['BROADCAST_UNDO_MINUTES', ['61', '-1', '1.5', 'five', ' 5']],
    ['MULTICASTS_PER_SECOND', ['0', '101', '200', 'fast']],
    ['LINE_PLAN', ['free', 'Light']],
  ] as const)('name %s where it cannot be what is meant', (name, values) => {
    for (const value of values)
      expect(readSettings(environment({ [name]: value })), value).toMatchObject({
        ok: false,
        fault: [{ name }],
      });
  });
  test('leave no time to undo only beside the stand-in', () => {
    expect(readSettings(environment({ BROADCAST_UNDO_MINUTES: '0' }))).toMatchObject({ ok: true });
    expect(readSettings(environment({ BROADCAST_UNDO_MINUTES: '0', ...REAL }))).toMatchObject({
      ok: false,
      fault: [{ name: 'BROADCAST_UNDO_MINUTES' }],
    });
  });
});
