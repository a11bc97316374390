import { describe, expect, test } from 'vitest';
import { readDataset } from '../../src/domain/plan/dataset.ts';
import { parsePlan } from '../../src/domain/plan/parse-plan.ts';
import type { Kgi, Kpi, Plan } from '../../src/domain/plan/plan.ts';
import { bundledDataPackage, bundledFiles } from '../../src/storage/bundled-data.ts';
import { planPage } from '../../src/web/plan-page.tsx';

const TODAY = '2026-11-22';

function bundledPlan(): Plan {
  const dataset = readDataset(bundledFiles, bundledDataPackage, { withSamples: true });
  const plan = dataset.ok ? parsePlan(dataset.value, bundledDataPackage) : dataset;
  if (!plan.ok) throw new Error('data/ does not read');
  return plan.value;
}

/** With a KGI, and without 町公式LINE登録者数 from 2026-10-01 on. */
function grownPlan(): Plan {
  const plan = bundledPlan();
  const friends = plan.kpis.get('line-friends');
  const managers = plan.kpis.get('women-managers');
  const priorityItem = plan.priorityItems.get('administrative-reform');
  if (!friends || !managers || !priorityItem) throw new Error('data/ has changed');
  const { initiative: _, ...indicator } = managers;
  const kgi: Kgi = { ...indicator, id: 'satisfaction', priorityItem };
  const ended: Kpi = { ...friends, retired: { on: '2026-10-01', reason: '別の指標に置きかえたため。' } };
  return { ...plan, kgis: new Map([[kgi.id, kgi]]), kpis: new Map(plan.kpis).set(ended.id, ended) };
}

async function pageOf(plan: Plan, today = TODAY): Promise<string> {
  const current = { plan, source: 'published', version: 3, asOf: '2026-11-01T00:00:00Z' } as const;
  const town = {
    name: '○○町',
    office: '企画担当課',
    telephone: '',
    contactUrl: '',
    websiteUrl: '',
    planTitle: '町長マニフェスト',
    districts: [],
  };
  const month = { publications: [], untold: 0, areMore: false };
  const page = await planPage({ current, month, town, today });
  return page.toString();
}

/** The page from one heading to the next. */
function section(page: string, heading: string): string {
  return page.split('<h2').find((part) => part.includes(`>${heading}</h2>`)) ?? '';
}

describe('the public page of the plan', () => {
  test('has neither a section for KGIs nor for what has ended while there are none', async () => {
    const page = await pageOf(bundledPlan());
    expect(page).not.toContain('KGI');
    expect(page).not.toContain('終了');
    expect(page.match(/<tr id=/g)).toHaveLength(25);
  });
  test('lists KGIs under their 重点項目, with the same figures as a KPI', async () => {
    const kgis = section(await pageOf(grownPlan()), '行政DXと行財政改革の断行の目標（KGI）');
    expect(kgis).toContain('<tr id="satisfaction">');
    expect(kgis).toContain('data-label="目標"');
    expect(kgis).toContain('1件');
  });
  test('lists what has ended apart, with day, reason and figures, where links from old cards still lead', async () => {
    const page = await pageOf(grownPlan());
    expect(section(page, '終了した指標')).toContain('<li id="line-friends">');
    expect(section(page, '終了した指標')).toContain('この指標は2026年10月1日に終了しました。');
    expect(section(page, '終了した指標')).toContain('実績 7,702人');
    expect(section(page, '住民サービス')).not.toContain('町公式LINE登録者数');
    expect(section(page, '住民サービス')).toContain('8件');
    expect(page).toContain('指標は全部で24件です');
  });
  test('keeps it in its theme until the day before', async () => {
    const page = await pageOf(grownPlan(), '2026-09-30');
    expect(section(page, '住民サービス')).toContain('<tr id="line-friends">');
    expect(page).not.toContain('終了した指標');
  });
});
