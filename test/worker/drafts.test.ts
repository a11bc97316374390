import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { keyOf } from '../../src/domain/plan/table-schema.ts';
import {
  beginRestore,
  currentRow,
  importRows,
  rebaseDraft,
  retitleDraft,
  saveRows,
} from '../../src/flows/drafts/edit-draft.ts';
import { publishDueDrafts } from '../../src/flows/drafts/publish-due.ts';
import {
  approve,
  cancelSchedule,
  discard,
  sendBack,
  submit,
  withdraw,
} from '../../src/flows/drafts/review-draft.ts';
import { findAuditFault } from '../../src/domain/audit/audit-trail.ts';
import { bundledDataPackage } from '../../src/storage/bundled-data.ts';
import { loadEntriesAfter, loadKpiEntries, sha256Now } from '../../src/storage/audit-store.ts';
import { loadNewestNumber, loadVersion } from '../../src/storage/plan-store.ts';
import {
  actual,
  APPROVER,
  at,
  deskOf,
  EDITOR,
  newDraft,
  open,
  startAnew,
  save,
  SECOND,
  seen,
  submitted,
} from './draft-desk.ts';

const AT_ONCE = { publishAt: null, selfApproval: null };
const friends = actual('line-friends', '7400');
const trail = () => loadEntriesAfter(env.DB, 0, 1_000);
const actions = async () => (await trail()).map(({ action }) => action);

beforeEach(startAnew);

describe('saving a draft', () => {
  test('keeps rows apart from what is published, and shows them as changes', async () => {
    const id = await newDraft();
    await save(id, friends);
    const { draft, changes, plan } = await open(id);
    expect(draft.revision).toBe(1);
    expect(changes).toEqual([
      { table: 'observations', key: keyOf('line-friends', '2025'), before: null, after: friends.row },
    ]);
    expect(plan.ok && plan.value.kpis.get('line-friends')?.observations[0]?.value).toBe(7400);
    expect(await loadNewestNumber(env.DB)).toBe(1);
  });
  test('what says the same as before is not saved again, and the revision stays', async () => {
    const id = await newDraft();
    await save(id, friends);
    await save(id, friends);
    expect((await open(id)).draft.revision).toBe(1);
  });
  test('of somebody who has not seen the latest save is refused, with what there is now', async () => {
    const id = await newDraft();
    await save(id, friends);
    const late = await saveRows(deskOf(APPROVER, 3), {
      id,
      revision: 0,
      rows: [actual('line-friends', '7500')],
    });
    expect(late).toMatchObject({ ok: false, fault: { kind: 'stale', open: { draft: { revision: 1 } } } });
    expect((await open(id)).changes[0]?.after).toEqual(friends.row);
  });
  test('of two at the same moment takes exactly one', async () => {
    const id = await newDraft();
    const both = await Promise.all([
      saveRows(deskOf(EDITOR, 1), { id, revision: 0, rows: [friends] }),
      saveRows(deskOf(APPROVER, 1), { id, revision: 0, rows: [actual('line-friends', '7500')] }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ fault: { kind: 'stale' } });
    expect((await open(id)).draft.revision).toBe(1);
  });
  test('put back to what is published is no change any more, though the save is kept', async () => {
    const id = await newDraft();
    await save(id, friends);
    await save(id, { ...friends, row: null as never });
    const { changes, draft } = await open(id);
    expect(changes).toEqual([]);
    expect(draft.revision).toBe(2);
  });
  test('that is handed in already is refused', async () => {
    const id = await submitted(friends);
    const { draft } = await open(id);
    const late = await saveRows(deskOf(EDITOR, 3), {
      id,
      revision: draft.revision,
      rows: [actual('line-friends', '1')],
    });
    expect(late).toMatchObject({ ok: false, fault: { kind: 'closed' } });
  });
  test('of ten thousand rows from a file goes in whole, and the trail has one entry for it', async () => {
    const id = await newDraft();
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      table: 'synonyms',
      key: keyOf(`言いかえ${index}`, 'line-friends'),
      row: { word: `言いかえ${index}`, kind: 'kpi', target: 'line-friends', note: '' },
    }));
    const saved = await importRows(deskOf(EDITOR, 1), { id, revision: 0, rows, fileName: 'ことば.csv' });
    expect(saved).toEqual({ ok: true, value: { revision: 1, saved: 10_000 } });
    expect((await open(id)).changes).toHaveLength(10_000);
    expect(await actions()).toEqual(['draft-created', 'draft-imported']);
  });
});

describe('handing in', () => {
  test.each([
    ['an empty draft', [], 'empty'],
    ['figures that break a rule of the plan', [actual('line-friends', '-3')], 'invalid'],
    ['a figure for a KPI that is not there', [actual('nothing', '3')], 'invalid'],
  ])('%s is refused', async (_, rows, kind) => {
    const id = await newDraft();
    await save(id, ...rows);
    expect(await submit(deskOf(EDITOR, 2), seen(await open(id)))).toMatchObject({
      ok: false,
      fault: { kind },
    });
  });
  test('without a reason is refused', async () => {
    const id = await newDraft();
    await save(id, friends);
    await retitleDraft(deskOf(EDITOR, 2), { id, revision: 1, title: '実績', reason: '' });
    expect(await submit(deskOf(EDITOR, 3), seen(await open(id)))).toMatchObject({
      fault: { kind: 'no-reason' },
    });
  });
  test('of what somebody has changed meanwhile is refused', async () => {
    const id = await newDraft();
    await save(id, friends);
    const before = seen(await open(id));
    await save(id, actual('line-friends', '7500'));
    expect(await submit(deskOf(EDITOR, 3), before)).toMatchObject({ fault: { kind: 'moved-on' } });
  });
  test('can be taken back, and edited again', async () => {
    const id = await submitted(friends);
    expect(await withdraw(deskOf(EDITOR, 3), seen(await open(id)))).toMatchObject({ ok: true });
    await save(id, actual('line-friends', '7500'));
    expect((await open(id)).draft.state).toEqual({ kind: 'open', returned: null });
  });
  test('comes back with the approver’s reason', async () => {
    const id = await submitted(friends);
    await sendBack(deskOf(APPROVER, 3), seen(await open(id)), '出典を確かめてください');
    expect((await open(id)).draft.state).toMatchObject({
      kind: 'open',
      returned: { by: APPROVER.email, reason: '出典を確かめてください' },
    });
  });
});

describe('an approval', () => {
  test('by a second person makes the next version, with every value in the trail', async () => {
    const id = await submitted(friends);
    const done = await approve(deskOf(APPROVER, 3), seen(await open(id)), AT_ONCE);
    expect(done).toEqual({ ok: true, value: { outcome: 'published', version: 2 } });
    expect(await loadVersion(env.DB, 2)).toMatchObject({
      publishedBy: APPROVER.email,
      reason: 'R7年度の実績の公表',
    });
    const [value] = await loadKpiEntries(env.DB, 'line-friends');
    expect(value).toMatchObject({
      actor: EDITOR.email,
      action: 'value-changed',
      version: 2,
      before: null,
      after: JSON.stringify(friends.row),
      reason: 'R7年度の実績の公表',
    });
    expect((await open(id)).draft.state).toMatchObject({ kind: 'published', version: 2 });
  });
  test('by who handed it in, or typed one of its rows, is refused', async () => {
    const id = await newDraft();
    await save(id, friends);
    await saveRows(deskOf(APPROVER, 1), { id, revision: 1, rows: [actual('cashless-counters', '7')] });
    await submit(deskOf(SECOND, 2), seen(await open(id)));
    const now = seen(await open(id));
    expect(await approve(deskOf(SECOND, 3), now, AT_ONCE)).toMatchObject({
      fault: { kind: 'own-submission' },
    });
    expect(await approve(deskOf(APPROVER, 3), now, AT_ONCE)).toMatchObject({
      fault: { kind: 'own-submission' },
    });
    expect(await loadNewestNumber(env.DB)).toBe(1);
  });
  test('of one’s own waits as long as the town has set, and the trail says whose it was', async () => {
    const id = await submitted(friends);
    const own = { publishAt: null, selfApproval: { waitHours: 24 } };
    const now = seen(await open(id));
    expect(await approve(deskOf({ ...EDITOR, role: 'approver' }, 3_600), now, own)).toMatchObject({
      fault: { kind: 'still-waiting', until: at(2 + 24 * 3_600).toISOString() },
    });
    const later = deskOf({ ...EDITOR, role: 'approver' }, 25 * 3_600);
    expect(await approve(later, now, own)).toMatchObject({ ok: true });
    expect(await actions()).toContain('draft-self-approved');
  });
  test('of two at the same moment publishes once', async () => {
    const id = await submitted(friends);
    const now = seen(await open(id));
    const both = await Promise.all([
      approve(deskOf(APPROVER, 3), now, AT_ONCE),
      approve(deskOf(SECOND, 3), now, AT_ONCE),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await loadNewestNumber(env.DB)).toBe(2);
    expect((await actions()).filter((action) => action === 'version-published')).toHaveLength(1);
  });
  test('of two drafts that touch different rows publishes both, one after the other', async () => {
    const one = await submitted(friends);
    const other = await submitted(actual('cashless-counters', '7'));
    const [first, second] = [seen(await open(one)), seen(await open(other))];
    expect(await approve(deskOf(APPROVER, 3), first, AT_ONCE)).toMatchObject({ ok: true });
    expect(await approve(deskOf(APPROVER, 4), second, AT_ONCE)).toMatchObject({ value: { version: 3 } });
    const { plan } = await deskOf(EDITOR).versions.newest(env.DB);
    expect(plan.kpis.get('line-friends')?.observations).toHaveLength(1);
    expect(plan.kpis.get('cashless-counters')?.observations).toHaveLength(1);
  });
  test('of what was changed after it was seen is refused', async () => {
    const id = await submitted(friends);
    const before = seen(await open(id));
    await withdraw(deskOf(EDITOR, 3), before);
    await save(id, actual('line-friends', '9999'));
    await submit(deskOf(EDITOR, 4), seen(await open(id)));
    expect(await approve(deskOf(APPROVER, 5), before, AT_ONCE)).toMatchObject({
      fault: { kind: 'moved-on' },
    });
    expect(await loadNewestNumber(env.DB)).toBe(1);
  });
  test('pressed twice publishes once', async () => {
    const id = await submitted(friends);
    const now = seen(await open(id));
    await approve(deskOf(APPROVER, 3), now, AT_ONCE);
    expect(await approve(deskOf(APPROVER, 4), now, AT_ONCE)).toMatchObject({ fault: { kind: 'moved-on' } });
    expect(await loadNewestNumber(env.DB)).toBe(2);
  });
});

describe('two drafts that change the same row', () => {
  async function collide(): Promise<string> {
    const mine = await newDraft('わたしの下書き');
    await save(mine, friends);
    const other = await submitted(actual('line-friends', '7500'));
    await approve(deskOf(APPROVER, 3), seen(await open(other)), AT_ONCE);
    return mine;
  }
  test('are told apart: the later one shows what was published, and cannot be handed in', async () => {
    const opened = await open(await collide());
    expect(opened.conflicts).toMatchObject([
      { base: null, newest: { value: '7500' }, mine: { value: '7400' } },
    ]);
    expect(await submit(deskOf(EDITOR, 4), seen(opened))).toMatchObject({ fault: { kind: 'conflicts' } });
  });
  test.each([
    ['mine', '7400'],
    ['published', '7500'],
  ] as const)('choosing %s settles it', async (keep, value) => {
    const id = await collide();
    const key = keyOf('line-friends', '2025');
    const { draft } = await open(id);
    const done = await rebaseDraft(deskOf(EDITOR, 4), {
      id,
      revision: draft.revision,
      choices: [{ table: 'observations', key, keep }],
    });
    expect(done).toMatchObject({ ok: true });
    const after = await open(id);
    expect(after.conflicts).toEqual([]);
    expect(currentRow(after, 'observations', key, bundledDataPackage)?.['value']).toBe(value);
    expect(after.changes).toHaveLength(keep === 'mine' ? 1 : 0);
  });
});

describe('a publication at a set time', () => {
  const due = (second: number) => ({ ...deskOf(EDITOR, second), now: at(second) });
  async function scheduled(...rows: ReturnType<typeof actual>[]): Promise<string> {
    const id = await submitted(...rows);
    const publishAt = at(600).toISOString();
    await approve(deskOf(APPROVER, 3), seen(await open(id)), { publishAt, selfApproval: null });
    return id;
  }
  test('waits for its time, then takes place once', async () => {
    const id = await scheduled(friends);
    expect(await publishDueDrafts(due(599))).toEqual({ published: 0, stopped: 0 });
    const runs = await Promise.all([publishDueDrafts(due(601)), publishDueDrafts(due(601))]);
    expect(runs.reduce((sum, { published }) => sum + published, 0)).toBe(1);
    expect((await open(id)).draft.state).toMatchObject({
      kind: 'published',
      version: 2,
      approvedBy: APPROVER.email,
    });
  });
  test('in the past is refused', async () => {
    const id = await submitted(friends);
    const past = { publishAt: at(1).toISOString(), selfApproval: null };
    expect(await approve(deskOf(APPROVER, 3), seen(await open(id)), past)).toMatchObject({
      fault: { kind: 'in-the-past' },
    });
  });
  test('goes ahead beside another publication of other rows', async () => {
    await scheduled(friends);
    const other = await submitted(actual('cashless-counters', '7'));
    await approve(deskOf(APPROVER, 4), seen(await open(other)), AT_ONCE);
    expect(await publishDueDrafts(due(700))).toEqual({ published: 1, stopped: 0 });
  });
  test('is stopped where its rows have been published otherwise meanwhile, for a person to look at', async () => {
    const id = await scheduled(friends);
    const other = await submitted(actual('line-friends', '7500'));
    await approve(deskOf(APPROVER, 4), seen(await open(other)), AT_ONCE);
    expect(await publishDueDrafts(due(700))).toEqual({ published: 0, stopped: 1 });
    expect((await open(id)).draft.state).toMatchObject({ kind: 'stopped', why: 'conflict' });
    expect(await publishDueDrafts(due(800))).toEqual({ published: 0, stopped: 0 });
    expect(await withdraw(deskOf(EDITOR, 900), seen(await open(id)))).toMatchObject({ ok: true });
  });
  test('can be called off', async () => {
    const id = await scheduled(friends);
    expect(await cancelSchedule(deskOf(APPROVER, 5), seen(await open(id)))).toMatchObject({ ok: true });
    expect(await publishDueDrafts(due(700))).toEqual({ published: 0, stopped: 0 });
    expect(await loadNewestNumber(env.DB)).toBe(1);
  });
});

describe('going back to an earlier version', () => {
  test('publishes its content again as a new version, after a second person agreed', async () => {
    const first = await submitted(friends);
    await approve(deskOf(APPROVER, 3), seen(await open(first)), AT_ONCE);
    const id = await beginRestore(deskOf(EDITOR, 4), {
      number: 1,
      title: '第1版に戻す',
      reason: '入力の誤り',
      newId: 'restore-1',
    });
    expect(id).toBe('restore-1');
    await submit(deskOf(EDITOR, 5), seen(await open('restore-1')));
    expect(await approve(deskOf(APPROVER, 6), seen(await open('restore-1')), AT_ONCE)).toMatchObject({
      value: { version: 3 },
    });
    const [one, three] = [await loadVersion(env.DB, 1), await loadVersion(env.DB, 3)];
    expect(three?.sha256).toBe(one?.sha256);
  });
  test('that does not exist is told', async () => {
    expect(
      await beginRestore(deskOf(EDITOR), { number: 9, title: 'x', reason: 'y', newId: 'restore-9' }),
    ).toBeNull();
  });
});

describe('a draft thrown away', () => {
  test('is closed but keeps what was typed', async () => {
    const id = await newDraft();
    await save(id, friends);
    expect(await discard(deskOf(EDITOR, 3), seen(await open(id)))).toMatchObject({ ok: true });
    const { draft, rows } = await open(id);
    expect(draft.state.kind).toBe('discarded');
    expect(rows).toHaveLength(1);
  });
});

describe('the audit trail', () => {
  test('is whole after everything, also when many write at once', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => newDraft()));
    for (const id of ids) await save(id, actual('line-friends', String(7_000 + ids.indexOf(id))));
    await Promise.all(ids.map(async (id) => submit(deskOf(EDITOR, 2), seen(await open(id)))));
    const entries = await trail();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(findAuditFault(entries, null, sha256Now)).toBeNull();
  });
  test('can be neither changed nor deleted', async () => {
    await newDraft();
    await expect(env.DB.prepare("UPDATE audit_trail SET reason = 'x'").run()).rejects.toThrow(
      'only added to',
    );
    await expect(env.DB.prepare('DELETE FROM audit_trail').run()).rejects.toThrow('only added to');
  });
  test('shows where something was changed behind its back', async () => {
    await submitted(friends);
    const entries = await trail();
    const forged = entries.map((entry) =>
      entry.seq === 2 ? { ...entry, actor: 'nobody@example.jp' } : entry,
    );
    expect(findAuditFault(forged, null, sha256Now)).toEqual({ seq: 2, kind: 'changed' });
    expect(findAuditFault(entries.slice(1), null, sha256Now)).toEqual({ seq: 2, kind: 'gap' });
  });
});
