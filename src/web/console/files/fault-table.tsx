import { RULES_TABLE } from '../../../domain/plan/changes.ts';
import type { ImportFault } from '../../../domain/plan/import/import-fault.ts';
import type { Resource } from '../../../domain/plan/import/match-sheets.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { Notice } from '../parts/notice-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { faultLine, templateHeaders, type FaultLine } from './fault-words.ts';

const SHOWN_MAX = 200; // beyond these, the same slip repeats itself
const VALUE_SHOWN_MAX = 60; // characters: the place matters more than the whole text

type FaultTableProps = {
  faults: readonly ImportFault[];
  dataPackage: DataPackage;
  plans: readonly Plan[];
  tables: readonly Resource[];
};

/** Everything wrong with a file, with where it stands and how to mend it. */
export function FaultTable({ faults, dataPackage, plans, tables }: FaultTableProps) {
  const shown = faults.slice(0, SHOWN_MAX).map((fault) => faultLine(fault, { dataPackage, plans }));
  const rest = faults.length - shown.length;
  return (
    <>
      <Notice
        kind="error"
        title={`直すところが ${faults.length.toLocaleString('ja-JP')} か所あります。何も取り込んでいません`}
      >
        <p>
          1か所でも誤りがあると、ファイル全体を取り込みません。もとのファイルを下の表のとおりに直して保存し、もう一度選んでください。
        </p>
        {faults.some(isNoFirstTarget) ? (
          <p>
            指標を新しく加えるときは、「KPI」と「目標値」のシートを1つのExcelブックに入れて、一度に取り込んでください。
          </p>
        ) : null}
      </Notice>
      <DataTable
        caption={`直すところ（${shown.length.toLocaleString('ja-JP')} か所）`}
        columns={[
          { heading: 'シート', cell: ({ sheet }: FaultLine) => sheet },
          { heading: '行', names: true, cell: ({ row }) => row },
          { heading: '列', cell: ({ column }) => column },
          { heading: '値', cell: ({ value }) => <ShownValue value={value} /> },
          { heading: '理由と直し方', cell: ({ reason }) => reason },
        ]}
        rows={shown}
      />
      {rest > 0 ? (
        <p>
          ほかに {rest.toLocaleString('ja-JP')}{' '}
          か所あります。同じ誤りがくり返されていることが多いので、上のものから直してください。
        </p>
      ) : null}
      {faults.some(({ kind }) => kind === 'unknown-table' || kind === 'unknown-column') ? (
        <KnownHeaders tables={tables} />
      ) : null}
    </>
  );
}

function isNoFirstTarget(fault: ImportFault): boolean {
  return 'fault' in fault && fault.fault.reason.kind === 'no-first-target';
}

function ShownValue({ value }: { value: string }) {
  if (value === '') return <span class="hint">（空白）</span>;
  const letters = Array.from(value);
  return <>{letters.length > VALUE_SHOWN_MAX ? `${letters.slice(0, VALUE_SHOWN_MAX).join('')}…` : value}</>;
}

/** What headers there are: in Japanese as in our workbooks, or in English as in our CSV. */
function KnownHeaders({ tables }: { tables: readonly Resource[] }) {
  const known = [
    { title: '実績のひな型', headers: templateHeaders(), names: [] as string[] },
    ...tables.map(({ title, schema }) => ({
      title,
      headers: schema.fields.map((field) => field.title),
      names: schema.fields.map(({ name }) => name),
    })),
  ];
  return (
    <>
      <h2 id="known-headers">受け取れる見出し</h2>
      <p>
        日本語でも英語でもかまいません。列の順は自由で、書かない列はいまのまま残ります（「
        {tables.find(({ name }) => name === RULES_TABLE)?.title}」はすべての列が必要です）。
      </p>
      <DataTable
        caption="表ごとの見出し"
        columns={[
          { heading: '表', names: true, cell: ({ title }: (typeof known)[number]) => title },
          { heading: '日本語の見出し', cell: ({ headers }) => headers.join('、') },
          { heading: '英語の見出し', cell: ({ names }) => names.join(', ') || '—' },
        ]}
        rows={known}
      />
    </>
  );
}
