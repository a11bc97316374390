import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { keyOf, type Row } from '../../src/domain/plan/table-schema.ts';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { createPlanReader } from '../../src/flows/current-plan.ts';
import { beginDraft, saveRows, type DraftDesk } from '../../src/flows/drafts/edit-draft.ts';
import { createDraftOpener, type OpenDraft } from '../../src/flows/drafts/open-draft.ts';
import { submit } from '../../src/flows/drafts/review-draft.ts';
import { createVersionReader } from '../../src/flows/plan-versions.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';

export const EDITOR: Staff = { email: 'sato.editor@example.lg.jp', name: '佐藤', role: 'editor' };
export const APPROVER: Staff = { email: 'tanaka.approver@example.lg.jp', name: '田中', role: 'approver' };
export const SECOND: Staff = { email: 'takahashi.approver@example.lg.jp', name: '高橋', role: 'approver' };

const T0 = Date.parse('2026-11-24T01:00:00.000Z');
export const at = (second: number): Date => new Date(T0 + second * 1_000);

/** A desk as an isolate has it: its own readers over the one database. */
export function deskOf(staff: Staff, second = 0): DraftDesk {
  const versions = createVersionReader(bundledDataPackage);
  const opener = createDraftOpener(versions, bundledDataPackage);
  return { db: env.DB, opener, versions, dataPackage: bundledDataPackage, staff, now: at(second) };
}

/** An empty database with the first version in it. */
export async function startAnew(): Promise<void> {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  const reader = createPlanReader(bundledFiles, bundledDataPackage, { withSamples: false, log: () => {} });
  await reader.read(env.DB, at(0));
  await reader.publishBundledWhereDue(env.DB, at(0));
}

export function actual(kpi: string, value: string, year = 2025): { table: string; key: string; row: Row } {
  const row = {
    kpi,
    fiscal_year: String(year),
    era: `R${year - 2018}`,
    value,
    status: 'confirmed',
    as_of: `${year + 1}-03-31`,
    source: '企画担当課調べ',
    comment: '',
  };
  return { table: 'observations', key: keyOf(kpi, String(year)), row };
}

let serial = 0;

export async function newDraft(title = 'R7年度の実績'): Promise<string> {
  serial += 1;
  return beginDraft(deskOf(EDITOR), { title, reason: 'R7年度の実績の公表', newId: `draft-${serial}` });
}

export async function open(id: string): Promise<OpenDraft> {
  const opened = await deskOf(EDITOR).opener.open(env.DB, id);
  if (!opened) throw new Error(`no draft ${id}`);
  return opened;
}

export const seen = ({ draft, sha256 }: OpenDraft) => ({ id: draft.id, revision: draft.revision, sha256 });

export async function save(id: string, ...rows: ReturnType<typeof actual>[]): Promise<void> {
  const { draft } = await open(id);
  const saved = await saveRows(deskOf(EDITOR, 1), { id, revision: draft.revision, rows });
  if (!saved.ok) throw new Error(saved.fault.kind);
}

export async function submitted(...rows: ReturnType<typeof actual>[]): Promise<string> {
  const id = await newDraft();
  await save(id, ...rows);
  const done = await submit(deskOf(EDITOR, 2), seen(await open(id)));
  if (!done.ok) throw new Error(done.fault.kind);
  return id;
}
