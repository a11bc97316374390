import { Hono, type Context } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { STUCK_AFTER_MS } from '../domain/broadcasts/broadcast.ts';
import { japaneseDate } from '../domain/plan/fiscal-year.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { Result } from '../domain/result.ts';
import type { Town } from '../domain/town.ts';
import { answerEvents } from '../flows/answer-events.ts';
import type { AnsweredEvents } from '../flows/answered-events.ts';
import type { PlanReader } from '../flows/current-plan.ts';
import type { PublishedNews } from '../flows/published-news.ts';
import type { UsageRecorder } from '../flows/record-usage.ts';
import { saveChangesInTime, type SavedChanges } from '../flows/save-changes.ts';
import { understandEvents } from '../flows/understand-events.ts';
import { withDeadline } from '../line/deadline.ts';
import type { LineClientSource } from '../line/line-client.ts';
import { readWebhook } from '../line/read-webhook.ts';
import { REPLY_WINDOW_MS } from '../line/send-reply.ts';
import { isSignedByLine } from '../line/signature.ts';
import type { ChunkName } from '../storage/chunk-store.ts';
import { countStuckBroadcasts } from '../storage/broadcast-store.ts';
import { countDeadLetters } from '../storage/dead-letter-store.ts';
import { loadHeartbeat } from '../storage/job-store.ts';
import type { ConsoleDependencies, ConsoleEnv } from './console/console-env.ts';
import { feedOf, type Feed } from './news/feed.tsx';
import { renderAtom, renderRss } from './news/render-feeds.ts';
import { privacyPage } from './privacy-page.tsx';
import { notFoundPage, planPage } from './plan-page.tsx';
import { readLimitedBody } from './read-limited-body.ts';
import { unchangedSince } from './unchanged-since.ts';

/** What the webhook needs of the settings; a missing one is told by name, never by value. */
type WebhookSettings = { channelSecret: string; publicOrigin: string; line: LineClientSource };
type NamedFault = { name: string; reason: string };

export type AppDependencies = {
  settings: Result<WebhookSettings, NamedFault[]>;
  town: Town;
  plans: PlanReader;
  news: PublishedNews;
  answered: AnsweredEvents;
  usage: UsageRecorder;
  console: ConsoleDependencies;
  /** What is wrong with the console's settings; the bot goes on without it. */
  consoleFaults: readonly NamedFault[];
  now: () => Date;
  log: (line: Record<string, unknown>) => void;
};

type Bindings = { DB: D1Database; DELIVERIES: Queue<ChunkName> };

/** LINE's bodies are far smaller; whatever is larger is not from LINE. */
const WEBHOOK_BODY_MAX_BYTES = 1_048_576;

/** The clock runs each minute; Cloudflare promises no delivery, so a few may be missing. */
const CLOCK_LATE_AFTER_MS = 15 * 60_000;
const D1_DEADLINE_MS = 800;
/** LINE waits 2 s for its 200, and the plan may have been waited for before. */
const SAVE_DEADLINE_MS = 1_000;

/** UTC, ISO 8601; null where it has never run, or D1 does not answer, which the plan's source tells already. */
async function lastRunOfClock(db: D1Database): Promise<string | null> {
  return withDeadline(loadHeartbeat(db), D1_DEADLINE_MS).catch(() => null);
}

const DAY_MS = 86_400_000;

/** What of the broadcasts a person should look at; null where D1 does not answer in time. */
async function broadcastHealth(
  db: D1Database,
  now: Date,
): Promise<{ stuck: number; deadLetters: number } | null> {
  const looked = Promise.all([
    countStuckBroadcasts(db, new Date(now.getTime() - STUCK_AFTER_MS)),
    countDeadLetters(db, new Date(now.getTime() - DAY_MS)),
  ]).then(([stuck, deadLetters]) => ({ stuck, deadLetters }));
  return withDeadline(looked, D1_DEADLINE_MS).catch(() => null);
}

const PAGE_CACHE = 'public, max-age=60';
/** Readers come by the hour at most; LINE, not a feed, is for those who want to know at once. */
const FEED_CACHE = 'public, max-age=900';
const FEED_RETRY_SECONDS = '60';

export function createApp({
  settings,
  town,
  plans,
  news,
  answered,
  usage,
  console,
  consoleFaults,
  now,
  log,
}: AppDependencies): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();

  app.post('/webhook', async (c) => {
    if (!settings.ok) return c.text('not configured', 503);
    const { channelSecret, publicOrigin, line } = settings.value;
    const body = await readLimitedBody(c.req.raw, WEBHOOK_BODY_MAX_BYTES);
    if (!body) return c.text('too large', 413);
    if (!isSignedByLine(body, channelSecret, c.req.header('x-line-signature')))
      return c.text('bad signature', 401);
    const received = readWebhook(body);
    if (!received) return c.text('not a webhook body', 400);
    if (received.unreadable > 0) log({ event: 'unreadable-events', count: received.unreadable });
    if (received.events.length === 0) return c.text('ok');
    const receivedAt = now().getTime();
    const db = c.env.DB;
    const loadPlan = async (): Promise<Plan> => (await plans.read(db, now())).plan;
    const events = await understandEvents(received.events, { town, loadPlan, log });
    const where = { db, channelSecret, receivedAt };
    const saved = await saveChangesInTime(events, where, SAVE_DEADLINE_MS).catch((error: unknown) => {
      log({ event: 'changes-not-saved', fault: error instanceof Error ? error.message : 'unknown' });
      return null;
    });
    if (!saved) return c.text('not saved', 500); // LINE delivers it again; nothing of it has been answered
    c.executionCtx.waitUntil(answerAll(saved));
    return c.text('ok');

    // LINE waits 2 s for this 200. Look-ups write nothing, so they are answered after it: a slow LINE or a body
    // of a hundred events never costs a redelivery.
    async function answerAll(changes: SavedChanges): Promise<void> {
      const current = await plans.read(db, now());
      await answerEvents(events, {
        db,
        current,
        saved: changes,
        answered,
        usage,
        line,
        town,
        publicOrigin,
        now: now(),
        clock: { now: () => now().getTime(), giveUpAt: receivedAt + REPLY_WINDOW_MS },
        log,
      });
      if (current.source === 'bundled') await publishBundled(db); // else pages and health checks see to it
      await usage.writeWhereDue(db, now());
    }
  });

  // Most isolates only ever answer residents: the console's code is read when somebody first opens it.
  let consoleApp: Hono<ConsoleEnv> | undefined;
  app.all('/console/*', async (c) => {
    consoleApp ??= (await import('./console/console.tsx')).createConsole(console);
    return consoleApp.fetch(c.req.raw, c.env, c.executionCtx);
  });

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );

  app.get('/healthz', async (c) => {
    const current = await plans.read(c.env.DB, now());
    const faults = [...(settings.ok ? [] : settings.fault), ...consoleFaults];
    const [clock, broadcasts] = await Promise.all([
      lastRunOfClock(c.env.DB),
      broadcastHealth(c.env.DB, now()),
    ]);
    const isClockLate = clock !== null && now().getTime() - Date.parse(clock) > CLOCK_LATE_AFTER_MS;
    const isStuck = broadcasts !== null && broadcasts.stuck > 0;
    const healthy = settings.ok && current.source !== 'unreadable' && !isClockLate && !isStuck;
    c.header('cache-control', 'no-store');
    c.executionCtx.waitUntil(publishBundled(c.env.DB));
    return c.json(
      {
        status: healthy ? 'ok' : 'failing',
        settings: faults,
        plan: { source: current.source, version: current.version, asOf: current.asOf },
        clock: { lastRun: clock, late: isClockLate },
        broadcasts,
      },
      healthy ? 200 : 503,
    );
  });

  app.get('/', async (c) => {
    const current = await plans.read(c.env.DB, now());
    c.executionCtx.waitUntil(publishBundled(c.env.DB));
    c.header('cache-control', PAGE_CACHE);
    const month = await news.ofMonth(c.env.DB, current, now());
    return c.html(planPage({ current, month, town, today: japaneseDate(now()) }));
  });

  app.get('/feed.atom', unchangedSince(), etag(), async (c) =>
    sendFeed(c, 'application/atom+xml', renderAtom),
  );
  app.get('/feed.rss', unchangedSince(), etag(), async (c) => sendFeed(c, 'application/rss+xml', renderRss));

  app.get('/privacy', (c) => {
    c.header('cache-control', PAGE_CACHE);
    return c.html(privacyPage({ town }));
  });

  app.notFound((c) => c.html(notFoundPage({ town }), 404));

  app.onError((error, c) => {
    const id = crypto.randomUUID();
    log({ event: 'request-failed', id, path: c.req.path, fault: `${error.name}: ${error.message}` });
    return c.text(
      `申し訳ありません。表示できませんでした。しばらくしてから、もう一度お試しください。（受付番号 ${id}）`,
      500,
    );
  });

  return app;

  /** While D1 fails there is no feed: an empty one would pass for the truth. */
  async function sendFeed(
    c: Context<{ Bindings: Bindings }>,
    type: string,
    render: (feed: Feed, self: string) => Promise<string>,
  ): Promise<Response> {
    if (!settings.ok) return c.text('not configured', 503);
    const { publicOrigin } = settings.value;
    const current = await plans.read(c.env.DB, now());
    const { plan, asOf } = current;
    c.executionCtx.waitUntil(publishBundled(c.env.DB));
    const publications = await news.newest(c.env.DB, current);
    if (!publications) {
      return c.text('いまは読み込めません。しばらくしてから、もう一度お試しください。', 503, {
        'cache-control': 'no-store',
        'retry-after': FEED_RETRY_SECONDS,
      });
    }
    const feed = await feedOf(publications, { plan, asOf, town, publicOrigin });
    c.header('cache-control', FEED_CACHE);
    c.header('last-modified', feed.updatedAt.toUTCString());
    return c.body(await render(feed, `${publicOrigin}${c.req.path}`), 200, {
      'content-type': `${type}; charset=utf-8`,
    });
  }

  async function publishBundled(db: D1Database): Promise<void> {
    try {
      const { published } = await plans.publishBundledWhereDue(db, now());
      if (published) log({ event: 'plan-published-from-data' });
    } catch (error) {
      log({ event: 'plan-not-published', fault: error instanceof Error ? error.message : 'unknown' });
    }
  }
}
