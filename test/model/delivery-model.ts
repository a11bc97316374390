import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { AuditAction, AuditEntry } from '../../src/domain/audit/audit-trail.ts';
import type { BroadcastStateKind } from '../../src/domain/broadcasts/broadcast.ts';
import { canonicalContent } from '../../src/domain/broadcasts/content.ts';
import { CONSUMER_LIFE_MS, type ChunkStateKind } from '../../src/domain/broadcasts/delivery.ts';
import { deliverChunks } from '../../src/flows/broadcasts/deliver-chunks.ts';
import { finishBroadcasts, sweepBroadcasts } from '../../src/flows/broadcasts/sweep-broadcasts.ts';
import { resumeBroadcast, stopBroadcast, type SeenBroadcast } from '../../src/storage/broadcast-steps.ts';
import { forgetResident } from '../../src/storage/resident-store.ts';
import type { ChunkName } from '../../src/storage/chunk-store.ts';
import type { LineClientSource } from '../../src/line/line-client.ts';
import { createLineModel, type Fate, type LineModel } from './line-model.ts';
import { createRandom, type Random } from './random.ts';
import { openD1, type Interference } from './sqlite-d1.ts';

/**
 * One broadcast under a seeded schedule of everything that can happen: consumers and sweeps side by side, each held up at
 * every call it makes; names lost, doubled and late in the queue; a process gone before or after any call; D1 and LINE
 * failing before or after they did what was asked; officers who stop and resume; a clock that jumps. The code is the one in
 * service, over SQLite; only the queue, the clock and LINE are models.
 */
export type Outcome = { faults: string[]; trace: string[] };

const MIGRATIONS = `${import.meta.dirname}/../../src/storage/migrations/`;
const T0 = Date.parse('2026-11-24T01:00:00.000Z'); // ten in the morning in Japan
const SECOND = 1_000;
const HOUR = 3_600_000;

export function openModelDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const file of readdirSync(MIGRATIONS).sort())
    database.exec(readFileSync(`${MIGRATIONS}${file}`, 'utf8'));
  database.exec('DROP TRIGGER audit_trail_is_never_deleted'); // so that the next schedule can begin anew
  return database;
}

const ID = 'b0000000-0000-4000-8000-000000000001';

/** A call that is held up, to go on, to fail, or never to come back. */
type Held = { what: string; actor: string; since: number; release: () => void; fail: (error: Error) => void };

export async function runSchedule(database: DatabaseSync, seed: number): Promise<Outcome> {
  const random = createRandom(seed);
  const mood = moodOf(random);
  const trace: string[] = [];
  const faults: string[] = [];
  let realTime = T0;
  let clockIsOffBy = 0; // what our clock shows and LINE's does not
  let isCalm = false;
  let serial = 0;
  let held: Held[] = [];
  const running = new Set<string>();
  const queue: ChunkName[] = [];
  const left = new Set<string>();
  const recipients = setUp(database, random, mood);
  const now = (): Date => new Date(realTime + clockIsOffBy);
  const line = createLineModel({
    now: () => realTime,
    fateOf: () => (isCalm || !random.oneIn(mood.lineFaultOneIn) ? 'ok' : random.pick(mood.fates)),
  });

  /** Begins a process beside the others: all it calls is held up, and it may be gone at any call. */
  const begin = (name: string, act: (db: D1Database, source: LineClientSource) => Promise<unknown>): void => {
    serial += 1;
    const actor = `${name}#${serial}`;
    const since = realTime;
    const hold: Interference = (point, what) =>
      new Promise<void>((release, fail) => {
        held.push({
          what: `${point} ${what.replace(/\s+/g, ' ').slice(0, 60)}`,
          actor,
          since,
          release,
          fail,
        });
      });
    running.add(actor);
    trace.push(`${actor} begins`);
    act(openD1(database, hold), line.reachedBy(hold))
      .catch((error: unknown) => {
        if (error !== INJECTED) faults.push(`${actor}: ${String(error)}`);
      })
      .finally(() => running.delete(actor));
  };

  const sweep = (): void => {
    const sender = {
      sendBatch: async (messages: { body: ChunkName }[]) => queue.push(...messages.map(({ body }) => body)),
    } as unknown as Queue<ChunkName>;
    begin('sweep', (db) => sweepBroadcasts({ db, queue: sender, now: now(), log: () => {} }));
  };
  const consume = (): void => {
    const batch = takeBatch(queue, random, isCalm);
    if (batch.length === 0) return;
    const pacer = { turn: async () => {}, hold: () => {} };
    begin('consumer', async (db, source) => {
      const handled = await deliverChunks({ db, line: source, pacer, now, log: () => {} }, batch);
      for (const [at, name] of batch.entries()) if (handled[at]?.kind === 'again') queue.push(name);
      await finishBroadcasts({ db, now: now() }, 2);
    });
  };
  const officer = (what: 'stop' | 'resume'): void => {
    const state = stateOf(database);
    const seen: SeenBroadcast = { id: ID, revision: 1, state };
    if (what === 'stop' && (state === 'sending' || state === 'paused'))
      begin('stop', (db) => stopBroadcast(db, seen, entryOf(now(), 'broadcast-stopped')));
    if (what === 'resume' && state === 'paused')
      begin('resume', (db) => resumeBroadcast(db, seen, entryOf(now(), 'broadcast-resumed')));
  };

  const clockText = (): string =>
    `${Math.round((realTime - T0) / SECOND)} s (${clockIsOffBy / SECOND} s off)`;
  /** A resident leaves: of what was not tried yet they are taken out, and of the rest they get what they get. */
  const leave = (): void => {
    const userId = random.pick([...recipients.values()].flat());
    if (userId === EVERYONE) return;
    left.add(userId);
    begin('leaver', (db) => forgetResident(db, { userId, mark: userId, at: now().getTime() }));
  };

  /** One held call goes on, fails, or its process is gone and with it everything it held. */
  const actOn = (chosen: Held): void => {
    const draw = isCalm ? 'on' : drawFate(random, mood, chosen);
    trace.push(`${clockText()} ${chosen.actor} ${draw} ${chosen.what}`);
    if (draw === 'on') return chosen.release();
    if (draw === 'fails') return chosen.fail(INJECTED);
    held = held.filter(({ actor }) => actor !== chosen.actor);
    running.delete(chosen.actor);
  };
  /** The platform ends what runs for too long. */
  const endTheOld = (): void => {
    for (const { actor, since } of held) if (realTime - since > CONSUMER_LIFE_MS) running.delete(actor);
    held = held.filter(({ since }) => realTime - since <= CONSUMER_LIFE_MS);
  };
  const takeHeld = (): Held | undefined => held.splice(random.below(held.length), 1)[0];

  for (let step = 0; step < mood.steps; step += 1) {
    const draw = random.below(100);
    if (held.length > 0 && draw < 68) {
      const chosen = takeHeld();
      if (chosen) actOn(chosen);
    } else if (draw < 78) consume();
    else if (draw < 85) sweep();
    else if (draw < 91) realTime += random.below(mood.tickMs);
    else if (draw < 94) realTime += random.oneIn(mood.jumpOneIn) ? random.pick(mood.timeJumps) : 0;
    else if (draw < 96)
      clockIsOffBy = random.oneIn(mood.jumpOneIn) ? random.pick(mood.clockSteps) : clockIsOffBy;
    else if (draw < 97 && random.oneIn(mood.stopOneIn)) officer('stop');
    else if (draw < 98 && random.oneIn(mood.leaveOneIn)) leave();
    else officer('resume');
    endTheOld();
    await settle();
  }

  // From here on nothing fails any more: everything must come to an end by itself.
  isCalm = true;
  trace.push('calm');
  if (random.oneIn(3)) realTime += random.pick(mood.timeJumps); // as after a day without any Worker
  endTheOld();
  for (let round = 0; round < CALM_ROUNDS_MAX && (isOpen(database) || running.size > 0); round += 1) {
    for (let chosen = takeHeld(); chosen; chosen = takeHeld()) {
      actOn(chosen);
      await settle();
    }
    if (!isOpen(database)) continue;
    if (queue.length > 0) consume();
    else {
      realTime += 40 * SECOND;
      if (stateOf(database) === 'paused') officer('resume');
      else sweep();
    }
    await settle();
  }
  faults.push(...line.faults, ...faultsOf(database, line, { recipients, left }));
  return { faults, trace };
}

const INJECTED = new Error('injected');
const SMALL_STEPS = [-5 * 60 * SECOND, 0, 5 * 60 * SECOND];

/**
 * Either a day passes at times, or our clock is at times a day ahead. A first try dated by a clock that was a day wrong,
 * and then no sweep for a day: who bears both is a limit, told in src/flows/README.md.
 */
const JUMPS = [
  { timeJumps: [HOUR, 12 * HOUR, 25 * HOUR], clockSteps: SMALL_STEPS },
  { timeJumps: [HOUR / 4], clockSteps: [...SMALL_STEPS, HOUR, 25 * HOUR] },
];

function drawFate(random: Random, mood: Mood, { what }: Held): 'on' | 'fails' | 'is gone' {
  if (random.oneIn(mood.crashOneIn)) return 'is gone';
  return !what.endsWith('LINE') && random.oneIn(mood.failOneIn) ? 'fails' : 'on';
}

const EVERYONE = 'everyone'; // as the model of LINE counts a broadcast
const CALM_ROUNDS_MAX = 2_000;

/** Lets every promise that can go on do so, up to its next held call. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** How rough a schedule is; a few are very rough, most are mixed. */
type Mood = {
  steps: number;
  chunksMax: number;
  tickMs: number;
  lineFaultOneIn: number;
  fates: readonly Fate[];
  failOneIn: number;
  crashOneIn: number;
  jumpOneIn: number;
  timeJumps: readonly number[];
  clockSteps: readonly number[];
  stopOneIn: number;
  leaveOneIn: number;
};

const FATES: readonly Fate[] = [
  'lost',
  'answer-lost',
  'garbage',
  'server-error',
  'late-error',
  'rate',
  'month',
  'bad',
  'token',
];

/** Many chunks side by side, or one that lives through much. */
const SIZES = [
  { steps: 120, chunksMax: 6, tickMs: 40 * SECOND },
  { steps: 60, chunksMax: 6, tickMs: 5 * SECOND },
  { steps: 250, chunksMax: 1, tickMs: 10 * 60 * SECOND },
];

function moodOf(random: Random): Mood {
  return {
    ...random.pick(SIZES),
    lineFaultOneIn: random.pick([2, 4, 20]),
    fates: random.pick([FATES, ['answer-lost', 'late-error', 'garbage'], ['answer-lost', 'rate', 'month']]),
    failOneIn: random.pick([8, 20, 100]),
    crashOneIn: random.pick([8, 20, 100]),
    jumpOneIn: random.pick([1, 6]),
    ...random.pick(JUMPS),
    stopOneIn: random.pick([1, 4, 8]),
    leaveOneIn: random.pick([1, 4, 20]),
  };
}

/** At least once, in any order, sometimes twice, sometimes never. */
function takeBatch(queue: ChunkName[], random: Random, isCalm: boolean): ChunkName[] {
  const batch: ChunkName[] = [];
  const most = 1 + random.below(4);
  while (batch.length < most && queue.length > 0) {
    const [name] = queue.splice(random.below(queue.length), 1);
    if (!name) break;
    if (!isCalm && random.oneIn(12)) continue; // lost
    if (!isCalm && random.oneIn(8)) queue.push(name); // comes again
    batch.push(name);
  }
  return batch;
}

/** A broadcast that is being sent, its chunks frozen; gives whom each chunk goes to. */
function setUp(database: DatabaseSync, random: Random, { chunksMax }: Mood): Map<number, string[]> {
  for (const table of TABLES) database.exec(`DELETE FROM ${table}`);
  const toEveryone = random.oneIn(6);
  const audience = toEveryone ? { kind: 'everyone' } : { kind: 'segment', segment: {} };
  const startedAt = new Date(T0 - SECOND).toISOString();
  const content = canonicalContent({
    title: '見本',
    audience: { kind: 'everyone' },
    schedule: { sendAt: null, quietReason: '' },
    variants: [{ language: 'ja', messages: [{ type: 'text', text: 'お知らせ' }] }],
  });
  database
    .prepare(
      `INSERT INTO broadcasts (id, title, composition, audience, quiet_reason, revision, authors, state, created_by,
                               created_at, updated_by, updated_at, start_at, started_at, progress_at)
       VALUES (?1, '見本', '{}', ?2, '', 1, '[]', 'sending', 'a', ?3, 'a', ?3, ?3, ?3, ?3)`,
    )
    .run(ID, JSON.stringify(audience), startedAt);
  database.prepare("INSERT INTO broadcast_contents VALUES (?1, 1, ?2, '', ?3)").run(ID, content, startedAt);
  const chunks = toEveryone ? 1 : 1 + random.below(chunksMax);
  const recipients = new Map<number, string[]>();
  for (let number = 1; number <= chunks; number += 1) {
    const userIds = toEveryone
      ? [EVERYONE]
      : Array.from({ length: 1 + random.below(2) }, (_, at) => `U${number}-${at}`);
    recipients.set(number, userIds);
    database
      .prepare(
        `INSERT INTO broadcast_chunks (broadcast_id, number, language, recipient_count, retry_key, state, due_at)
         VALUES (?1, ?2, 'ja', ?3, ?4, 'waiting', ?5)`,
      )
      .run(ID, number, toEveryone ? null : userIds.length, `key-${number}`, startedAt);
    if (!toEveryone)
      for (const id of userIds)
        database.prepare("INSERT INTO residents (user_id, language) VALUES (?1, 'ja')").run(id);
    if (!toEveryone)
      database
        .prepare('INSERT INTO chunk_recipients VALUES (?1, ?2, ?3)')
        .run(ID, number, JSON.stringify(userIds));
  }
  return recipients;
}

const TABLES = [
  'residents',
  'forgotten_marks',
  'chunk_recipients',
  'broadcast_chunks',
  'broadcast_contents',
  'broadcasts',
  'capped_receipts',
  'audit_trail',
];

function entryOf(now: Date, action: AuditAction): AuditEntry {
  return {
    at: now.toISOString(),
    actor: 'officer@example.lg.jp',
    action,
    subject: `broadcast/${ID}`,
    version: null,
    before: null,
    after: null,
    reason: '',
  };
}

function stateOf(database: DatabaseSync): BroadcastStateKind {
  return (database.prepare('SELECT state FROM broadcasts').get() as { state: BroadcastStateKind }).state;
}

type ChunkRow = {
  number: number;
  state: ChunkStateKind;
  retry_key: string;
  recipient_count: number | null;
  request_id: string | null;
  user_ids: string | null;
};

function chunksOf(database: DatabaseSync): ChunkRow[] {
  return database
    .prepare('SELECT * FROM broadcast_chunks LEFT JOIN chunk_recipients USING (broadcast_id, number)')
    .all() as ChunkRow[];
}

function isOpen(database: DatabaseSync): boolean {
  const isUnderWay = ['sending', 'paused'].includes(stateOf(database));
  return isUnderWay || chunksOf(database).some(({ state }) => state === 'waiting' || state === 'leased');
}

/** The property: everybody exactly once, or the chunk says that it failed, is unknown or was stopped. */
function faultsOf(
  database: DatabaseSync,
  line: LineModel,
  { recipients, left }: { recipients: Map<number, string[]>; left: ReadonlySet<string> },
): string[] {
  const faults: string[] = [];
  const end = stateOf(database);
  if (end !== 'sent' && end !== 'stopped') faults.push(`the broadcast ends ${end}`);
  for (const chunk of chunksOf(database)) {
    const userIds = recipients.get(chunk.number) ?? [];
    if (userIds.some((id) => (line.received.get(id) ?? 0) > 1)) faults.push(`twice: chunk ${chunk.number}`);
    const times = userIds.filter((id) => !left.has(id)).map((id) => line.received.get(id) ?? 0);
    const told = `chunk ${chunk.number} is ${chunk.state}, received ${times.join()}`;
    const isAsTold =
      chunk.state === 'done'
        ? times.every((count) => count === 1)
        : chunk.state === 'unknown' ||
          ((chunk.state === 'failed' || chunk.state === 'stopped') && times.every((count) => count === 0));
    if (!isAsTold) faults.push(`not as told: ${told}`);
    const isForgotten = chunk.state === 'done' || chunk.state === 'stopped';
    if (isForgotten && chunk.user_ids !== null) faults.push(`still remembers its recipients: ${told}`);
    const acceptedAs = line.accepted.get(chunk.retry_key)?.requestId;
    const isEmptied = chunk.recipient_count === 0;
    if (chunk.state === 'done' && !isEmptied && chunk.request_id !== acceptedAs)
      faults.push(`another request id than LINE's: ${told}`);
  }
  return faults;
}
