import { applyD1Migrations, createExecutionContext, reset, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FORGET_ME, writeChange, writeFollow, writeReadPostback } from '../../src/domain/look-up/postback.ts';
import worker from '../../src/index.ts';
import { saveContentStatement } from '../../src/storage/broadcast-contents.ts';
import { loadResidentSettings } from '../../src/storage/resident-store.ts';
import { loadTesters, saveTesterCode } from '../../src/storage/tester-store.ts';

const SECRET = 'simulator-channel-secret';
const T = Date.parse('2026-11-24T01:00:00.000Z');
const BROADCAST = '3f0c1d2e-aaaa-4bbb-8ccc-0123456789ab';
const THIRTIES = writeChange({ setting: 'age-band', value: '30s' });
const userIdOf = (name: string): string => `U${name.padEnd(32, '0')}`;

type Message = { type: string; altText?: string; text?: string };

let replies: { replyToken: string; messages: Message[] }[];
let logged: Record<string, unknown>[];
let serial = 0;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  replies = [];
  logged = [];
  vi.spyOn(console, 'warn').mockImplementation(
    (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>),
  );
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    replies.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as (typeof replies)[number]);
    return Response.json({ sentMessages: [] });
  });
});

afterEach(() => vi.restoreAllMocks());

function event(name: string, content: Record<string, unknown>, at = serial): Record<string, unknown> {
  serial += 1;
  return {
    mode: 'active',
    timestamp: T + at,
    webhookEventId: `save-${serial}`,
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId: userIdOf(name) },
    replyToken: `token-${serial}`,
    ...content,
  };
}
const tap = (name: string, data: string, at?: number) =>
  event(name, { type: 'postback', postback: { data } }, at);
const type = (name: string, text: string) =>
  event(name, { type: 'message', message: { id: '1', type: 'text', text } });
const block = (name: string) => event(name, { type: 'unfollow', replyToken: undefined });

/** D1 as the Worker sees it: what it is asked is noted, and what matches `failing` fails. */
function watchedD1({ failing = /(?!)/ } = {}): { db: D1Database; asked: string[] } {
  const asked: string[] = [];
  const sqlOf = new WeakMap<object, string>();
  const note = (sql: string): void => {
    asked.push(sql);
    if (failing.test(sql)) throw new Error('D1_ERROR: the network was lost');
  };
  const watch = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const watched = new Proxy(statement, {
      get(of, name: keyof D1PreparedStatement) {
        if (name === 'bind') return (...values: unknown[]) => watch(of.bind(...values), sql);
        return async (...given: never[]) => {
          note(sql);
          return (of[name] as (...all: never[]) => unknown).apply(of, given);
        };
      },
    });
    sqlOf.set(watched, sql);
    bare.set(watched, statement);
    return watched;
  };
  const bare = new WeakMap<object, D1PreparedStatement>();
  const db = {
    prepare: (sql: string) => watch(env.DB.prepare(sql), sql),
    batch: async (statements: D1PreparedStatement[]) => {
      note(statements.map((each) => sqlOf.get(each) ?? '').join(';\n'));
      return env.DB.batch(statements.map((each) => bare.get(each) ?? each));
    },
  };
  return { db: db as unknown as D1Database, asked };
}

type Posted = { status: number; settled: () => Promise<void> };

/** `settled` waits for what the Worker does after its answer. */
async function deliver(events: unknown[], db: D1Database = env.DB): Promise<Posted> {
  const fetcher: (request: Request, e: never, ctx: ExecutionContext) => Response | Promise<Response> =
    worker.fetch;
  const body = JSON.stringify({ destination: 'U', events });
  const request = new Request('https://ayumi.example.lg.jp/webhook', {
    method: 'POST',
    body,
    headers: { 'x-line-signature': createHmac('sha256', SECRET).update(body).digest('base64') },
  });
  const ctx = createExecutionContext();
  const { status } = await fetcher(request, { ...(env as object), DB: db } as never, ctx);
  return { status, settled: () => waitOnExecutionContext(ctx) };
}

async function post(events: unknown[], db: D1Database = env.DB): Promise<number> {
  const { status, settled } = await deliver(events, db);
  await settled();
  return status;
}

/** Of each reply the answer itself: one that rests on older data is said before it. */
const heard = (): string[] =>
  replies.map(({ messages }) => messages.at(-1)?.altText ?? messages.at(-1)?.text ?? '');
const told = (name: string) => loadResidentSettings(env.DB, userIdOf(name));
const isAboutResidents = (sql: string): boolean => /residents|follows|forgotten_marks|testers/.test(sql);

describe('what changes something', () => {
  test('is saved before the 200, and the answer shows what was saved', async () => {
    const { status, settled } = await deliver([tap('a', THIRTIES)]);
    expect([status, (await told('a')).ageBand]).toEqual([200, '30s']);
    await settled();
    expect(heard()).toEqual([expect.stringContaining('年代を「30代」にしました')]);
  });
  test('of a whole body is one batch, whoever it comes from', async () => {
    const { db, asked } = watchedD1();
    const district = writeChange({ setting: 'district', value: '北部' });
    await post(
      [tap('a', THIRTIES), tap('a', district), type('b', '40代'), tap('c', FORGET_ME), block('d')],
      db,
    );
    const saving = asked.filter(
      (sql) => sql.includes('INTO residents') || sql.includes('INTO forgotten_marks'),
    );
    expect(saving).toHaveLength(1);
    expect(await told('a')).toMatchObject({ ageBand: '30s', district: '北部' });
    expect(await told('b')).toMatchObject({ ageBand: '40s' });
  });
  test('is not there in ordinary look-ups, which ask D1 nothing about residents', async () => {
    const { db, asked } = watchedD1();
    await post(
      [type('a', '育休'), tap('b', 'v=1&a=overview'), type('c', 'データを消す'), type('d', 'メニュー')],
      db,
    );
    expect(replies).toHaveLength(4);
    expect(asked.filter(isAboutResidents)).toEqual([]);
  });
  test('and is seen by what the same resident asks next in the same body', async () => {
    await post([tap('a', THIRTIES), type('a', '設定')]);
    expect(heard()[1]).toContain('年代は「30代」です');
  });
  test('delivered twice has one effect and one answer', async () => {
    const once = tap('a', THIRTIES);
    await post([once]);
    await post([{ ...once, deliveryContext: { isRedelivery: true } }]);
    expect(replies).toHaveLength(1);
    expect(await told('a')).toMatchObject({ ageBand: '30s' });
  });
  test('in disorder ends as the newest says, and the late answer does not claim otherwise', async () => {
    await post([tap('a', writeChange({ setting: 'age-band', value: '40s' }), 9_000)]);
    await post([tap('a', THIRTIES, 8_000)]);
    expect(heard().at(-1)).toContain('年代を「40代」にしました');
  });
});

describe('following', () => {
  const DX = { kind: 'theme', id: 'dx' } as const;
  const follow = writeFollow('follow', DX);
  const unfollow = writeFollow('unfollow', DX);
  test('is saved before the 200, in one batch with whatever else the body changes, by tapping and by typing', async () => {
    const { db, asked } = watchedD1();
    const { status, settled } = await deliver(
      [tap('a', follow), tap('a', THIRTIES), type('b', '女性の活躍をフォロー'), tap('c', FORGET_ME)],
      db,
    );
    expect([status, await told('a')]).toMatchObject([200, { ageBand: '30s', follows: [DX] }]);
    expect((await told('b')).follows).toEqual([{ kind: 'theme', id: 'women' }]);
    expect(asked.filter((sql) => sql.includes('INTO follows'))).toHaveLength(1);
    await settled();
    expect(heard()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^フォローしました。DXの推進。通知の頻度は「月1回」です。/),
        expect.stringMatching(/^フォローしました。女性の活躍。/),
      ]),
    );
  });
  test('twice changes nothing, and says that it is so already', async () => {
    await post([tap('a', follow)]);
    await post([tap('a', follow)]);
    expect(heard().at(-1)).toMatch(/^もうフォローしています。DXの推進。/);
    expect((await told('a')).follows).toEqual([DX]);
  });
  test('in disorder ends as the newest word says, and the late answer does not claim otherwise', async () => {
    await post([tap('a', unfollow, 9_000)]);
    await post([tap('a', follow, 8_000)]);
    expect(heard().at(-1)).toMatch(/^フォローしていません。DXの推進。/);
    await post([tap('a', follow, 11_000), tap('a', unfollow, 10_000)]);
    expect((await told('a')).follows).toEqual([DX]);
  });
  test('is not done by a button of what the plan does not have, which asks D1 nothing about residents', async () => {
    const { db, asked } = watchedD1();
    await post([tap('a', writeFollow('follow', { kind: 'kpi', id: 'never-was' }))], db);
    expect(heard()).toEqual([expect.stringContaining('内容が変わりました')]);
    expect(asked.filter(isAboutResidents)).toEqual([]);
  });
  test('is answered with 500 when D1 fails, and once when LINE delivers it again', async () => {
    const once = tap('a', follow);
    expect(await post([once], watchedD1({ failing: /INTO follows/ }).db)).toBe(500);
    expect(replies).toEqual([]);
    const again = { ...once, deliveryContext: { isRedelivery: true } };
    expect([await post([again]), await post([again])]).toEqual([200, 200]);
    expect(heard()).toEqual([expect.stringMatching(/^フォローしました。/)]);
  });
  test('goes with a deletion or a block, and is not brought back by what comes late', async () => {
    const late = [tap('a', follow), tap('b', follow)];
    await post(late);
    await post([tap('a', FORGET_ME), block('b')]);
    await post(late.map((each) => ({ ...each, webhookEventId: `${String(each['webhookEventId'])}-late` })));
    expect([(await told('a')).follows, (await told('b')).follows]).toEqual([[], []]);
    const left = await env.DB.prepare('SELECT * FROM follows').all();
    expect(left.results).toEqual([]);
  });
});

describe('when D1 fails', () => {
  test('to save, the answer is 500 and nothing of the body is answered; redelivered, each is answered once', async () => {
    const events = [tap('a', THIRTIES), type('b', '育休')];
    expect(await post(events, watchedD1({ failing: /INTO residents/ }).db)).toBe(500);
    expect(replies).toEqual([]);
    expect(logged).toMatchObject([{ event: 'changes-not-saved' }]);
    expect(JSON.stringify(logged)).not.toContain(userIdOf('a'));
    const again = events.map((each) => ({ ...each, deliveryContext: { isRedelivery: true } }));
    expect(await post(again)).toBe(200);
    expect(await post(again)).toBe(200);
    expect(
      heard()
        .map((words) => words.slice(0, 4))
        .sort(),
    ).toEqual(['男性の育', '設定。年']);
    expect(await told('a')).toMatchObject({ ageBand: '30s' });
  });
  test('for look-ups alone, they are answered nevertheless', async () => {
    expect(await post([type('b', '育休')], watchedD1({ failing: /./ }).db)).toBe(200);
    expect(replies).toHaveLength(1);
  });
  test('to read what a resident told, that is said, and the change stays saved', async () => {
    expect(await post([tap('a', THIRTIES)], watchedD1({ failing: /FROM residents WHERE user_id/ }).db)).toBe(
      200,
    );
    expect(heard()).toEqual([expect.stringContaining('いまは確かめられません')]);
    expect(await told('a')).toMatchObject({ ageBand: '30s' });
  });
});

describe('deletion', () => {
  test('by the button leaves nothing of the resident in any table, and says so', async () => {
    await post([tap('a', THIRTIES)]);
    await post([tap('a', FORGET_ME)]);
    expect(heard().at(-1)).toContain('消しました');
    expect(JSON.stringify((await env.DB.prepare('SELECT * FROM residents').all()).results)).toBe('[]');
    const marks = JSON.stringify((await env.DB.prepare('SELECT * FROM forgotten_marks').all()).results);
    expect(marks).not.toContain(userIdOf('a'));
    expect(marks).toContain(
      createHmac('sha256', SECRET)
        .update(`forgotten\n${userIdOf('a')}`)
        .digest('base64url'),
    );
  });
  test('by blocking does the same, and answers nobody', async () => {
    await post([tap('a', THIRTIES)]);
    replies = [];
    expect(await post([block('a')])).toBe(200);
    expect(await told('a')).toMatchObject({ ageBand: null });
    expect(replies).toEqual([]);
  });
  test('is not undone by a choice that was made before it and arrives after it', async () => {
    const late = tap('a', THIRTIES);
    await post([tap('a', FORGET_ME)]);
    await post([late]);
    expect(await told('a')).toMatchObject({ ageBand: null });
  });
});

describe('a tester', () => {
  test('is registered by typing a code of an officer, which nobody else can use after that', async () => {
    await saveTesterCode(env.DB, {
      code: '12345678',
      email: 'sato@example.lg.jp',
      expiresAt: new Date(T + 600_000).toISOString(),
    });
    await post([type('a', 'テスト登録 12345678')]);
    expect(await loadTesters(env.DB)).toMatchObject([{ userId: userIdOf('a'), email: 'sato@example.lg.jp' }]);
    await post([type('b', 'テスト登録 12345678')]);
    expect(heard()).toEqual([
      expect.stringContaining('テスト登録をしました'),
      expect.stringContaining('この番号は使えません'),
    ]);
  });
});

describe('the button for another language of a broadcast', () => {
  const messages = [{ type: 'text', text: '[参考訳] Thông báo' }];
  const button = (revision: number, language: 'vi' | 'en') =>
    tap('a', writeReadPostback({ broadcastId: BROADCAST, revision, language }));

  beforeEach(async () => {
    const content = { title: 'お知らせ', variants: [{ language: 'vi', messages }] };
    await env.DB.prepare(
      `INSERT INTO broadcasts (id, title, composition, audience, quiet_reason, revision, authors, state,
                               created_by, created_at, updated_by, updated_at, started_at)
       VALUES (?1, 'お知らせ', '{}', '{}', '', 2, '[]', 'sending', 'a', 'a', 'a', 'a', 'a')`,
    )
      .bind(BROADCAST)
      .run();
    await saveContentStatement(
      env.DB,
      { broadcastId: BROADCAST, revision: 2, content: JSON.stringify(content), sha256: 'x' },
      'a',
    ).run();
  });

  test('answers with the messages as they were stored, in one read, and saves nothing', async () => {
    const { db, asked } = watchedD1();
    await post([button(2, 'vi')], db);
    expect(replies.map((reply) => reply.messages)).toEqual([messages]);
    expect(asked.filter((sql) => sql.includes('broadcast_contents'))).toHaveLength(1);
    expect(asked.filter((sql) => !sql.includes('broadcast_contents')).filter(isAboutResidents)).toEqual([]);
  });
  test('that asks for what is not there says that it is out of date', async () => {
    await post([button(1, 'vi'), button(2, 'en')]);
    expect(heard()).toEqual([
      expect.stringContaining('内容が変わりました'),
      expect.stringContaining('内容が変わりました'),
    ]);
  });
  test('says so when D1 does not answer', async () => {
    await post([button(2, 'vi')], watchedD1({ failing: /broadcast_contents/ }).db);
    expect(heard()).toEqual([expect.stringContaining('いまは確かめられません')]);
  });
});
