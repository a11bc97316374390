import { describe, expect, test } from 'vitest';
import type { DatasetFault, FaultReason } from '../../src/domain/plan/dataset-fault.ts';
import { titlesOf } from '../../src/domain/plan/titles.ts';
import { describeFaultInJapanese } from '../../src/messages/wording/ja-faults.ts';
import { dataPackage } from '../helpers/plan.ts';

const titles = titlesOf(dataPackage);

function said(table: string, column: string, value: string, reason: FaultReason): string {
  const fault: DatasetFault = { table, row: 2, column, value, reason };
  return describeFaultInJapanese(fault, titles);
}

/** One of each kind; a kind that is missing here does not compile. */
const EXAMPLES: { [Kind in FaultReason['kind']]: Extract<FaultReason, { kind: Kind }> } = {
  'not-csv': { kind: 'not-csv', detail: 'Invalid Closing Quote' },
  'unknown-table': { kind: 'unknown-table' },
  'missing-table': { kind: 'missing-table' },
  columns: { kind: 'columns', expected: ['id'] },
  'cell-count': { kind: 'cell-count', expected: 8, found: 7 },
  'line-break': { kind: 'line-break' },
  'outer-space': { kind: 'outer-space' },
  'unseen-sign': { kind: 'unseen-sign', code: 'U+202E' },
  'formula-like': { kind: 'formula-like' },
  required: { kind: 'required' },
  type: { kind: 'type', type: 'number' },
  enum: { kind: 'enum', allowed: ['a', 'b'] },
  pattern: { kind: 'pattern', pattern: '^R[1-9][0-9]?$' },
  minimum: { kind: 'minimum', minimum: 0 },
  maximum: { kind: 'maximum', maximum: 2028 },
  'min-length': { kind: 'min-length', minimum: 2 },
  'max-length': { kind: 'max-length', maximum: 80 },
  duplicate: { kind: 'duplicate', firstRow: 4 },
  'unknown-reference': { kind: 'unknown-reference', table: 'kpis' },
  'required-beside': { kind: 'required-beside', column: 'fiscal_year', value: '' },
  'blank-beside': { kind: 'blank-beside', column: 'fiscal_year', value: '2025' },
  'era-mismatch': { kind: 'era-mismatch', fiscalYear: '2025', expected: 'R7' },
  'too-many-digits': { kind: 'too-many-digits', digits: 2, allowed: 1 },
  'no-first-target': { kind: 'no-first-target' },
  'not-after-baseline': { kind: 'not-after-baseline', baselineYear: 2024 },
  'worse-than-baseline': { kind: 'worse-than-baseline', baseline: 111, better: 'higher' },
  'revision-gap': { kind: 'revision-gap', missing: 1 },
  'not-after-earlier-revision': { kind: 'not-after-earlier-revision', earlier: '2027-04-01' },
  'before-year-began': { kind: 'before-year-began', fiscalYear: 2025 },
  'not-a-rate': { kind: 'not-a-rate' },
  'unknown-target': { kind: 'unknown-target', table: 'themes' },
  'not-nfkc': { kind: 'not-nfkc', written: 'CO2' },
  'rules-version': { kind: 'rules-version' },
  'rules-baseline-year': { kind: 'rules-baseline-year' },
  'rules-thresholds': { kind: 'rules-thresholds' },
};

describe('a fault in Japanese', () => {
  test.each(Object.values(EXAMPLES))(
    'of kind $kind asks politely, without a word of the program',
    (reason) => {
      const words = said('observations', 'value', '36,4', reason);
      expect(words).toMatch(/ください.*。$/);
      expect(words.replaceAll(/CSV|KPI|CO2|「observations」/g, '')).not.toMatch(/[a-z]{3}|undefined|_|\^/i);
    },
  );
  test.each<[string, string, string, FaultReason, string]>([
    [
      'observations',
      'value',
      '36,4',
      { kind: 'type', type: 'number' },
      '「実績値」の「36,4」を読み取れません。半角の数字だけで書いてください（36.4 のように。コンマや単位は付けません）。',
    ],
    ['observations', 'source', '', { kind: 'required' }, '「出典」が空白です。必ず書いてください。'],
    [
      'observations',
      'kpi, fiscal_year',
      'line-friends, 2025',
      { kind: 'duplicate', firstRow: 4 },
      '「KPI・年度（西暦）」の「line-friends, 2025」は4行目にもあります。同じものは1つだけにしてください。',
    ],
    [
      'kpis',
      'retired_reason',
      '',
      { kind: 'required-beside', column: 'retired_on', value: '2027-04-01' },
      '「終了の理由」が空白です。「終了日」が「2027-04-01」なので、書いてください。',
    ],
    [
      'kpis',
      'source',
      '',
      { kind: 'required-beside', column: 'source_row', value: '' },
      '「出典」が空白です。「原典の行」が空白なので、書いてください。',
    ],
    [
      'kpis',
      'initiative',
      'nowhere',
      { kind: 'unknown-reference', table: 'initiatives' },
      '「取組」の「nowhere」は「取組」の表にありません。表にあるものを書くか、先に表に加えてください。',
    ],
    [
      'targets',
      'value',
      '120.5',
      { kind: 'too-many-digits', digits: 1, allowed: 0 },
      '「目標値」の「120.5」は小数点以下が1桁です。この指標は整数で書いてください。',
    ],
    [
      'rules',
      '',
      '95, 95',
      { kind: 'rules-thresholds' },
      '判定のきまりの割合「95, 95」は使えません。1から100までの整数で、「遅れ」とする割合を「順調」とする割合より小さくしてください。',
    ],
    ['kpi', '', '', { kind: 'unknown-table' }, '「kpi」という表はこの計画にありません。取り除いてください。'],
  ])('%s, %s, 「%s」', (table, column, value, reason, expected) => {
    expect(said(table, column, value, reason)).toBe(expected);
  });
  const fields = dataPackage.resources.flatMap(({ schema }) => schema.fields);
  const patterns = new Set(fields.flatMap(({ constraints }) => constraints?.pattern ?? []));
  test.each([...patterns])('has its own advice for the form %s', (pattern) => {
    expect(said('kpis', 'note', 'x', { kind: 'pattern', pattern })).not.toContain('手引き');
  });
  test.each(['integer', 'number', 'date', 'boolean'])('has its own advice for the type %s', (type) => {
    expect(said('kpis', 'note', 'x', { kind: 'type', type })).not.toContain('決まった形');
  });
  test('shows a long value by its beginning, on one line', () => {
    const words = said('kpis', 'note', `長い\n${'文'.repeat(500)}`, { kind: 'max-length', maximum: 300 });
    expect(words).toMatch(/^「注記」の「長い 文{37}…」は長すぎます。300文字以内で書いてください。$/);
  });
});

describe('titles', () => {
  test('are those of the data package, and a name that it does not know stays', () => {
    expect(titles('targets', 'value')).toEqual({ table: '目標値', column: '目標値' });
    expect(titles('nowhere', 'nothing')).toEqual({ table: 'nowhere', column: 'nothing' });
  });
});
