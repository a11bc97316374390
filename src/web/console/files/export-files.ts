import { rowsByKey } from '../../../domain/plan/changes.ts';
import type { DataPackage, Dataset } from '../../../domain/plan/dataset.ts';
import { eraLabel, type FiscalYear, type JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import {
  isBeside,
  TEMPLATE_COLUMNS,
  templateRows,
  templateTitle,
  type TemplateColumn,
} from '../../../domain/plan/import/actuals-template.ts';
import type { Resource } from '../../../domain/plan/import/match-sheets.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { writeCsv } from '../../../spreadsheets/write-csv.ts';
import { writeXlsx, type XlsxSheet } from '../../../spreadsheets/write-xlsx.ts';

// An import takes every one of these files as it is, and finds no difference.

/** `bom`: the copy for Excel. */
type CsvOptions = { bom: boolean };

export function tableCsv(
  dataset: Dataset,
  resource: Resource,
  dataPackage: DataPackage,
  options: CsvOptions,
): string {
  const columns = resource.schema.fields.map(({ name, type }) => ({ name, numeric: isNumeric(type) }));
  return writeCsv(columns, rowsOf(dataset, resource, dataPackage), options);
}

/** Every table in one workbook. `now` is the time of its making. */
export function planWorkbook(
  dataset: Dataset,
  tables: readonly Resource[],
  dataPackage: DataPackage,
  now: Date,
): Promise<Uint8Array> {
  return writeXlsx(
    tables.map((resource) => tableSheet(dataset, resource, dataPackage)),
    now,
  );
}

function tableSheet(dataset: Dataset, resource: Resource, dataPackage: DataPackage): XlsxSheet {
  const { title, schema } = resource;
  return {
    name: sheetName(title),
    columns: schema.fields.map((field) => ({
      header: field.title,
      numeric: isNumeric(field.type),
      width: isNumeric(field.type) ? NARROW : WIDE,
      note: field.description,
    })),
    rows: rowsOf(dataset, resource, dataPackage).map((row) =>
      schema.fields.map(({ name }) => row[name] ?? ''),
    ),
  };
}

const NARROW = 14; // characters
const WIDE = 24;

function rowsOf(dataset: Dataset, { name }: Resource, dataPackage: DataPackage): Row[] {
  return [...rowsByKey(dataset, name, dataPackage).values()];
}

function isNumeric(type: Resource['schema']['fields'][number]['type']): boolean {
  return type === 'integer' || type === 'number';
}

const SHEET_NAME_MAX = 31; // Excel

/** A name that Excel allows for a sheet. */
function sheetName(title: string): string {
  return title.replaceAll(/[:\\/?*[\]']/g, '').slice(0, SHEET_NAME_MAX);
}

type Template = { plan: Plan; dataset: Dataset; fiscalYear: FiscalYear; today: JapaneseDate };

const NUMERIC: ReadonlySet<TemplateColumn> = new Set(['previous', 'target', 'expected', 'value']);

const WIDTHS: Readonly<Partial<Record<TemplateColumn, number>>> = {
  id: 24,
  name: 36,
  unit: 8,
  status: 12,
  source: 30,
  comment: 40,
};

const NOTES: Readonly<Partial<Record<TemplateColumn, string>>> = {
  id: '変えないでください。この列で、どの指標かを見分けます。',
  value: '数だけを書きます。空白の行は、いまのまま残ります。',
  status: '「速報」か「確定」と書きます。',
  as_of: 'いつの時点の値か。2026-03-31、2026/3/31、R8.3.31 のどれでもかまいません。',
  source: '何を見た値か。例：住民課調べ',
  comment: '住民に見える短い説明。なくてもかまいません。',
};

export function templateCsv({ plan, dataset, fiscalYear, today }: Template, options: CsvOptions): string {
  const columns = TEMPLATE_COLUMNS.map((column) => ({
    name: templateTitle(column, fiscalYear),
    numeric: NUMERIC.has(column),
  }));
  const rows = templateRows(plan, dataset.tables['observations'] ?? [], fiscalYear, today).map((row) =>
    Object.fromEntries(TEMPLATE_COLUMNS.map((column) => [templateTitle(column, fiscalYear), row[column]])),
  );
  return writeCsv(columns, rows, options);
}

export function templateWorkbook(
  { plan, dataset, fiscalYear, today }: Template,
  now: Date,
): Promise<Uint8Array> {
  const sheet: XlsxSheet = {
    name: sheetName(`${eraLabel(fiscalYear)}年度の実績`),
    columns: TEMPLATE_COLUMNS.map((column) => {
      const note = NOTES[column];
      return {
        header: templateTitle(column, fiscalYear),
        numeric: NUMERIC.has(column),
        width: WIDTHS[column] ?? NARROW,
        isReadOnly: column === 'id' || isBeside(column),
        ...(note === undefined ? {} : { note }),
      };
    }),
    rows: templateRows(plan, dataset.tables['observations'] ?? [], fiscalYear, today).map((row) =>
      TEMPLATE_COLUMNS.map((column) => row[column]),
    ),
  };
  return writeXlsx([sheet], now);
}
