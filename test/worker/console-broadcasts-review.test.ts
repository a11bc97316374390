import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { saveBroadcast } from '../../src/flows/broadcasts/edit-broadcast.ts';
import { cancelApproval } from '../../src/flows/broadcasts/review-broadcast.ts';
import { loadEntriesOf } from '../../src/storage/audit-store.ts';
import {
  approvedBroadcast,
  broadcastDeskOf,
  broadcastOf,
  composedBroadcast,
  sendingBroadcast,
  STARTS_AT,
  submittedBroadcast,
  sweep,
} from './broadcast-desk.ts';
import { addResidents } from './compose-desk.ts';
import { browse, enrol, openConsole, playIdentityProvider, type Page } from './console-client.ts';
import { errorAt, formOf, formsOf, publishRows, wordsOf } from './console-forms.ts';
import { actual, APPROVER, EDITOR, SECOND, startAnew } from './draft-desk.ts';

const VIEWER: Staff = { email: 'yamada.viewer@example.lg.jp', name: '山田', role: 'viewer' };
const HOSTILE = '<script>alert("題名")</script>';

const page = async (staff: Staff, id: string, app = openConsole()): Promise<Page> =>
  (await browse(staff.email, app)).get(`/console/broadcasts/${id}`);
const press = async (
  staff: Staff,
  id: string,
  step: string,
  fields: Record<string, string>,
  app = openConsole(),
): Promise<Page> => (await browse(staff.email, app)).post(`/console/broadcasts/${id}/${step}`, fields);
const kindOf = async (id: string): Promise<string> => (await broadcastOf(id)).state.kind;

beforeEach(async () => {
  await startAnew();
  playIdentityProvider();
  await enrol(VIEWER, EDITOR, APPROVER, SECOND);
});
afterEach(() => void vi.restoreAllMocks());

describe('the list of broadcasts', () => {
  test('says what to do next where there is none', async () => {
    const editors = await (await browse(EDITOR.email)).get('/console/broadcasts');
    expect(wordsOf(editors)).toContain('進んでいる配信はありません');
    expect(wordsOf(editors)).toContain('「新しい配信」から作り');
    const viewers = await (await browse(VIEWER.email)).get('/console/broadcasts');
    expect(wordsOf(viewers)).toContain('編集者が配信を作ると、ここに並びます');
    expect(viewers.html).not.toContain('/console/broadcasts/new');
  });
  test('has what waits for somebody before what is being composed, and the title as it was typed', async () => {
    await composedBroadcast({ title: HOSTILE });
    await submittedBroadcast({ title: '二つめ' });
    const list = await (await browse(VIEWER.email)).get('/console/broadcasts');
    const words = wordsOf(list);
    expect(words.indexOf('承認待ち（1 件）')).toBeGreaterThan(0);
    expect(words.indexOf('承認待ち（1 件）')).toBeLessThan(words.indexOf('作成中（1 件）'));
    expect(list.html).not.toContain('<script>alert');
    expect(words).toContain(HOSTILE);
  });
});

describe('a broadcast that waits for approval', () => {
  test('shows exactly what was handed in, to whom and when, in words', async () => {
    await addResidents(25, { district: '北部' });
    const id = await submittedBroadcast({ title: HOSTILE, segment: { districts: ['北部'], ageBands: [] } });
    const shown = await page(APPROVER, id);
    const words = wordsOf(shown);
    expect(words).toContain('道路工事のお知らせです');
    expect(words).toContain('地区が北部の人');
    expect(words).toContain('25人');
    expect(words).toContain('承認されたらすぐ');
    expect(words).toContain('佐藤さんが2026年11月24日 10:00に承認を依頼しました');
    expect(shown.html).not.toContain('<script>alert');
    expect(words).not.toContain('いま作りなおすと、内容が変わります');
  });
  test('names themes and indicators, never their ids', async () => {
    const theme = 'line-friends';
    await addResidents(25, { district: '北部' });
    const id = await composedBroadcast({ segment: { kpis: [theme] } });
    const words = wordsOf(await page(VIEWER, id));
    expect(words).toContain('指標「町公式LINE登録者数」をフォローしている人');
    expect(words).not.toContain(theme);
  });
  test('tells of fewer than 20 people no figure, and cannot be approved', async () => {
    await addResidents(20, { district: '北部' });
    const id = await submittedBroadcast({ segment: { districts: ['北部'] } });
    await env.DB.prepare(
      'DELETE FROM residents WHERE user_id IN (SELECT user_id FROM residents LIMIT 3)',
    ).run();
    const shown = await page(APPROVER, id);
    expect(wordsOf(shown)).toContain('20人未満');
    expect(wordsOf(shown)).not.toContain('17');
    expect(formsOf(shown).some(({ action }) => action.endsWith('/approve'))).toBe(false);
    const { state, revision } = await broadcastOf(id);
    const sha256 = state.kind === 'submitted' ? state.sha256 : '';
    const refused = await press(APPROVER, id, 'approve', { revision: String(revision), sha256 });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused)).toContain('送り先が20人未満なので、送れません');
    expect(await kindOf(id)).toBe('submitted');
  });
  test('stays what it was when the plan is published anew, and says what would be another', async () => {
    const id = await submittedBroadcast({ blocks: [{ kind: 'kpis', ids: ['line-friends'] }] });
    await publishRows(actual('line-friends', '7777'));
    const words = wordsOf(await page(APPROVER, id));
    expect(words).toContain('いま作りなおすと、内容が変わります');
    expect(words).toContain('第2版');
    expect(words).toContain('日本語の1通目');
    expect(words).not.toContain('7,777');
  });
  test('is approved by a second person, and starts after the time to undo it', async () => {
    const id = await submittedBroadcast();
    const shown = await page(APPROVER, id);
    const done = await press(APPROVER, id, 'approve', formOf(shown, '/approve'));
    expect(done.status).toBe(303);
    const after = await (await browse(APPROVER.email)).get(done.location);
    expect(wordsOf(after)).toContain('承認しました。2026年11月24日 10:05に、友だち全員に送り始めます');
    expect(wordsOf(after)).toContain('10:05 から送り始めます（あと約5分）。それまでは取り消せます。');
    expect(await kindOf(id)).toBe('scheduled');
  });
  test('is not approved by who handed it in or edited it', async () => {
    await enrol({ ...EDITOR, role: 'approver' });
    const id = await submittedBroadcast();
    const words = wordsOf(await page(EDITOR, id));
    expect(words).toContain('ご自身では承認できません');
    expect(words).toContain('承認できる人：');
    const { state } = await broadcastOf(id);
    const sha256 = state.kind === 'submitted' ? state.sha256 : '';
    const refused = await press(EDITOR, id, 'approve', { revision: '1', sha256 });
    expect(refused.status).toBe(403);
    expect(await kindOf(id)).toBe('submitted');
  });
  test('is approved by its only officer after the set hours, and not before', async () => {
    await enrol({ ...EDITOR, role: 'approver' });
    const id = await submittedBroadcast();
    const early = wordsOf(await page(EDITOR, id, openConsole({ selfApprovalWaitHours: 2 })));
    expect(early).toContain('ご自身では2026年11月24日 12:00から承認できます');
    const app = openConsole({ selfApprovalWaitHours: 2, seconds: 7_300 });
    const done = await press(EDITOR, id, 'approve', formOf(await page(EDITOR, id, app), '/approve'), app);
    expect(done.location).toContain('done=approved');
    const [entry] = await loadEntriesOf(env.DB, `broadcast/${id}`, 1);
    expect(entry?.action).toBe('broadcast-self-approved');
  });
  test('takes one of two approvals, and tells the second who was quicker', async () => {
    const id = await submittedBroadcast();
    const fields = formOf(await page(APPROVER, id), '/approve');
    const [one, other] = [
      await press(SECOND, id, 'approve', fields),
      await press(APPROVER, id, 'approve', fields),
    ];
    expect(one.status).toBe(303);
    expect(other.status).toBe(409);
    expect(wordsOf(other)).toContain('高橋さんが先に承認しました。2026年11月24日 10:05に送り始めます');
    expect(await broadcastOf(id)).toMatchObject({ state: { approvedBy: SECOND.email } });
  });
  test('ends well when two approve in the same moment', async () => {
    const id = await submittedBroadcast();
    const fields = formOf(await page(APPROVER, id), '/approve');
    const answers = await Promise.all([
      press(SECOND, id, 'approve', fields),
      press(APPROVER, id, 'approve', fields),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 409]));
    const { results } = await env.DB.prepare('SELECT 1 FROM broadcast_chunks').all();
    expect(results).toHaveLength(1);
  });
  test('takes a button pressed twice for once', async () => {
    const id = await submittedBroadcast();
    const fields = formOf(await page(APPROVER, id), '/approve');
    await press(APPROVER, id, 'approve', fields);
    const again = await press(APPROVER, id, 'approve', fields);
    expect(again.location).toContain('done=approved');
  });
  test('refuses an approval of other content than was seen', async () => {
    const id = await submittedBroadcast();
    const refused = await press(APPROVER, id, 'approve', { revision: '1', sha256: 'f'.repeat(64) });
    expect(refused.status).toBe(409);
    expect(wordsOf(refused)).toContain('内容が変わりました');
    expect(await kindOf(id)).toBe('submitted');
  });
  test('is sent back with a reason, which is asked for and never lost', async () => {
    const id = await submittedBroadcast();
    const fields = formOf(await page(APPROVER, id), '/return');
    const blank = await press(APPROVER, id, 'return', { ...fields, note: ' ' });
    expect(blank.status).toBe(422);
    expect(errorAt(blank, 'note')).toBe('差し戻す理由を書いてください。');
    const long = await press(APPROVER, id, 'return', { ...fields, note: 'あ'.repeat(401) });
    expect(formOf(long, '/return')['note']).toBe('あ'.repeat(401));
    const done = await press(APPROVER, id, 'return', { ...fields, note: HOSTILE });
    expect(done.location).toContain('done=returned');
    const shown = await page(EDITOR, id);
    expect(wordsOf(shown)).toContain('田中さんが差し戻しました');
    expect(wordsOf(shown)).toContain(HOSTILE);
    expect(shown.html).not.toContain('<script>alert');
  });
  test('keeps the reason of who was too late to send it back', async () => {
    const id = await submittedBroadcast();
    const fields = formOf(await page(APPROVER, id), '/return');
    await press(EDITOR, id, 'withdraw', formOf(await page(EDITOR, id), '/withdraw'));
    const late = await press(APPROVER, id, 'return', { ...fields, note: '日付を直してください' });
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toContain('先に作成中に戻されています');
    expect(wordsOf(late)).toContain('日付を直してください');
  });
  test('cannot be approved once its moment has passed, and says so before and after the button', async () => {
    const id = await submittedBroadcast({ schedule: { sendAt: '2026-11-24T02:00:00.000Z' } });
    const fields = formOf(await page(APPROVER, id), '/approve');
    const app = openConsole({ seconds: 7_200 });
    const late = wordsOf(await page(APPROVER, id, app));
    expect(late).toContain('いまは承認できません');
    expect(late).toContain('送る日時が過ぎています');
    const refused = await press(APPROVER, id, 'approve', fields, app);
    expect(refused.status).toBe(422);
    expect(await kindOf(id)).toBe('submitted');
  });
  test('does not go out in the quiet hours without a reason, and with one says why', async () => {
    const night = openConsole({ seconds: 11 * 3_600 });
    const id = await submittedBroadcast();
    expect(wordsOf(await page(APPROVER, id, night))).toContain(
      '夜間・早朝の2026年11月24日 21:05に送り始めること',
    );
    const urgent = await submittedBroadcast({ schedule: { quietReason: '断水のため' } });
    const shown = await page(APPROVER, urgent, night);
    expect(wordsOf(shown)).toContain('断水のため');
    const done = await press(APPROVER, urgent, 'approve', formOf(shown, '/approve'), night);
    expect(done.location).toContain('done=approved');
  });
});

describe('an approved broadcast', () => {
  test('is cancelled before anything leaves, and any edit then needs an approval anew', async () => {
    const id = await approvedBroadcast();
    const approved = await broadcastOf(id);
    const shown = await page(EDITOR, id);
    expect(wordsOf(shown)).toContain('田中（2026年11月24日 10:00）');
    const done = await press(EDITOR, id, 'cancel', formOf(shown, '/cancel'));
    expect(done.location).toContain('done=cancelled');
    const { title, composition, audience, schedule } = approved;
    const desk = broadcastDeskOf(EDITOR, 30);
    await saveBroadcast(desk, { id, revision: 1 }, { title: '直した題', composition, audience, schedule });
    const sha256 = 'sha256' in approved.state ? approved.state.sha256 : '';
    const old = await press(APPROVER, id, 'approve', { revision: '1', sha256 });
    expect(old.status).toBe(409);
    expect(wordsOf(old)).toContain('編集しました。前の内容への承認は使えません');
    expect(title).not.toBe('直した題');
    expect(await kindOf(id)).toBe('open');
  });
  test('that has begun meanwhile is not cancelled but can be stopped from the same page', async () => {
    const id = await approvedBroadcast();
    const fields = formOf(await page(EDITOR, id), '/cancel');
    await sweep(STARTS_AT);
    const late = await press(EDITOR, id, 'cancel', fields, openConsole({ seconds: STARTS_AT + 5 }));
    expect(late.status).toBe(409);
    expect(wordsOf(late)).toContain('もう送り始めています');
    const done = await press(
      EDITOR,
      id,
      'stop',
      formOf(late, '/stop'),
      openConsole({ seconds: STARTS_AT + 6 }),
    );
    expect(done.location).toContain('done=stopped');
    expect(await kindOf(id)).toBe('stopped');
  });
  test('says so where its moment has passed and the clock did not run', async () => {
    const id = await approvedBroadcast();
    const words = wordsOf(await page(VIEWER, id, openConsole({ seconds: STARTS_AT + 600 })));
    expect(words).toContain('を10分過ぎましたが、始まっていません');
    expect(words).toContain('取り消せる人：');
  });
  test('is cancelled by an officer who pressed twice without a complaint', async () => {
    const id = await approvedBroadcast();
    const fields = formOf(await page(EDITOR, id), '/cancel');
    const { revision } = await broadcastOf(id);
    await cancelApproval(broadcastDeskOf(EDITOR, 20), { id, revision });
    const again = await press(EDITOR, id, 'cancel', fields);
    expect(again.location).toContain('done=cancelled');
  });
});

describe('each step', () => {
  test('answers 404 for a broadcast that is not there', async () => {
    for (const step of [
      'approve',
      'return',
      'withdraw',
      'cancel',
      'stop',
      'resume',
      'submit',
      'chunks/1/settle',
    ]) {
      const fields = { revision: '0', sha256: '', note: 'x', 'decision-1': 'give-up', 'reason-1': 'x' };
      await enrol({ ...SECOND, role: 'administrator' });
      expect((await press(SECOND, 'unknown', step, fields)).status).toBe(404);
    }
    expect((await page(VIEWER, 'unknown')).status).toBe(404);
  });
  test('leads back to the page where its address is opened', async () => {
    const id = await sendingBroadcast();
    const back = await (await browse(VIEWER.email)).get(`/console/broadcasts/${id}/stop`);
    expect(back.location).toBe(`/console/broadcasts/${id}`);
  });
});
