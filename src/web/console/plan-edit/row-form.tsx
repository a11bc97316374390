import type { DataPackage, Dataset } from '../../../domain/plan/dataset.ts';
import { eraLabel } from '../../../domain/plan/fiscal-year.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { enumWords, referredTable } from '../cell-words.ts';
import { DateField, NumberField, RadioGroup, SelectField, TextArea, TextField } from '../parts/fields.tsx';
import { SYNONYM_TABLES } from '../row-names.ts';
import { hintOf } from './column-words.ts';
import { rowsIn, type Resource } from './draft-rows.ts';
import { isEraCell, isFilledByUs } from './fill-row.ts';
import { cellField, synonymChoice } from './read-cells.ts';

type Field = Resource['schema']['fields'][number];
type Choice = { value: string; label: string };

export type RowFieldsProps = {
  resource: Resource;
  row: Row;
  /** By the name of the field. */
  errors: ReadonlyMap<string, string>;
  isNew: boolean;
  dataset: Dataset;
  dataPackage: DataPackage;
  /** Only these, in this order. */
  columns?: readonly string[];
  /** Columns that the plan can be without, but not this form. */
  needed?: readonly string[];
};

/** One field for each column that a person fills in, as `datapackage.json` describes it. */
export function RowFields(props: RowFieldsProps) {
  const { resource, isNew, columns } = props;
  const keys = resource.schema.primaryKey ?? [];
  const all = resource.schema.fields.filter(
    ({ name }) => !isEraCell(name) && (isNew || !keys.includes(name)) && !isChosenWithTarget(resource, name),
  );
  const asked = columns ? columns.flatMap((column) => all.filter(({ name }) => name === column)) : all;
  return (
    <>
      {asked.map((field) => (
        <CellField {...props} field={field} />
      ))}
    </>
  );
}

/** The kind of a synonym is chosen along with what it stands for. */
function isChosenWithTarget({ name }: Resource, column: string): boolean {
  return name === 'synonyms' && column === 'kind';
}

const TEXT_AREA_FROM = 200; // characters; shorter texts fit into one line
const RADIOS_MAX = 4;

function CellField({
  resource,
  row,
  errors,
  dataset,
  dataPackage,
  needed = [],
  field,
}: RowFieldsProps & { field: Field }) {
  const name = cellField(resource.name, field.name);
  const value = row[field.name] ?? '';
  const { constraints = {}, type } = field;
  const required =
    needed.includes(field.name) || (constraints.required === true && !isFilledByUs(resource, field.name));
  const common = {
    name,
    label: field.title,
    hint: hintOf(resource, field, dataPackage),
    error: errors.get(name),
    required,
  };
  const blank = required ? '選んでください' : '（なし）';
  if (resource.name === 'synonyms' && field.name === 'target') {
    const chosen = synonymChoice(row['kind'] ?? '', value);
    return (
      <SelectField
        {...common}
        hint="住民がこの言葉を送ったときに見せるものを選びます。"
        value={chosen}
        choices={synonymChoices(dataset)}
        blank={blank}
      />
    );
  }
  if (constraints.enum) {
    const choices = constraints.enum.map((code) => ({
      value: code,
      label: enumWords(resource.name, field.name, code) ?? code,
    }));
    return required && choices.length <= RADIOS_MAX ? (
      <RadioGroup {...common} value={value} choices={choices} />
    ) : (
      <SelectField {...common} value={value} choices={choices} blank={blank} />
    );
  }
  const referred = referredTable(resource.name, field.name, row, dataPackage);
  if (referred)
    return <SelectField {...common} value={value} choices={choicesIn(dataset, referred)} blank={blank} />;
  if (type === 'boolean') return <SelectField {...common} value={value} choices={YES_OR_NO} blank={blank} />;
  if (type === 'date') return <DateField {...common} hint={undefined} value={value} />;
  const { minimum, maximum } = constraints;
  if (field.name.endsWith('fiscal_year') && minimum !== undefined && maximum !== undefined)
    return <SelectField {...common} value={value} choices={yearChoices(minimum, maximum)} blank={blank} />;
  if (type !== 'string') return <NumberField {...common} value={value} />;
  const { maxLength } = constraints;
  if (maxLength !== undefined && maxLength >= TEXT_AREA_FROM)
    return <TextArea {...common} value={value} rows={3} />;
  return <TextField {...common} value={value} width={(maxLength ?? 0) > 40 ? 'full' : 'middle'} />;
}

const YES_OR_NO: readonly Choice[] = [
  { value: 'true', label: 'はい' },
  { value: 'false', label: 'いいえ' },
];

const PRINTED_SHOWN = 30;

/** The rows of a table to choose one from, by name. */
function choicesIn(dataset: Dataset, table: string): Choice[] {
  return rowsIn(dataset, table).map((row) => {
    if (table === 'source-rows') {
      const { source_row: number = '', printed = '' } = row;
      return {
        value: number,
        label: `${number}行目：${Array.from(printed).slice(0, PRINTED_SHOWN).join('')}`,
      };
    }
    const { id = '' } = row;
    return { value: id, label: row['name'] || row['term'] || id };
  });
}

const KIND_OF_CHOICE: Readonly<Record<string, string>> = {
  kpi: '指標',
  theme: '推進項目',
  initiative: '取組',
  glossary: '用語',
};

function synonymChoices(dataset: Dataset): Choice[] {
  return Object.entries(SYNONYM_TABLES).flatMap(([kind, table]) =>
    choicesIn(dataset, table).map(({ value, label }) => ({
      value: synonymChoice(kind, value),
      label: `${KIND_OF_CHOICE[kind]}：${label}`,
    })),
  );
}

export function yearChoices(minimum: number, maximum: number): Choice[] {
  return Array.from({ length: maximum - minimum + 1 }, (_, at) => {
    const year = minimum + at;
    return { value: String(year), label: `${eraLabel(year)}年度（${year}年度）` };
  });
}
