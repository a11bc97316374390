import type { FiscalYear } from '../../../domain/plan/fiscal-year.ts';
import type { Resource } from '../../../domain/plan/import/match-sheets.ts';
import { fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import { DataTable, type Column } from '../parts/table-parts.tsx';
import { draftHref } from '../plan-edit/edit-page.tsx';
import type { ExportSource } from './export-source.ts';

type ExportPageProps = { source: ExportSource; tables: readonly Resource[]; years: readonly FiscalYear[] };

/** Every file that can be taken out, and what each is for. */
export function ExportPage({ source, tables, years }: ExportPageProps) {
  const href = (path: string, more: Record<string, string> = {}): string => {
    const query = new URLSearchParams({ ...source.query, ...more }).toString();
    return `/console/export${path}${query === '' ? '' : `?${query}`}`;
  };
  const { draft } = source;
  const workbook = draft ? draftHref(draft.id, '/export.xlsx') : href('/plan.xlsx');
  return (
    <>
      <p>
        {draft ? (
          <>
            下書き「<a href={draftHref(draft.id)}>{draft.title}</a>
            」の、いまの内容を書き出します。<a href="/console/export">公開中の内容を書き出す</a>
          </>
        ) : (
          <>第{source.version}版（公開された内容）を書き出します。</>
        )}
      </p>
      <h2>実績のひな型</h2>
      <p>
        1つの年度の実績を入れるための表です。指標の名称、前年の値、目標が入っていて、入れ済みの値もそのまま出ます。Excelブックで灰色の列は見るだけの列で、取り込むときには読みません。
      </p>
      <DataTable
        caption="年度ごとのひな型"
        columns={[
          { heading: '年度', names: true, cell: (year: FiscalYear) => yearWords(year) },
          {
            heading: 'Excelブック',
            cell: (year) => (
              <a href={href('/actuals-template.xlsx', { year: String(year) })}>
                {yearWords(year)}のひな型（.xlsx）
              </a>
            ),
          },
          ...csvColumns<FiscalYear>(
            (year) => `${yearWords(year)}のひな型`,
            (year) => (more) => href('/actuals-template.csv', { year: String(year), ...more }),
          ),
        ]}
        rows={years}
      />
      <h2>計画のすべて</h2>
      <p>すべての表を1つのExcelブックにまとめたものです。表ごとに1枚のシートになります。</p>
      <p>
        <a class="button secondary" href={workbook}>
          すべての表（.xlsx）
        </a>
      </p>
      <h2>表ごとのCSV</h2>
      <p>
        「Excelで開く用」は文字が化けないように印（BOM）を付けたもの、もう一方はほかの仕組みで使うためのものです。内容は同じです。
      </p>
      <DataTable
        caption="表ごとのCSV"
        columns={[
          { heading: '表', names: true, cell: ({ title }: Resource) => title },
          { heading: '内容', cell: ({ description }) => description },
          ...csvColumns<Resource>(
            ({ title }) => title,
            ({ name }) =>
              (more) =>
                href(`/tables/${name}.csv`, more),
          ),
        ]}
        rows={tables}
      />
      <h2>取り込むには</h2>
      <p>
        どのファイルも、直してそのまま取り込めます。<a href="/console/drafts">下書き</a>
        を開いて「ファイルを取り込む」を選んでください。取り込む前に、変わるところをすべて見られます。
      </p>
    </>
  );
}

type Href = (more: Record<string, string>) => string;

/** Two columns of links; each link says to a screen reader what it gives. */
function csvColumns<Row>(what: (row: Row) => string, href: (row: Row) => Href): Column<Row>[] {
  const link = (row: Row, kind: string, more: Record<string, string>) => (
    <a href={href(row)(more)}>
      <span class="unseen">{what(row)}：</span>
      {kind}
    </a>
  );
  return [
    { heading: 'CSV（Excelで開く用）', cell: (row) => link(row, 'Excelで開く用', { excel: '1' }) },
    { heading: 'CSV（UTF-8）', cell: (row) => link(row, 'UTF-8', {}) },
  ];
}
