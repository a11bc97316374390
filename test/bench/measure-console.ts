import { AUDIENCE, officerOf, openSignIn, type Answer, type Officer } from './console-officer.ts';
import { LARGE_PLAN, largePlanWorkbook, synonymsCsv, synonymsWorkbook } from './large-plan.ts';
import { LIMITS } from './limits.ts';
import type { ProjectCopy } from './project-copy.ts';
import { median } from './quantiles.ts';
import { atMost, ms, type Row } from './report-table.ts';
import { runWrangler, startWorker } from './wrangler-process.ts';

const ADMINISTRATOR = 'administrator@example.lg.jp';
const EDITOR = 'editor@example.lg.jp';
const WARM_UP = 3;
const ROUNDS = 15;
const IMPORT_ROWS = 10_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * The console with a plan larger than any town's: what an officer waits for each page under `wrangler dev`, whose own
 * proxy is in every figure (its share is the floor: a path that answers at once), and an import of 10,000 rows.
 */
export async function measureConsole(
  copy: ProjectCopy,
  {
    ports,
    vars,
    existingKpis,
  }: { ports: { console: number; signIn: number }; vars: Record<string, string>; existingKpis: number },
): Promise<Row[]> {
  const signIn = await openSignIn(ports.signIn);
  const persist = ['--persist-to', `${copy.stateFolder}-console`];
  await runWrangler(copy.folder, ['d1', 'migrations', 'apply', 'DB', '--local', ...persist]);
  const worker = await startWorker(copy.folder, {
    config: 'wrangler.toml',
    port: ports.console,
    vars: {
      ...vars,
      ACCESS_ISSUER: signIn.issuer,
      ACCESS_AUDIENCE: AUDIENCE,
      FIRST_ADMINISTRATOR: ADMINISTRATOR,
    },
    argv: persist,
    readyPath: '/healthz',
  });
  const origin = `http://127.0.0.1:${ports.console}`;
  try {
    const administrator = await officerOf(origin, signIn, ADMINISTRATOR);
    await administrator.send(await administrator.get('/console/staff'), '/console/staff', {
      email: EDITOR,
      name: '計測',
      role: 'editor',
    });
    const editor = await officerOf(origin, signIn, EDITOR);
    const published = await takeIn(editor, 'large.xlsx', await largePlanWorkbook(existingKpis));
    await publish(editor, administrator, published.draft);
    const xlsx = await takeIn(editor, 'words.xlsx', await synonymsWorkbook(IMPORT_ROWS));
    const csv = await takeIn(editor, 'words.csv', synonymsCsv(IMPORT_ROWS));
    const draft = await beginDraft(editor);
    await saveActual(editor, draft);
    return [
      ...(await measurePages(editor, administrator, draft)),
      importRow('xlsx', xlsx),
      importRow('csv', csv),
    ];
  } finally {
    await worker.stop();
    await signIn.close();
  }
}

/** The id stands behind `/console/drafts/` wherever a form leads. */
function draftIn({ location, status, html }: Answer): string {
  const id = /\/console\/drafts\/([^/?#]+)/.exec(location)?.[1];
  if (id === undefined) throw new Error(`no draft in an answer of ${status}: ${html.slice(0, 2_000)}`);
  return id;
}

async function beginDraft(officer: Officer): Promise<string> {
  const page = await officer.get('/console/drafts/new');
  return draftIn(
    await officer.send(page, '/console/drafts', { title: '計測', reason: '計測のため', first: 'import' }),
  );
}

type Import = { draft: string; previewMs: number; takeMs: number };

async function takeIn(officer: Officer, name: string, bytes: Uint8Array): Promise<Import> {
  const draft = await beginDraft(officer);
  const path = `/console/drafts/${draft}/import`;
  const file = new File([new Uint8Array(bytes)], name, { type: name.endsWith('.csv') ? 'text/csv' : XLSX });
  const sent = await officer.send(await officer.get(path), path, { file, missing: 'keep' });
  if (sent.status !== 303) throw new Error(`${name} was not taken: ${sent.status} ${textOf(sent.html)}`);
  const preview = await officer.get(sent.location);
  const taken = await officer.send(preview, sent.location, { decision: 'take' });
  if (taken.status !== 303)
    throw new Error(`${name} was not taken in: ${taken.status} ${textOf(taken.html)}`);
  return { draft, previewMs: sent.ms + preview.ms, takeMs: taken.ms };
}

async function publish(editor: Officer, approver: Officer, draft: string): Promise<void> {
  const path = `/console/drafts/${draft}`;
  await editor.send(await editor.get(path), `${path}/submit`, {});
  const approved = await approver.send(await approver.get(path), `${path}/approve`, { when: 'now' });
  if (approved.status !== 303) throw new Error(`not published: ${approved.status} ${textOf(approved.html)}`);
}

async function saveActual(officer: Officer, draft: string): Promise<void> {
  const path = `/console/drafts/${draft}/actuals?year=2025`;
  const page = await officer.get(path);
  const action =
    /<form[^>]*action="([^"]*actuals[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? path;
  const saved = await officer.send(page, action, {
    'value:line-friends': '7512',
    'status:line-friends': 'confirmed',
    'as_of:line-friends': '2026-03-31',
    'source:line-friends': '計測のための値',
  });
  if (saved.status !== 303 && saved.status !== 200)
    throw new Error(`not saved: ${saved.status} ${textOf(saved.html)}`);
}

async function measurePages(officer: Officer, administrator: Officer, draft: string): Promise<Row[]> {
  const floor = await timeOf(officer, '/console/no-such-page');
  const pages: [Officer, string][] = [
    [officer, '/console'],
    [officer, '/console/drafts'],
    [officer, '/console/drafts/new'],
    [officer, `/console/drafts/${draft}`],
    [officer, `/console/drafts/${draft}/history`],
    [officer, `/console/drafts/${draft}/actuals?year=2025`],
    [officer, `/console/drafts/${draft}/plan`],
    [officer, `/console/drafts/${draft}/tables`],
    [officer, `/console/drafts/${draft}/tables/observations`],
    [officer, `/console/drafts/${draft}/tables/kpis/row?key=line-friends`],
    [officer, `/console/drafts/${draft}/targets`],
    [officer, `/console/drafts/${draft}/baseline?kpi=line-friends`],
    [officer, `/console/drafts/${draft}/import`],
    [officer, '/console/kpis'],
    [officer, '/console/kpis/bench-kpi-1'],
    [officer, '/console/versions'],
    [officer, '/console/versions/2'],
    [officer, '/console/export'],
    [officer, '/console/usage'],
    [officer, '/console/audit'],
    [officer, '/console/help/actuals'],
    [administrator, '/console/staff'],
  ];
  const rows: Row[] = [];
  for (const [who, path] of pages) {
    const name = path.replace(draft, ':id');
    const took = await timeOf(who, path);
    rows.push({
      ...atMost(
        `${name}, ${LARGE_PLAN.kpis} KPIs × ${LARGE_PLAN.years} years`,
        took,
        LIMITS.consolePageMs,
        'ms',
      ),
      floor: ms(floor),
      ratio: took / floor,
    });
  }
  return rows;
}

async function timeOf(officer: Officer, path: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const answer = await officer.get(path);
    if (answer.status !== 200 && answer.status !== 404) throw new Error(`${path} answered ${answer.status}`);
    if (round >= WARM_UP) times.push(answer.ms);
  }
  return median(times);
}

function importRow(kind: string, { previewMs, takeMs }: Import): Row {
  return atMost(
    `import of ${IMPORT_ROWS.toLocaleString('en')} rows, ${kind}: preview and taking in`,
    previewMs + takeMs,
    LIMITS.importMs,
    'ms',
    `${ms(previewMs)} and ${ms(takeMs)}`,
  );
}

function textOf(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 1_500);
}
