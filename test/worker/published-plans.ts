import { env } from 'cloudflare:workers';
import { canonicalText, readDataset, type Dataset } from '../../src/domain/plan/dataset.ts';
import type { Row } from '../../src/domain/plan/table-schema.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';
import { loadVersion, sha256Hex } from '../../src/storage/plan-store.ts';

export type Edit = (dataset: Dataset) => Dataset;

/** The actual of R7 for an indicator. */
export function actual(kpi: string, value: string): Edit {
  const row: Row = {
    kpi,
    fiscal_year: '2025',
    era: 'R7',
    value,
    status: 'confirmed',
    as_of: '2026-03-31',
    source: '企画担当課調べ',
    comment: '',
  };
  return ({ tables, rules }) => {
    const others = (tables['observations'] ?? []).filter((each) => each['kpi'] !== kpi);
    return { tables: { ...tables, observations: [...others, row] }, rules };
  };
}

export function revised(kpi: string, value: string, reason: string): Edit {
  return ({ tables, rules }) => {
    const first = tables['targets']?.find((row) => row['kpi'] === kpi);
    const row = {
      ...first,
      revision: '1',
      value,
      printed: value,
      effective_date: '2026-11-01',
      reason,
    } as Row;
    return { tables: { ...tables, targets: [...(tables['targets'] ?? []), row] }, rules };
  };
}

export function renamed(kpi: string, name: string): Edit {
  return ({ tables, rules }) => {
    const kpis = (tables['kpis'] ?? []).map((row) => (row['id'] === kpi ? { ...row, name } : row));
    return { tables: { ...tables, kpis }, rules };
  };
}

/** Publishes the plan of `data/` as version 1, and from it a version for each edit, each on what was before. */
export async function publishAll(publications: readonly { at: string; edit: Edit }[]): Promise<void> {
  const bundled = readDataset(bundledFiles, bundledDataPackage);
  if (!bundled.ok) throw new Error('data/ does not read');
  let dataset = bundled.value;
  let number = 1;
  await publish(number, canonicalText(dataset, bundledDataPackage), '2026-04-01T00:00:00.000Z');
  for (const { at, edit } of publications) {
    number += 1;
    dataset = edit(dataset);
    await publish(number, canonicalText(dataset, bundledDataPackage), at);
  }
}

export async function publish(number: number, content: string, at: string): Promise<void> {
  await env.DB.prepare('INSERT INTO plan_versions VALUES (?1, ?2, ?3, ?4, ?5, ?6)')
    .bind(number, content, await sha256Hex(content), at, '企画 太郎', '実績の公表')
    .run();
}

/** Publishes on 22 November what version `number` says, with another figure. */
export async function publishAfter(number: number, from: string, to: string, as = number + 1): Promise<void> {
  const before = await loadVersion(env.DB, number);
  await publish(as, before?.content.replace(from, to) ?? '', '2026-11-22T03:00:10.000Z');
}
