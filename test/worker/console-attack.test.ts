import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { beginDraft, rebaseDraft, saveRows } from '../../src/flows/drafts/edit-draft.ts';
import type { DraftOpener } from '../../src/flows/drafts/open-draft.ts';
import { publishDueDrafts } from '../../src/flows/drafts/publish-due.ts';
import { approve, submit } from '../../src/flows/drafts/review-draft.ts';
import { loadDraft } from '../../src/storage/draft-store.ts';
import { loadNewestNumber } from '../../src/storage/plan-store.ts';
import { ADMINISTRATOR, browse, enrol, playIdentityProvider } from './console-client.ts';
import {
  actual,
  APPROVER,
  at,
  deskOf,
  EDITOR,
  newDraft,
  open,
  save,
  SECOND,
  seen,
  startAnew,
  submitted,
} from './draft-desk.ts';

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

const PUBLISH_AT = at(60).toISOString();

async function scheduled(...rows: ReturnType<typeof actual>[]): Promise<string> {
  const id = await submitted(...rows);
  const approval = { publishAt: PUBLISH_AT, selfApproval: null };
  const done = await approve(deskOf(APPROVER, 3), seen(await open(id)), approval);
  if (!done.ok) throw new Error(done.fault.kind);
  return id;
}

describe('a sign that nobody sees', () => {
  const SIGNS = [
    ['turns the letters behind it', '\u202E', 'U+202E'],
    ['has no width', '\u200B', 'U+200B'],
    ['rings a bell', '\u0007', 'U+0007'],
    ['ends texts elsewhere', '\u0000', 'U+0000'],
    ['marks the order of bytes', '\uFEFF', 'U+FEFF'],
  ] as const;

  test.each(SIGNS)(
    'and %s is refused by name in the sheet, and what was typed stays',
    async (_, sign, code) => {
      const id = await newDraft();
      const editor = await browse(EDITOR.email);
      const page = await editor.post(`/console/drafts/${id}/actuals?year=2025`, {
        year: '2025',
        revision: '0',
        version: '1',
        'value:copy-paper': '100',
        'status:copy-paper': 'confirmed',
        'as_of:copy-paper': '2026-03-31',
        'source:copy-paper': `調${sign}べ`,
        'comment:copy-paper': '',
        'sure:copy-paper': '100 confirmed 2026-03-31',
      });
      expect(page.status).toBe(422);
      expect(page.html).toContain(code);
      expect((await open(id)).rows).toEqual([]);
    },
  );

  test.each(SIGNS)('and %s lets no draft through to an approver, however it came in', async (_, sign) => {
    const id = await newDraft();
    const { table, key, row } = actual('line-friends', '7400');
    await save(id, { table, key, row: { ...row, comment: `友${sign}だち` } });
    const done = await submit(deskOf(EDITOR, 2), seen(await open(id)));
    expect(done).toMatchObject({ ok: false, fault: { kind: 'invalid' } });
  });

  test.each([
    ['an emoji of several', '👨\u200D👩\u200D👧'],
    ["a letter of the town's own", '\uE000'],
    ['a variant of a letter', '葛\u{E0100}'],
  ])('is not what makes %s', async (_, text) => {
    const { table, key, row } = actual('line-friends', '7400');
    const id = await submitted({ table, key, row: { ...row, comment: `町の${text}` } });
    expect((await loadDraft(env.DB, id))?.state.kind).toBe('submitted');
  });
});

describe('a page that says something was done', () => {
  test.each(['constructor', '__proto__', 'toString', '<script>alert(1)</script>'])(
    'says nothing for ?done=%s',
    async (done) => {
      const administrator = await browse(ADMINISTRATOR);
      for (const path of ['/console', '/console/staff']) {
        const { status, html } = await administrator.get(`${path}?done=${encodeURIComponent(done)}`);
        expect(status).toBe(200);
        expect(html).not.toContain('notice success');
      }
    },
  );
});

describe('at the same moment', () => {
  test('a dozen officers who each begin a draft all have theirs', async () => {
    const begun = await Promise.all(
      Array.from({ length: 14 }, (_, place) =>
        beginDraft(deskOf(EDITOR), { title: `下書き${place}`, reason: '', newId: `at-once-${place}` }),
      ),
    );
    expect(new Set(begun).size).toBe(14);
  });
});

describe('a scheduled publication', () => {
  test('that fails does not hold up the ones behind it, and is told', async () => {
    const broken = await scheduled(actual('copy-paper', '100'));
    const sound = await scheduled(actual('line-friends', '7400'));
    const desk = deskOf(APPROVER, 61);
    const opener: DraftOpener = {
      open: (db, id) =>
        id === broken ? Promise.reject(new Error('out of order')) : desk.opener.open(db, id),
    };
    await expect(publishDueDrafts({ ...desk, opener })).rejects.toThrow('out of order');
    expect((await loadDraft(env.DB, sound))?.state.kind).toBe('published');
    expect((await loadDraft(env.DB, broken))?.state.kind).toBe('scheduled');
    expect(await publishDueDrafts(deskOf(APPROVER, 62))).toEqual({ published: 1, stopped: 0 });
    expect(await loadNewestNumber(env.DB)).toBe(3);
  });
});

describe('moving a draft onto the newest version', () => {
  test('takes what was published for each row asked for, and keeps the others', async () => {
    const id = await newDraft();
    await save(id, actual('copy-paper', '100'), actual('line-friends', '7400'));
    const other = await submitted(actual('copy-paper', '90'), actual('line-friends', '7000'));
    await approve(deskOf(APPROVER, 3), seen(await open(other)), { publishAt: null, selfApproval: null });
    const { draft, conflicts } = await open(id);
    expect(conflicts).toHaveLength(2);
    const { table, key } = actual('copy-paper', '');
    const choices = [{ table, key, keep: 'published' as const }];
    await rebaseDraft(deskOf(EDITOR, 4), { id, revision: draft.revision, choices });
    const after = await open(id);
    expect(after.conflicts).toEqual([]);
    expect(after.changes.map((change) => [change.key, change.after?.['value']])).toEqual([
      [actual('line-friends', '').key, '7400'],
    ]);
    const again = await saveRows(deskOf(EDITOR, 5), { id, revision: after.draft.revision, rows: [] });
    expect(again).toMatchObject({ ok: true });
  });
});
