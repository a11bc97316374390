import { Hono } from 'hono';
import { japaneseDate, type JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { writeCsv } from '../../../spreadsheets/write-csv.ts';
import { loadLookUpCounts } from '../../../storage/usage-store.ts';
import { allow } from '../allow.ts';
import { readDays } from '../audit/audit-filter.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { downloadHeaders } from '../download.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { respondPage } from '../respond.tsx';
import { addDays, countDays, countUsage, kindWords, lookedUpName } from './count-usage.ts';
import { UsagePage, type UsagePageProps } from './usage-page.tsx';

const DAYS_SHOWN = 30;
const DAYS_MAX = 366;

export function usageRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/usage', allow('view'), async (c) => {
    const time = readTime(c);
    return 'faults' in time
      ? respondUsage(c, { ...time, shown: null }, 422)
      : respondUsage(c, await show(c, time));
  });

  app.get('/usage.csv', allow('export'), async (c) => {
    const time = readTime(c);
    if ('faults' in time) return respondUsage(c, { ...time, shown: null }, 422);
    const [{ plan }, counts] = await Promise.all([
      c.var.desk.versions.newest(c.env.DB),
      loadLookUpCounts(c.env.DB, time),
    ]);
    const rows = counts.map((count) => ({
      日: count.day,
      種類: kindWords(count.kind),
      '種類（記号）': count.kind,
      対象: lookedUpName(count, plan),
      '対象（記号）': count.id,
      回数: String(count.count),
    }));
    const columns = ['日', '種類', '種類（記号）', '対象', '対象（記号）', '回数'];
    const csv = writeCsv(
      columns.map((name) => ({ name, numeric: name === '回数' })),
      rows,
      { bom: true },
    );
    return c.body(
      csv,
      200,
      downloadHeaders(`利用状況_${time.from}_${time.to}.csv`, 'text/csv; charset=utf-8'),
    );
  });

  return app;
}

type Time = { typed: UsagePageProps['typed']; from: JapaneseDate; to: JapaneseDate };

/** The days that were asked for, or the last thirty; or why they are none. */
function readTime(c: ConsoleContext): Time | { typed: Time['typed']; faults: FieldFault[] } {
  const typed = { from: c.req.query('from')?.trim() ?? '', to: c.req.query('to')?.trim() ?? '' };
  const { faults, ...given } = readDays(typed);
  if (faults.length > 0) return { typed, faults };
  const to = given.to || (given.from ? laterOf(given.from, today(c)) : today(c));
  const from = given.from || addDays(to, 1 - DAYS_SHOWN);
  if (countDays(from, to) > DAYS_MAX) {
    const text = `一度に見られるのは${DAYS_MAX}日までです。はじめの日を遅くするか、おわりの日を早くしてください。`;
    return { typed, faults: [{ name: 'from', text }] };
  }
  return { typed, from, to };
}

function laterOf(one: JapaneseDate, other: JapaneseDate): JapaneseDate {
  return one > other ? one : other;
}

function today(c: ConsoleContext): JapaneseDate {
  return japaneseDate(c.var.deps.now());
}

async function show(c: ConsoleContext, { typed, from, to }: Time): Promise<UsagePageProps> {
  const [{ plan }, counts] = await Promise.all([
    c.var.desk.versions.newest(c.env.DB),
    loadLookUpCounts(c.env.DB, { from, to }),
  ]);
  return {
    typed,
    faults: [],
    shown: { usage: countUsage(counts, plan, { from, to, today: today(c) }), from, to },
  };
}

function respondUsage(
  c: ConsoleContext,
  props: UsagePageProps,
  status: 200 | 422 = 200,
): Response | Promise<Response> {
  return respondPage(
    c,
    {
      title: '利用状況',
      here: 'usage',
      lead: '住民がLINEで何を調べたかを、件数だけで見ます。誰が調べたかは記録していません。',
      children: <UsagePage {...props} />,
    },
    status,
  );
}
