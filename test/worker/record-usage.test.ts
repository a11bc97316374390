import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../src/domain/look-up/answer.ts';
import type { Intent } from '../../src/domain/look-up/intent.ts';
import { createUsageRecorder } from '../../src/flows/record-usage.ts';
import { deleteOldMarks, loadLookUpCounts, loadUnansweredWords } from '../../src/storage/usage-store.ts';
import { at } from './draft-desk.ts';

const DAY = '2026-11-24';
const HELP: Answer = { kind: 'help' };
const NOT_FOUND: Answer = { kind: 'not-found', themes: [] };
const ask = (text: string): Intent => ({ kind: 'ask', text });

let logged: Record<string, unknown>[] = [];
const recorder = (channelSecret: string | null = 'secret') =>
  createUsageRecorder({ channelSecret, log: (line) => void logged.push(line) });

/** What different residents asked in vain, each written down by an isolate of its own. */
async function askInVain(text: string, ...residents: string[]): Promise<void> {
  for (const resident of residents) {
    const usage = recorder();
    usage.note(ask(text), NOT_FOUND, resident, at(0));
    await usage.writeWhereDue(env.DB, at(0));
  }
}

/** Everything that is kept of unanswered words, as text. */
async function kept(): Promise<string> {
  const [marks, words] = await env.DB.batch([
    env.DB.prepare('SELECT * FROM unanswered_marks'),
    env.DB.prepare('SELECT * FROM unanswered_words'),
  ]);
  return JSON.stringify([marks?.results, words?.results]);
}

const words = () => loadUnansweredWords(env.DB, 10);
const counts = () => loadLookUpCounts(env.DB, { from: DAY, to: DAY });

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  logged = [];
});

describe('look-ups', () => {
  test('are counted by day and kind, and written once a minute at most', async () => {
    const usage = recorder();
    usage.note(ask('使い方'), HELP, 'U1', at(0));
    await usage.writeWhereDue(env.DB, at(0));
    usage.note(ask('使い方'), HELP, 'U1', at(1));
    usage.note(ask('使い方'), HELP, 'U2', at(2));
    await usage.writeWhereDue(env.DB, at(59));
    expect(await counts()).toEqual([{ day: DAY, kind: 'help', id: '', count: 1 }]);
    await usage.writeWhereDue(env.DB, at(60));
    expect(await counts()).toEqual([{ day: DAY, kind: 'help', id: '', count: 3 }]);
  });
  test('of several isolates add up', async () => {
    for (const usage of [recorder(), recorder()]) {
      usage.note(ask('使い方'), HELP, 'U1', at(0));
      await usage.writeWhereDue(env.DB, at(0));
    }
    expect(await counts()).toMatchObject([{ count: 2 }]);
  });
  test('belong to the day in Japan', async () => {
    const usage = recorder();
    const justAfterMidnight = new Date('2026-11-24T15:00:00.000Z');
    usage.note(ask('使い方'), HELP, 'U1', justAfterMidnight);
    await usage.writeWhereDue(env.DB, justAfterMidnight);
    expect(await loadLookUpCounts(env.DB, { from: '2026-11-25', to: '2026-11-25' })).toHaveLength(1);
  });
  test('leave nothing of who looked up, and greetings are none', async () => {
    const usage = recorder();
    usage.note(ask('使い方'), HELP, 'Uabcdef', at(0));
    usage.note(ask('こんにちは'), { kind: 'greeting', again: true, themes: [] }, 'Uabcdef', at(0));
    await usage.writeWhereDue(env.DB, at(0));
    const { results } = await env.DB.prepare('SELECT * FROM look_up_counts').all();
    expect(JSON.stringify(results)).not.toContain('Uabcdef');
    expect(results).toHaveLength(1);
  });
  test('that cannot be written are logged, and cost nobody an answer', async () => {
    const usage = recorder();
    usage.note(ask('使い方'), HELP, 'U1', at(0));
    await env.DB.prepare('DROP TABLE look_up_counts').run();
    await expect(usage.writeWhereDue(env.DB, at(0))).resolves.toBeUndefined();
    expect(logged).toMatchObject([{ event: 'usage-not-written' }]);
  });
});

describe('words without an answer', () => {
  test('leave nothing readable before the third resident has asked', async () => {
    await askInVain('ごみの日', 'U1', 'U2');
    expect(await words()).toEqual([]);
    const text = await kept();
    expect(text).not.toContain('ごみ');
    expect(text).not.toContain('U1');
    expect(text).toContain('word_mark');
  });
  test('are kept and shown from the third resident on, and the marks go', async () => {
    await askInVain('ごみの日', 'U1', 'U2', 'U3');
    const [word, ...others] = await words();
    expect(others).toEqual([]);
    expect(word).toMatchObject({ count: 3, firstDay: DAY, lastDay: DAY });
    expect(word?.word).toContain('ごみ');
    expect(await kept()).not.toContain('word_mark');
    await askInVain('ごみの日', 'U4');
    expect(await words()).toMatchObject([{ count: 4 }]);
  });
  test('that one resident asks over and over stay unread', async () => {
    await askInVain('ごみの日', 'U1', 'U1', 'U1', 'U1');
    expect(await words()).toEqual([]);
  });
  test('in other letters are the same word', async () => {
    await askInVain('バス', 'U1');
    await askInVain('ﾊﾞｽ', 'U2');
    await askInVain(' バス ', 'U3');
    expect(await words()).toMatchObject([{ count: 3 }]);
  });
  test('carry marks that nobody can make without the secret', async () => {
    await askInVain('ごみの日', 'U1');
    const other = recorder('another secret');
    other.note(ask('ごみの日'), NOT_FOUND, 'U1', at(0));
    await other.writeWhereDue(env.DB, at(0));
    const { results } = await env.DB.prepare('SELECT DISTINCT word_mark FROM unanswered_marks').all();
    expect(results).toHaveLength(2);
  });
  test.each([
    ['a telephone number', '電話は09012345678'],
    ['a telephone number in wide letters', '０９０１２３４５６７８'],
    ['an e-mail address', 'hanako@example.com'],
    ['an address', '中央3丁目'],
    ['a date of birth', '19800101生まれ'],
    ['a story', 'となりの家の人が毎日夜おそくまでさわいでいて、とても困っているので、何とかしてほしいです'],
  ])('that hold %s are dropped, however many ask', async (_, text) => {
    await askInVain(text, 'U1', 'U2', 'U3');
    expect(await words()).toEqual([]);
    expect(await kept()).toBe('[[],[]]');
  });
  test('are not counted where nobody is known to have asked, or there is no secret', async () => {
    const usage = recorder(null);
    usage.note(ask('ごみの日'), NOT_FOUND, 'U1', at(0));
    const group = recorder();
    group.note(ask('ごみの日'), NOT_FOUND, undefined, at(0));
    await usage.writeWhereDue(env.DB, at(0));
    await group.writeWhereDue(env.DB, at(0));
    expect(await kept()).toBe('[[],[]]');
  });
  test('that too few ask within the time are forgotten', async () => {
    await askInVain('ごみの日', 'U1', 'U2');
    await deleteOldMarks(env.DB, '2026-11-25');
    expect(await kept()).toBe('[[],[]]');
  });
});
