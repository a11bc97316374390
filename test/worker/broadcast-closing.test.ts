import { beforeEach, describe, expect, test } from 'vitest';
import type { Block } from '../../src/domain/broadcasts/composition.ts';
import { approve, submit } from '../../src/flows/broadcasts/review-broadcast.ts';
import { broadcastDeskOf, broadcastOf, composedBroadcast, submittedBroadcast } from './broadcast-desk.ts';
import { APPROVER, EDITOR, startAnew } from './draft-desk.ts';

const DAY_S = 86_400;

/** The tests' first day is 2026-11-24. */
const invitation = (closesOn: string): Block => ({
  kind: 'poll',
  title: { ja: 'アンケート' },
  body: { ja: '3問です。' },
  url: 'https://www.example.lg.jp/form',
  closesOn,
});

beforeEach(startAnew);

describe('an invitation to a form that closes', () => {
  test('before the day it is to go out is not handed in', async () => {
    const schedule = { sendAt: '2026-11-27T03:00:00.000Z' };
    const id = await composedBroadcast({ blocks: [invitation('2026-11-26')], schedule });
    expect(await submit(broadcastDeskOf(EDITOR, 2), { id, revision: 1 })).toMatchObject({
      ok: false,
      fault: { kind: 'invalid', faults: [{ kind: 'closing-past', closesOn: '2026-11-26' }] },
    });
  });

  test('while it waits for its approval is not approved, and nothing is frozen', async () => {
    const id = await submittedBroadcast({ blocks: [invitation('2026-11-25')] });
    const { state, revision } = await broadcastOf(id);
    const seen = { id, revision, sha256: state.kind === 'submitted' ? state.sha256 : '' };
    const late = await approve(broadcastDeskOf(APPROVER, 2 * DAY_S), seen, { selfApproval: null });
    expect(late).toMatchObject({ ok: false, fault: { kind: 'invalid' } });
    expect((await broadcastOf(id)).state.kind).toBe('submitted');
    const inTime = await approve(broadcastDeskOf(APPROVER, DAY_S), seen, { selfApproval: null });
    expect(inTime).toMatchObject({ ok: true });
  });
});
