import type { Composition } from '../../../src/domain/broadcasts/composition.ts';
import type { Role, Staff } from '../../../src/domain/staff/roles.ts';
import type { BroadcastDesk } from '../../../src/flows/broadcasts/broadcast-desk.ts';
import { approve, submit } from '../../../src/flows/broadcasts/review-broadcast.ts';
import { broadcastEntry } from '../../../src/flows/broadcasts/broadcast-desk.ts';
import { createVersionReader } from '../../../src/flows/plan-versions.ts';
import town from '../../../src/index.ts';
import { bundledTown, type Environment } from '../../../src/settings.ts';
import { createBroadcast, loadBroadcast } from '../../../src/storage/broadcast-store.ts';
import { bundledDataPackage } from '../../../src/storage/bundled-data.ts';
import type { ChunkName } from '../../../src/storage/chunk-store.ts';
import {
  clearCounts,
  countFetches,
  countInvocation,
  countQueries,
  countSends,
  readCounts,
} from './count-calls.ts';
import type { BroadcastOrder, SeedOrder } from './counts.ts';

/** The town's Worker as it is, with counting bindings, and doors to have broadcasts sent: see measure-broadcasts.ts. */

countFetches();
const versions = createVersionReader(bundledDataPackage);

const COMPOSITION: Composition = {
  languages: ['ja', 'en'],
  blocks: [
    {
      kind: 'text',
      text: {
        ja: '町の計画の新しい結果を公開しました。くわしくはカードをごらんください。',
        en: 'The town has published new results of its plan. See the card for more.',
      },
    },
    { kind: 'kpis', ids: ['line-friends'] },
  ],
};

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    switch (`${request.method} ${pathname}`) {
      case 'GET /healthz': // publishes the first version of the plan
        return town.fetch(request, env, context);
      case 'GET /counts':
        return Response.json(readCounts());
      case 'DELETE /counts':
        clearCounts();
        return Response.json({});
      case 'POST /residents':
        await seedResidents(env.DB, await request.json<SeedOrder>());
        return Response.json({});
      case 'POST /submitted':
        return Response.json(await prepareBroadcast(env, await request.json<BroadcastOrder>()));
      case 'POST /approved':
        return Response.json(await approveBroadcast(env, await request.json<{ id: string }>()));
      case 'POST /minutes': {
        const controller = { scheduledTime: Date.now(), cron: '* * * * *', noRetry() {} };
        await countInvocation('scheduled', () => town.scheduled(controller, counted(env)));
        return Response.json({});
      }
      case 'POST /idle': {
        const { calls } = await request.json<{ calls: number }>();
        for (let call = 0; call < calls; call += 1) await env.DB.prepare('SELECT 1').first();
        return Response.json({});
      }
      case 'GET /state': {
        const broadcast = await loadBroadcast(env.DB, new URL(request.url).searchParams.get('id') ?? '');
        return Response.json(broadcast?.state ?? null);
      }
      default:
        return new Response('no such door', { status: 404 });
    }
  },
  async queue(batch, env) {
    await countInvocation('queue', () => town.queue(batch, counted(env)));
  },
} satisfies ExportedHandler<Environment, ChunkName>;

function counted(env: Environment): Environment {
  return { ...env, DB: countQueries(env.DB), DELIVERIES: countSends(env.DELIVERIES) };
}

/** A seventh asks for English, another for Chinese, which the broadcast does not have; the others have told no language. */
async function seedResidents(db: D1Database, { from, to, district }: SeedOrder): Promise<void> {
  await db
    .prepare(
      `WITH RECURSIVE numbers (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?2)
       INSERT INTO residents (user_id, language, district)
       SELECT 'U' || printf('%032x', n), CASE n % 7 WHEN 0 THEN 'en' WHEN 1 THEN 'zh-Hans' END, ?3 FROM numbers`,
    )
    .bind(from, to, district)
    .run();
}

async function prepareBroadcast(env: Environment, { id, district }: BroadcastOrder): Promise<object> {
  const desk = deskOf(env, 'editor');
  const segment = { themes: [], kpis: [], languages: [], ageBands: [], districts: [district ?? ''] };
  await createBroadcast(
    desk.db,
    id,
    {
      title: `計測 ${id}`,
      composition: COMPOSITION,
      audience: district === null ? { kind: 'everyone' } : { kind: 'segment', segment },
      schedule: { sendAt: null, quietReason: '計測' },
    },
    broadcastEntry(desk, 'broadcast-created', id),
  );
  return submit(desk, { id, revision: 0 });
}

async function approveBroadcast(env: Environment, { id }: { id: string }): Promise<object> {
  const desk = deskOf(env, 'approver');
  const broadcast = await loadBroadcast(desk.db, id);
  const sha256 = broadcast && 'sha256' in broadcast.state ? broadcast.state.sha256 : '';
  return approve(desk, { id, revision: broadcast?.revision ?? 0, sha256 }, { selfApproval: null });
}

function deskOf(env: Environment, role: Role): BroadcastDesk {
  const staff: Staff = { email: `${role}@example.lg.jp`, name: role, role };
  return {
    db: env.DB,
    versions,
    town: bundledTown(),
    publicOrigin: env.PUBLIC_ORIGIN ?? '',
    undoMinutes: 0,
    samplesOnShow: false,
    linePlan: null,
    staff,
    now: new Date(),
  };
}
