import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * Who may import what: deny by default. A folder of `src` may import itself, and what stands here. `type:` allows
 * only `import type`. README.md shows the same table.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  // The holidays of the plan's years: pure data.
  domain: ['csv-parse/sync', '@holiday-jp/holiday_jp'],
  interpretation: ['domain', 'type:@line/bot-sdk'],
  messages: ['domain', 'type:@line/bot-sdk'],
  // node:crypto: thousands of entries of the audit trail are hashed one after another; Web Crypto would wait for each.
  storage: ['domain', 'data', 'node:crypto'],
  line: ['domain', '@line/bot-sdk'],
  // Files of Excel and CSV need libraries of their own; the rooms that use it see sheets of text only.
  spreadsheets: ['domain', 'hucre/xlsx', 'csv-parse/sync', 'csv-stringify/sync'],
  flows: [
    'domain',
    'interpretation',
    'messages',
    'storage',
    'line',
    'spreadsheets',
    'type:@line/bot-sdk',
    'node:crypto',
  ],
  web: [
    'flows',
    'domain',
    'messages',
    'storage',
    'line',
    'spreadsheets',
    'flex-preview',
    'type:@line/bot-sdk',
    'hono',
    'jose',
  ],
  // One drawing of a card, for the phone and for the console: what is approved is what residents see.
  'flex-preview': ['flex-render', 'type:@line/bot-sdk'],
  'index.ts': ['web', 'flows', 'settings.ts', 'domain', 'line', 'storage', 'cloudflare:workers'],
  'settings.ts': ['domain', 'line', 'data', 'type:storage'],
  commands: ['domain', 'line', 'type:@line/bot-sdk', 'satori', '@resvg/resvg-js', 'esbuild', 'node'],
  simulator: ['flex-preview', 'hono', 'jose', 'esbuild', 'node', 'type:@line/bot-sdk'],
};

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

type Import = { file: string; target: string; isType: boolean };

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const inner = relative(SRC, join(SRC, dirname(file), specifier));
    const target = specifier.startsWith('.') ? inner : specifier;
    return { file, target, isType: match[1] !== undefined };
  });
}

function roomOf(path: string): string {
  if (path.startsWith('../data/')) return 'data';
  if (path.startsWith('node:')) return 'node';
  const [first = ''] = path.split('/');
  return first;
}

/** What an import breaks, or null. */
function faultOf({ file, target, isType }: Import): string | null {
  const room = roomOf(file);
  const allowed = MAY_IMPORT[room] ?? [];
  const isOwnRoom = !target.includes(':') && roomOf(target) === room;
  const names = [target, roomOf(target)];
  const isAllowed = names.some(
    (name) => allowed.includes(name) || (isType && allowed.includes(`type:${name}`)),
  );
  const isPartOfPackage = allowed.some((name) => target.startsWith(`${name}/`) && !target.startsWith('.'));
  return isOwnRoom || isAllowed || isPartOfPackage ? null : `${file} must not import ${target}`;
}

const sources = globSync('**/*.{ts,tsx}', { cwd: SRC }).filter((file) => !file.endsWith('.d.ts'));
const read = (file: string): string => readFileSync(join(SRC, file), 'utf8');

describe('the import table', () => {
  test('holds for every file in src', () => {
    const faults = sources
      .flatMap((file) => importsOf(file, read(file)).map(faultOf))
      .filter((fault) => fault !== null);
    expect(faults).toEqual([]);
  });
  test('knows every room of src', () => {
    expect(new Set(sources.map(roomOf))).toEqual(new Set(Object.keys(MAY_IMPORT)));
  });
  test.each([
    ['domain/plan/plan.ts', "import { sendReply } from '../../line/send-reply.ts';"],
    ['domain/plan/plan.ts', "import { readFileSync } from 'node:fs';"],
    ['domain/look-up/answer.ts', "import type { messagingApi } from '@line/bot-sdk';"],
    ['messages/flex-parts.ts', "import { LineBotClient } from '@line/bot-sdk';"],
    ['messages/flex-parts.ts', "import { loadVersionNewerThan } from '../storage/plan-store.ts';"],
    ['interpretation/interpret-event.ts', "import { wordings } from '../messages/wording/wordings.ts';"],
    ['storage/plan-store.ts', "export * from '../flows/current-plan.ts';"],
    ['storage/plan-store.ts', "import { readFileSync } from 'node:fs';"],
    ['line/send-reply.ts', "import { answerEvents } from '../flows/answer-events.ts';"],
    ['flows/answer-events.ts', "const { Hono } = await import('hono');"],
    ['web/app.ts', "import { createSimulator } from '../simulator/app.ts';"],
    ['simulator/app.ts', "import { parsePlan } from '../domain/plan/parse-plan.ts';"],
  ])('fails when %s has %s', (file, line) => {
    const faults = importsOf(file, `${read(file)}\n${line}\n`)
      .map(faultOf)
      .filter((fault) => fault !== null);
    expect(faults).toHaveLength(1);
  });
});

describe('a pure room', () => {
  const PURE = new Set(['domain', 'interpretation', 'messages', 'spreadsheets']);
  const IMPURE =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\b|\bfetch\(|\bprocess\b|\bsetTimeout\b|\bconsole\./;
  test('uses no clock, no chance, no network and no environment', () => {
    const faults = sources.filter((file) => PURE.has(roomOf(file)) && IMPURE.test(read(file)));
    expect(faults).toEqual([]);
  });
  test('would be caught', () => expect(IMPURE.test('const now = Date.now();')).toBe(true));
});

describe('a file', () => {
  const LINES_MAX = 320; // longer is two rooms
  test('is short enough to be read at once', () => {
    expect(sources.filter((file) => read(file).split('\n').length > LINES_MAX)).toEqual([]);
  });
  test('is not called utils, helpers, common or manager, and gathers nothing as index', () => {
    expect(sources.filter((file) => /utils|helpers|common|manager/i.test(file))).toEqual([]);
    expect(sources.filter((file) => file.endsWith('/index.ts'))).toEqual(['simulator/index.ts']);
  });
});

describe('migrations', () => {
  test('are numbered without gaps', () => {
    const numbers = globSync('storage/migrations/*.sql', { cwd: SRC })
      .map((file) => Number(/(\d{4})_/.exec(file)?.[1]))
      .sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});
