import { env } from 'cloudflare:workers';
import { reset } from 'cloudflare:test';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPlanReader, type PlanReader } from '../../src/flows/current-plan.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';
import { loadVersionNewerThan, sha256Hex } from '../../src/storage/plan-store.ts';
import { applyD1Migrations } from 'cloudflare:test';

const T0 = new Date('2026-11-22T00:00:00Z');
const at = (seconds: number): Date => new Date(T0.getTime() + seconds * 1_000);

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});

function newReader(files = bundledFiles): { reader: PlanReader; logged: Record<string, unknown>[] } {
  const logged: Record<string, unknown>[] = [];
  const reader = createPlanReader(files, bundledDataPackage, {
    withSamples: false,
    log: (line) => logged.push(line),
  });
  return { reader, logged };
}

/** A D1 that counts what it is asked, and fails or hangs on demand. */
function watch(db: D1Database): {
  db: D1Database;
  asked: string[];
  mode: { now: 'works' | 'fails' | 'hangs' };
} {
  const asked: string[] = [];
  const mode: { now: 'works' | 'fails' | 'hangs' } = { now: 'works' };
  const prepare = (sql: string): D1PreparedStatement => {
    asked.push(sql);
    if (mode.now === 'fails') throw new Error('D1_ERROR: internal error');
    if (mode.now === 'works') return db.prepare(sql);
    const hanging = {
      bind: () => hanging,
      first: () => new Promise(() => {}),
      run: () => new Promise(() => {}),
    };
    return hanging as unknown as D1PreparedStatement;
  };
  return { db: { prepare } as unknown as D1Database, asked, mode };
}

async function publishAs(officer: string, number: number): Promise<void> {
  const first = await loadVersionNewerThan(env.DB, 0);
  const content = (first?.content ?? '').replaceAll('町公式LINE登録者数', '町公式LINEの友だちの数');
  await env.DB.prepare('INSERT INTO plan_versions VALUES (?1, ?2, ?3, ?4, ?5, ?6)')
    .bind(number, content, await sha256Hex(content), T0.toISOString(), officer, '名称の変更')
    .run();
}

async function publishedReader(): Promise<{ reader: PlanReader; logged: Record<string, unknown>[] }> {
  const opened = newReader();
  await opened.reader.read(env.DB, at(0));
  await opened.reader.publishBundledWhereDue(env.DB, at(0));
  return opened;
}

describe('a new installation', () => {
  test('answers from the bundled data at once, and publishes it as version 1', async () => {
    const { reader } = newReader();
    expect(await reader.read(env.DB, at(0))).toMatchObject({ source: 'bundled', version: 0 });
    expect(await reader.publishBundledWhereDue(env.DB, at(0))).toEqual({ published: true });
    const current = await reader.read(env.DB, at(0));
    expect(current).toMatchObject({ source: 'published', version: 1, asOf: T0.toISOString() });
    expect(current.plan.kpis.size).toBe(25);
  });
  test('is filled once, however many Workers start at the same time', async () => {
    const readers = Array.from({ length: 5 }, () => newReader().reader);
    await Promise.all(readers.map((reader) => reader.read(env.DB, at(0))));
    const outcomes = await Promise.all(readers.map((reader) => reader.publishBundledWhereDue(env.DB, at(0))));
    expect(outcomes.filter(({ published }) => published)).toHaveLength(1);
    const { count } =
      (await env.DB.prepare('SELECT count(*) AS count FROM plan_versions').first<{ count: number }>()) ?? {};
    expect(count).toBe(1);
  });
  test('keeps who, when and why, and the hash of the content', async () => {
    await publishedReader();
    const version = await loadVersionNewerThan(env.DB, 0);
    expect(version).toMatchObject({
      number: 1,
      publishedBy: 'data',
      reason: `data/ ${bundledDataPackage.version}`,
    });
    expect(version?.sha256).toBe(await sha256Hex(version?.content ?? ''));
  });
});

describe('a published version', () => {
  test('can be neither changed nor deleted', async () => {
    await publishedReader();
    await expect(env.DB.prepare("UPDATE plan_versions SET reason = 'x'").run()).rejects.toThrow('immutable');
    await expect(env.DB.prepare('DELETE FROM plan_versions').run()).rejects.toThrow('immutable');
  });
  test('by an officer reaches a running bot within 60 s', async () => {
    const { reader } = await publishedReader();
    await reader.read(env.DB, at(1));
    await publishAs('企画 太郎', 2);
    const current = await reader.read(env.DB, at(60));
    expect(current).toMatchObject({ version: 2, source: 'published' });
    expect(current.plan.kpis.get('line-friends')?.name.text).toBe('町公式LINEの友だちの数');
  });
  test('whose content does not match its hash is not shown: the last good one stays, and it is logged', async () => {
    const { reader, logged } = await publishedReader();
    await reader.read(env.DB, at(1));
    await env.DB.prepare("INSERT INTO plan_versions VALUES (2, '{}', ?1, '2026', 'x', 'y')")
      .bind('0'.repeat(64))
      .run();
    expect(await reader.read(env.DB, at(60))).toMatchObject({ version: 1, source: 'unreadable' });
    expect(logged).toMatchObject([{ event: 'plan-unreadable', fault: 'version 2 does not match its hash' }]);
  });
});

describe('a version from data/ that this code cannot read', () => {
  test('does not keep the bundled data from being published', async () => {
    const content = '{"format":99}';
    await env.DB.prepare("INSERT INTO plan_versions VALUES (1, ?1, ?2, '2026', 'data', 'y')")
      .bind(content, await sha256Hex(content))
      .run();
    const { reader } = newReader();
    expect(await reader.read(env.DB, at(0))).toMatchObject({ source: 'unreadable', version: 0 });
    expect(await reader.publishBundledWhereDue(env.DB, at(0))).toEqual({ published: true });
    expect(await reader.read(env.DB, at(1))).toMatchObject({ source: 'published', version: 2 });
  });
});

describe('many look-ups at the same moment', () => {
  test('share one check: the others answer from what is held', async () => {
    await publishedReader();
    const { reader } = newReader();
    const watched = watch(env.DB);
    await reader.read(watched.db, at(0));
    await Promise.all(Array.from({ length: 20 }, () => reader.read(watched.db, at(20))));
    expect(watched.asked).toHaveLength(2);
  });
});

describe('data/ that changed with a deployment', () => {
  const changed = { ...bundledFiles, rules: { ...bundledFiles.rules, version: '2' } };
  const start = async (files = changed): Promise<{ published: boolean }> => {
    const { reader } = newReader(files);
    await reader.read(env.DB, at(100));
    return reader.publishBundledWhereDue(env.DB, at(100));
  };
  test('becomes the next version as long as no officer has published', async () => {
    await publishedReader();
    expect(await start()).toEqual({ published: true });
    expect(await loadVersionNewerThan(env.DB, 1)).toMatchObject({ number: 2, publishedBy: 'data' });
  });
  test('is left alone once an officer has published', async () => {
    await publishedReader();
    await publishAs('企画 太郎', 2);
    expect(await start()).toEqual({ published: false });
  });
  test('is not published back by an older Worker that is still running', async () => {
    const { reader } = await publishedReader();
    await start();
    await reader.read(env.DB, at(200));
    expect(await reader.publishBundledWhereDue(env.DB, at(200))).toEqual({ published: false });
  });
  test('may undo an earlier change: then the older content is published again', async () => {
    await publishedReader();
    await start();
    expect(await start(bundledFiles)).toEqual({ published: true });
    expect(await loadVersionNewerThan(env.DB, 2)).toMatchObject({ number: 3, publishedBy: 'data' });
    expect(await start(bundledFiles)).toEqual({ published: false });
  });
});

describe('reading costs', () => {
  test('one D1 read for a look-up at most, none while the last check is fresh, and never a write', async () => {
    await publishedReader();
    const { reader } = newReader();
    const watched = watch(env.DB);
    for (let second = 0; second < 14; second += 1) await reader.read(watched.db, at(second));
    expect(watched.asked).toHaveLength(1);
    await reader.read(watched.db, at(20));
    expect(watched.asked).toHaveLength(2);
    expect(watched.asked.every((sql) => sql.startsWith('SELECT'))).toBe(true);
    expect(await reader.publishBundledWhereDue(watched.db, at(20))).toEqual({ published: false });
    expect(watched.asked).toHaveLength(2);
  });
});

describe('when D1 fails', () => {
  test.each(['fails', 'hangs'] as const)(
    'or %s from the start, the bundled data answers and says how old it is',
    async (mode) => {
      const { reader, logged } = newReader();
      const watched = watch(env.DB);
      watched.mode.now = mode;
      const current = await reader.read(watched.db, at(0));
      expect(current).toMatchObject({ source: 'unreadable', version: 0, asOf: bundledDataPackage.created });
      expect(current.plan.kpis.size).toBe(25);
      expect(logged).toHaveLength(1);
    },
  );
  test('later, the last version read answers, D1 is asked again soon, and then all is well', async () => {
    await publishedReader();
    const { reader } = newReader();
    const watched = watch(env.DB);
    await reader.read(watched.db, at(0));
    watched.mode.now = 'fails';
    expect(await reader.read(watched.db, at(20))).toMatchObject({ source: 'unreadable', version: 1 });
    const asked = watched.asked.length;
    await reader.read(watched.db, at(21));
    expect(watched.asked).toHaveLength(asked); // not with every look-up
    watched.mode.now = 'works';
    expect(await reader.read(watched.db, at(25))).toMatchObject({ source: 'published', version: 1 });
  });
  test('from the start and then answers with an empty table, the plan is published after all', async () => {
    const { reader } = newReader();
    const watched = watch(env.DB);
    watched.mode.now = 'fails';
    await reader.read(watched.db, at(0));
    watched.mode.now = 'works';
    expect(await reader.read(watched.db, at(10))).toMatchObject({ source: 'bundled' });
    expect(await reader.publishBundledWhereDue(watched.db, at(10))).toEqual({ published: true });
  });
  test('nothing is published while it is not known what is there', async () => {
    const { reader } = newReader();
    const watched = watch(env.DB);
    watched.mode.now = 'fails';
    await reader.read(watched.db, at(0));
    watched.mode.now = 'works';
    expect(await reader.publishBundledWhereDue(watched.db, at(0))).toEqual({ published: false });
  });
});
