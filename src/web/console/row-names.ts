import { RULES_TABLE } from '../../domain/plan/changes.ts';
import { keyCells } from '../../domain/plan/table-schema.ts';
import type { DataPackage } from '../../domain/plan/dataset.ts';
import { eraLabel } from '../../domain/plan/fiscal-year.ts';
import { findIndicator, type Plan } from '../../domain/plan/plan.ts';
import { resourceOf } from './rules-table.ts';

export function tableTitle(table: string, dataPackage: DataPackage): string {
  return resourceOf(table, dataPackage)?.title ?? table;
}

export function columnTitle(table: string, column: string, dataPackage: DataPackage): string {
  const field = resourceOf(table, dataPackage)?.schema.fields.find(({ name }) => name === column);
  return field?.title ?? column;
}

/** What a row is called: 「実績：町公式LINE登録者数 R7年度」. The first plan that knows it gives the name; else its id. */
export function rowName(table: string, key: string, plans: readonly Plan[]): string {
  const [first = '', second = ''] = keyCells(key);
  switch (table) {
    case 'observations':
      return `実績：${referenceName('kpis', first, plans)} ${yearWords(second)}`;
    case 'sample-observations':
      return `見本（架空の値）：${referenceName('kpis', first, plans)} ${yearWords(second)}`;
    case 'targets':
      return `目標：${referenceName('kpis', first, plans)}（${second === '0' ? '最初の目標' : `見直し${second}回目`}）`;
    case 'kpis':
      return `${plans.some(({ kgis }) => kgis.has(first)) ? 'KGI' : 'KPI'}：${referenceName(table, first, plans)}`;
    case 'synonyms':
      return `言いかえ：「${first}」→ ${synonymTarget(first, second, plans)}`;
    case 'source-rows':
      return `原典の行：${first}`;
    case RULES_TABLE:
      return '判定のきまり';
    default: {
      const kind = ROW_KINDS[table];
      const name = referenceName(table, first, plans);
      return kind ? `${kind}：${name}` : name;
    }
  }
}

const ROW_KINDS: Record<string, string> = {
  'priority-items': '重点項目',
  themes: '推進項目',
  matters: '推進事項',
  initiatives: '取組',
  glossary: '用語',
};

/** The name of what an id stands for in a table; the id itself where no plan knows it. */
export function referenceName(table: string, id: string, plans: readonly Plan[]): string {
  for (const plan of plans) {
    const name = nameIn(plan, table, id);
    if (name !== undefined) return name;
  }
  return id;
}

function nameIn(plan: Plan, table: string, id: string): string | undefined {
  switch (table) {
    case 'kpis':
      return findIndicator(plan, id)?.name.text;
    case 'initiatives':
      return plan.initiatives.get(id)?.name.text;
    case 'matters':
      return plan.matters.get(id)?.name.text;
    case 'themes':
      return plan.themes.get(id)?.name.text;
    case 'priority-items':
      return plan.priorityItems.get(id)?.name.text;
    case 'glossary':
      return plan.glossary.get(id)?.term;
    default:
      return undefined;
  }
}

/** The table that a synonym's target is in; KGIs stand among the KPIs. */
export const SYNONYM_TABLES: Readonly<Record<string, string>> = {
  kpi: 'kpis',
  theme: 'themes',
  initiative: 'initiatives',
  glossary: 'glossary',
};

function synonymTarget(word: string, id: string, plans: readonly Plan[]): string {
  const names = Object.entries(SYNONYM_TABLES).flatMap(([kind, table]) => {
    const name = referenceName(table, id, plans);
    return name === id ? [] : [{ kind, name }];
  });
  if (names.length <= 1) return names[0]?.name ?? id;
  const synonyms = plans.flatMap((plan) => plan.synonyms); // an id may stand in several tables
  const known = synonyms.find((synonym) => synonym.word === word && synonym.target === id);
  return (names.find(({ kind }) => kind === known?.kind) ?? names[0])?.name ?? id;
}

function yearWords(year: string): string {
  return /^\d{4}$/.test(year) ? `${eraLabel(Number(year))}年度` : year;
}
