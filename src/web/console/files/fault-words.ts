import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { DatasetFault } from '../../../domain/plan/dataset-fault.ts';
import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';
import { TEMPLATE_COLUMNS, templateTitle } from '../../../domain/plan/import/actuals-template.ts';
import type { Beside, ImportFault } from '../../../domain/plan/import/import-fault.ts';
import { keyCells } from '../../../domain/plan/table-schema.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { titlesOf, type Titles } from '../../../domain/plan/titles.ts';
import { describeFaultInJapanese } from '../../../messages/wording/ja-faults.ts';
import { fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import { columnTitle, rowName, tableTitle } from '../row-names.ts';
import { RULES_RESOURCE } from '../rules-table.ts';
import { dayWords } from '../time-words.ts';

/** One fault of a file as a line of a list; `row` in words, empty where the whole sheet is meant. */
export type FaultLine = { sheet: string; row: string; column: string; value: string; reason: string };

type Names = { dataPackage: DataPackage; plans: readonly Plan[] };

const HEADER_ROW = rowWords(1);

export function faultLine(fault: ImportFault, names: Names): FaultLine {
  const { dataPackage, plans } = names;
  switch (fault.kind) {
    case 'unknown-table':
      return {
        ...inHeader(fault.sheet, fault.header.join('、')),
        reason:
          fault.header.length === 0
            ? '1行目に見出しがありません。書き出した表かひな型の見出しを、1行目に入れてください。'
            : 'どの表の見出しでもありません。下の「受け取れる見出し」のどれかにしてください。',
      };
    case 'several-tables': {
      const titles = fault.tables.map((table) => `「${tableTitle(table, dataPackage)}」`);
      return {
        ...inHeader(fault.sheet),
        reason: `見出しだけでは、${titles.join('と')}のどれか分かりません。シートかファイルの名前を、表の名前にしてください。`,
      };
    }
    case 'unknown-column':
      return {
        ...inHeader(fault.sheet, fault.header),
        column: fault.header,
        reason: `「${tableTitle(fault.table, dataPackage)}」の表にない列です。見出しを直すか、列を取り除いてください。`,
      };
    case 'repeated-column':
      return {
        ...inHeader(fault.sheet, fault.header),
        column: fault.header,
        reason: '同じ列が2つあります。どちらかを取り除いてください。',
      };
    case 'unnamed-column':
      return {
        sheet: fault.sheet,
        row: rowWords(fault.row),
        column: `左から${fault.column + 1}番目`,
        value: fault.value,
        reason: '見出しのない列に文字があります。見出しを付けるか、列を取り除いてください。',
      };
    case 'missing-column': {
      const column = columnTitle(fault.table, fault.column, dataPackage);
      return {
        ...inHeader(fault.sheet),
        column,
        reason: `「${column}」の列がないので、どの行のことか分かりません。列を加えてください。`,
      };
    }
    case 'no-year':
      return {
        ...inHeader(fault.sheet),
        reason: `何年度の実績か分かりません。「値」の見出しを「${templateTitle('value', EXAMPLE_YEAR)}」のようにしてください。`,
      };
    case 'cell':
      return {
        sheet: fault.sheet,
        row: rowWords(fault.row),
        ...cellOf(fault.fault, titlesIn(fault.year, dataPackage)),
        reason: cellReason(fault.fault, fault.beside, fault.year, names),
      };
    case 'repeated-row': {
      const { sheet, row } = fault.first;
      const place = sheet === fault.sheet ? rowWords(row) : `シート「${sheet}」の${rowWords(row)}`;
      return {
        sheet: fault.sheet,
        row: rowWords(fault.row),
        column: keyTitles(fault.table, dataPackage),
        value: keyCells(fault.value).join('・'),
        reason: `同じものが${place}にもあります。どちらかを取り除いてください。`,
      };
    }
    case 'unknown-indicator':
      return {
        ...atId(fault, dataPackage),
        reason:
          fault.value === ''
            ? '値があるのに、識別子がありません。ひな型の識別子を書いてください。'
            : 'この識別子の指標は、計画にありません。ひな型の識別子のままにしてください。',
      };
    case 'not-entered':
      return {
        ...atId(fault, dataPackage),
        reason:
          fault.why === 'retired'
            ? `この指標は終了したので、${yearWords(fault.fiscalYear)}の実績は入れられません。行を取り除いてください。`
            : `${yearWords(fault.fiscalYear)}は基準の年度より後ではないので、実績は入れられません。行を取り除いてください。`,
      };
    case 'in-future':
      return {
        sheet: fault.sheet,
        row: rowWords(fault.row),
        column: titlesIn(fault.year, dataPackage)('observations', 'as_of').column,
        value: fault.value,
        reason: `今日（${dayWords(fault.today)}）より後の日です。実際に数えた日を書いてください。`,
      };
    case 'rules-version-kept':
      return {
        sheet: fault.sheet,
        row: rowWords(fault.row),
        column: columnTitle('rules', 'version', dataPackage),
        value: fault.value,
        reason: 'きまりを変えるので、「版」を公開中のものとは別の番号にしてください。',
      };
    case 'elsewhere': {
      const name = rowName(fault.fault.table, fault.key, plans);
      return {
        sheet: '（ファイルの外）',
        row: name,
        ...cellOf(fault.fault, titlesIn(null, dataPackage)),
        reason: `取り込むと、ファイルにないこの行が合わなくなります。${cellReason(fault.fault, fault.beside, null, names)}`,
      };
    }
  }
}

const EXAMPLE_YEAR = 2025;

function rowWords(row: number): string {
  return `${row}行目`;
}

function inHeader(sheet: string, value = ''): Omit<FaultLine, 'reason'> {
  return { sheet, row: HEADER_ROW, column: '', value };
}

function atId(
  { sheet, row, value }: { sheet: string; row: number; value: string },
  dataPackage: DataPackage,
): Omit<FaultLine, 'reason'> {
  return { sheet, row: rowWords(row), column: columnTitle('kpis', 'id', dataPackage), value };
}

function cellOf({ table, column, value }: DatasetFault, titles: Titles): Pick<FaultLine, 'column' | 'value'> {
  return { column: titles(table, column).column, value };
}

function keyTitles(table: string, dataPackage: DataPackage): string {
  const schema = dataPackage.resources.find(({ name }) => name === table)?.schema;
  const columns = schema?.primaryKey ?? [];
  return columns.map((column) => columnTitle(table, column, dataPackage)).join('・');
}

function cellReason(
  fault: DatasetFault,
  beside: Beside | null,
  year: FiscalYear | null,
  { dataPackage, plans }: Names,
): string {
  const { table, column, value, reason } = fault;
  const titles = titlesIn(year, dataPackage);
  if (beside) {
    const place = beside.place
      ? `シート「${beside.place.sheet}」の${rowWords(beside.place.row)}`
      : `「${rowName(table, beside.key, plans)}」`;
    return `「${titles(table, column).column}」の「${value}」は、${place}で使われています。別のものにしてください。`;
  }
  if (reason.kind === 'enum' && column === 'status' && year !== null)
    return `「${value}」は使えません。「速報」か「確定」と書いてください。`;
  return describeFaultInJapanese(fault, titles);
}

/** What tables and columns are called in the sheet that a fault is in. */
function titlesIn(year: FiscalYear | null, dataPackage: DataPackage): Titles {
  const titles = titlesOf({ resources: [...dataPackage.resources, RULES_RESOURCE] });
  if (year === null) return titles;
  return (table, column) => {
    const known = titles(table, column);
    const own = TEMPLATE_COLUMNS.find((name) => name === column);
    return own ? { table: known.table, column: templateTitle(own, year) } : known;
  };
}

/** The headers of the actuals template, for whoever has a file that fits nothing. */
export function templateHeaders(): string[] {
  return TEMPLATE_COLUMNS.map((column) => templateTitle(column, EXAMPLE_YEAR));
}
