import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainEntries, type AuditEntry, type ChainedEntry } from '../../src/domain/audit/audit-trail.ts';
import { readChainLine } from '../../src/domain/audit/read-chain.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const entry = (reason: string): AuditEntry => ({
  at: '2026-11-24T01:00:00.000Z',
  actor: 'sato.editor@example.lg.jp',
  action: 'value-changed',
  subject: 'observations/line-friends\t2025',
  version: 2,
  before: null,
  after: '{"value":"7400"}',
  reason,
});

const CHAIN = chainEntries([entry('一'), entry('二'), entry('三')], { last: null, writeId: 'w' }, sha256);
const lines = (entries: readonly ChainedEntry[]): string =>
  entries.map((each) => `${JSON.stringify(each)}\n`).join('');

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'audit-'))));
afterAll(() => rm(folder, { recursive: true }));

type Outcome = { code: number; stdout: string; stderr: string };

/** `npm run audit:verify` as a shell sees it. */
async function verify(...files: string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      'src/commands/verify-audit.ts',
      ...files,
    ]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome;
    return { code, stdout, stderr };
  }
}

async function verifyText(text: string): Promise<Outcome> {
  const file = join(folder, `${sha256(text).slice(0, 8)}.ndjson`);
  await writeFile(file, text);
  return verify(file);
}

describe('a downloaded trail', () => {
  test('that is whole passes, with the last hash', async () => {
    const { code, stdout } = await verifyText(lines(CHAIN));
    expect(code).toBe(0);
    expect(stdout).toContain('3 entries');
    expect(stdout).toContain(CHAIN[2]?.sha256);
  });
  test.each([
    [
      'with a changed entry',
      () => lines(CHAIN.map((each) => (each.seq === 2 ? { ...each, reason: '別' } : each))),
      'line 2: entry 2 is not what its hash was taken of',
    ],
    [
      'with an entry taken out',
      () => lines(CHAIN.filter(({ seq }) => seq !== 2)),
      'line 2: entry 3 is not the next',
    ],
    ['with the first taken out', () => lines(CHAIN.slice(1)), 'line 1: entry 2 is not the next'],
    ['in another order', () => lines(CHAIN.toReversed()), 'line 1: entry 3 is not the next'],
    [
      'that was chained anew behind a change',
      () => {
        const [one, two] = chainEntries([entry('一'), entry('別')], { last: null, writeId: 'w' }, sha256);
        return lines([one, two, CHAIN[2]].filter((each) => each !== undefined));
      },
      'line 3: entry 3 does not follow from the entry before it',
    ],
    ['that breaks off within a line', () => lines(CHAIN).slice(0, -40), 'line 3 is no entry'],
    ['that is something else', () => '<html>\n', 'line 1 is no entry'],
    ['that is empty', () => '\n', 'no entries'],
  ])('%s fails, and the place is named', async (_, text, told) => {
    const { code, stderr, stdout } = await verifyText(text());
    expect(code).toBe(1);
    expect(stderr).toContain(told);
    expect(stdout).toBe('');
  });
  test('that is not there, or was not named, fails', async () => {
    expect(await verify(join(folder, 'none.ndjson'))).toMatchObject({ code: 1 });
    expect((await verify()).stderr).toContain('name one file');
    expect((await verify('a', 'b')).code).toBe(1);
  });
});

describe('one line', () => {
  test('is read back as it was written', () => {
    for (const each of CHAIN) expect(readChainLine(JSON.stringify(each))).toEqual(each);
  });
  test.each(['null', '[]', '1', '{}', '{"seq":"1"}', 'x', JSON.stringify({ ...CHAIN[0], before: 1 })])(
    'such as %s is none',
    (line) => expect(readChainLine(line)).toBeNull(),
  );
});
