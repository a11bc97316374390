import { env } from 'cloudflare:workers';
import { EMPTY_SEGMENT, type Audience, type Segment } from '../../src/domain/broadcasts/audience.ts';
import type { Broadcast, Schedule } from '../../src/domain/broadcasts/broadcast.ts';
import type { Block, Composition } from '../../src/domain/broadcasts/composition.ts';
import type { Staff } from '../../src/domain/staff/roles.ts';
import type { BroadcastDesk } from '../../src/flows/broadcasts/broadcast-desk.ts';
import { deliverChunks } from '../../src/flows/broadcasts/deliver-chunks.ts';
import { beginBroadcast, saveBroadcast } from '../../src/flows/broadcasts/edit-broadcast.ts';
import { approve, submit } from '../../src/flows/broadcasts/review-broadcast.ts';
import { finishBroadcasts, sweepBroadcasts } from '../../src/flows/broadcasts/sweep-broadcasts.ts';
import { createVersionReader } from '../../src/flows/plan-versions.ts';
import { bundledTown } from '../../src/settings.ts';
import { bundledDataPackage } from '../../src/storage/bundled-data.ts';
import { loadBroadcast } from '../../src/storage/broadcast-store.ts';
import type { ChunkName } from '../../src/storage/chunk-store.ts';
import { line, playLine } from './compose-desk.ts';
import { APPROVER, at, EDITOR } from './draft-desk.ts';

/** Broadcasts in any state, brought there by the flows themselves. */
const UNDO_MINUTES = 5;

/** In seconds of the tests' clock: when what was approved at its usual moment may begin. */
const APPROVED_AT = 5;
export const STARTS_AT = APPROVED_AT + UNDO_MINUTES * 60;

export function broadcastDeskOf(staff: Staff, second = 0): BroadcastDesk {
  return {
    db: env.DB,
    versions: createVersionReader(bundledDataPackage),
    town: bundledTown(),
    publicOrigin: 'https://ayumi.example.lg.jp',
    undoMinutes: UNDO_MINUTES,
    samplesOnShow: false,
    linePlan: null,
    staff,
    now: at(second),
  };
}

export async function broadcastOf(id: string): Promise<Broadcast> {
  const broadcast = await loadBroadcast(env.DB, id);
  if (!broadcast) throw new Error(`no broadcast ${id}`);
  return broadcast;
}

export type Wanted = {
  title?: string;
  blocks?: readonly Block[];
  languages?: Composition['languages'];
  /** Everyone where it is left out. */
  segment?: Partial<Segment>;
  schedule?: Partial<Schedule>;
};

const TEXT: Block = { kind: 'text', text: { ja: '道路工事のお知らせです' } };

export async function composedBroadcast(wanted: Wanted = {}): Promise<string> {
  const { title = '道路工事のお知らせ', blocks = [TEXT], languages = ['ja'], segment, schedule } = wanted;
  const desk = broadcastDeskOf(EDITOR);
  const id = await beginBroadcast(desk, { title, beginning: { kind: 'empty' }, newId: crypto.randomUUID() });
  if (id === null) throw new Error('not begun');
  const audience: Audience = segment
    ? { kind: 'segment', segment: { ...EMPTY_SEGMENT, ...segment } }
    : { kind: 'everyone' };
  const saved = await saveBroadcast(
    desk,
    { id, revision: 0 },
    {
      title,
      composition: { languages, blocks },
      audience,
      schedule: { sendAt: null, quietReason: '', ...schedule },
    },
  );
  if (!saved.ok) throw new Error(saved.fault.kind);
  return id;
}

export async function submittedBroadcast(wanted: Wanted = {}, second = 2): Promise<string> {
  const id = await composedBroadcast(wanted);
  const done = await submit(broadcastDeskOf(EDITOR, second), { id, revision: 1 });
  if (!done.ok) throw new Error(JSON.stringify(done.fault));
  return id;
}

export async function approvedBroadcast(wanted: Wanted = {}): Promise<string> {
  const id = await submittedBroadcast(wanted);
  const { state, revision } = await broadcastOf(id);
  const sha256 = state.kind === 'submitted' ? state.sha256 : '';
  const desk = broadcastDeskOf(APPROVER, APPROVED_AT);
  const done = await approve(desk, { id, revision, sha256 }, { selfApproval: null });
  if (!done.ok) throw new Error(JSON.stringify(done.fault));
  return id;
}

/** The clock runs once; gives what it put into the queue. */
export async function sweep(second: number): Promise<ChunkName[]> {
  const names: ChunkName[] = [];
  const queue = {
    sendBatch: async (messages: Iterable<{ body: ChunkName }>) =>
      void names.push(...[...messages].map(({ body }) => body)),
  } as unknown as Queue<ChunkName>;
  await sweepBroadcasts({ db: env.DB, queue, now: at(second), log: () => {} });
  return names;
}

export async function sendingBroadcast(wanted: Wanted = {}): Promise<string> {
  const id = await approvedBroadcast(wanted);
  await sweep(STARTS_AT);
  return id;
}

/** Sends chunks to a LINE that answers as told, in their order; once they are used up, it accepts. */
export async function deliver(
  names: readonly ChunkName[],
  second: number,
  ...answers: Response[]
): Promise<void> {
  let count = 0;
  const rest = [...answers];
  playLine(() => {
    count += 1;
    const accepted = Response.json({}, { headers: { 'x-line-request-id': `request-${count}` } });
    return rest.shift() ?? accepted;
  });
  const pacer = { turn: async () => {}, hold: () => {} };
  const desk = { db: env.DB, line, pacer, now: () => at(second), log: () => {} };
  for (const name of names) await deliverChunks(desk, [name]);
  await finishBroadcasts({ db: env.DB, now: at(second) }, 5);
}

export async function sentBroadcast(wanted: Wanted = {}, ...answers: Response[]): Promise<string> {
  const id = await approvedBroadcast(wanted);
  await deliver(await sweep(STARTS_AT), STARTS_AT + 10, ...answers);
  return id;
}

export const refusal = (): Response =>
  Response.json({ message: 'The property, <b>text</b>, is wrong' }, { status: 400 });
