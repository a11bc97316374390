import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { DateField } from '../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, type FieldFault } from '../parts/form-parts.tsx';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import { dayWords } from '../time-words.ts';
import type { Usage } from './count-usage.ts';

const DAY_HINT = '例：R8.3.31、2026/3/31';

export type UsagePageProps = {
  typed: { from: string; to: string };
  faults: readonly FieldFault[];
  /** Null while the days cannot be read. */
  shown: { usage: Usage; from: JapaneseDate; to: JapaneseDate } | null;
};

/** How often residents looked things up; only counts, as that is all there is. */
export function UsagePage({ typed, faults, shown }: UsagePageProps) {
  const errorOf = (name: string): string | undefined => faults.find((fault) => fault.name === name)?.text;
  return (
    <>
      <ErrorSummary faults={faults} />
      <form method="get" action="/console/usage" class="audit-filter" aria-label="期間" novalidate>
        <div class="audit-filter-fields">
          <DateField
            name="from"
            label="はじめの日"
            hint={DAY_HINT}
            value={typed.from}
            error={errorOf('from')}
          />
          <DateField name="to" label="おわりの日" hint={DAY_HINT} value={typed.to} error={errorOf('to')} />
        </div>
        <div class="actions">
          <Button kind="secondary">期間を変える</Button>
          {typed.from === '' && typed.to === '' ? null : (
            <ButtonLink href="/console/usage">最近30日に戻す</ButtonLink>
          )}
        </div>
      </form>
      {shown ? <Counts {...shown} /> : null}
      <h2>数え方</h2>
      <ul>
        <li>
          LINEのトークで、指標、取組、用語などをお答えした回数です。ボタンを押したときも、ことばを送ったときも数えます。
        </li>
        <li>誰が調べたかは記録していません。1人が2回調べると、2回と数えます。</li>
        <li>あいさつ、写真、スタンプなどへの返事は数えません。町の公開ページの閲覧も入りません。</li>
        <li>1分ごとにまとめて書き込むため、直前の数件が数えられないことがあります。</li>
      </ul>
    </>
  );
}

function Counts({ usage, from, to }: { usage: Usage; from: JapaneseDate; to: JapaneseDate }) {
  const { total, days, kinds, indicators } = usage;
  const time = `${dayWords(from)}から${dayWords(to)}まで`;
  if (total === 0)
    return (
      <EmptyState title="この期間に調べられたものはありません">
        <p>{time}の回数は0です。期間を広げてください。</p>
      </EmptyState>
    );
  const mostOfDay = Math.max(...days.map(({ count }) => count));
  const mostOfKind = Math.max(...kinds.map(({ count }) => count));
  const mostOfIndicator = Math.max(...indicators.map(({ card, arithmetic }) => card + arithmetic));
  return (
    <>
      <p class="usage-total">
        {time}：<strong>{words(total)} 回</strong>
      </p>
      <div class="actions">
        <ButtonLink href={`/console/usage.csv?from=${from}&to=${to}`}>CSVをダウンロード</ButtonLink>
      </div>
      <h2>指標ごと</h2>
      <DataTable
        caption="調べられた回数の多い順"
        rows={indicators}
        columns={[
          {
            heading: '指標',
            names: true,
            cell: ({ id, name }) => <a href={`/console/kpis/${encodeURIComponent(id)}`}>{name}</a>,
          },
          { heading: 'カード', numeric: true, cell: ({ card }) => words(card) },
          { heading: '計算と出典', numeric: true, cell: ({ arithmetic }) => words(arithmetic) },
          {
            heading: '合計',
            cell: ({ card, arithmetic }) => <Bar count={card + arithmetic} most={mostOfIndicator} />,
          },
        ]}
      />
      <h2>種類ごと</h2>
      <DataTable
        caption="答えの種類と回数"
        rows={kinds}
        columns={[
          { heading: '種類', names: true, cell: ({ label }) => label },
          { heading: '回数', cell: ({ count }) => <Bar count={count} most={mostOfKind} /> },
        ]}
      />
      <h2>日ごと</h2>
      <DataTable
        caption="新しい日から"
        rows={days.toReversed()}
        columns={[
          { heading: '日', names: true, cell: ({ day }) => dayWords(day) },
          { heading: '回数', cell: ({ count }) => <Bar count={count} most={mostOfDay} /> },
        ]}
      />
    </>
  );
}

const BAR_WIDTH = 160; // CSS pixels

/** The figure as text, with a bar that only repeats it. */
function Bar({ count, most }: { count: number; most: number }) {
  const width = most === 0 ? 0 : Math.round((count / most) * BAR_WIDTH);
  return (
    <span class="usage-bar">
      <span class="usage-figure">{words(count)}</span>
      <svg width={BAR_WIDTH} height="12" aria-hidden="true">
        <rect width={width} height="12" />
      </svg>
    </span>
  );
}

function words(count: number): string {
  return count.toLocaleString('ja-JP');
}
