import type { Plan } from '../../../domain/plan/plan.ts';
import { STATUSES } from '../../../domain/progress/rate-progress.ts';
import type { Assessed } from '../../../domain/progress/count-statuses.ts';
import { kpiFigures } from '../../../messages/cards/kpi-figures.ts';
import { wordings } from '../../../messages/wording/wordings.ts';
import { CheckBox, SelectField } from '../parts/fields.tsx';
import { Button, ButtonLink } from '../parts/form-parts.tsx';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import { standingWords } from '../plan-difference/status-difference.tsx';
import { KGI_THEME, placeOf, type KpiFilter } from './kpi-list.ts';

const wording = wordings.ja;

type KpisPageProps = { plan: Plan; filter: KpiFilter; shown: readonly Assessed[] };

export function KpisPage({ plan, filter, shown }: KpisPageProps) {
  return (
    <>
      <FilterForm plan={plan} filter={filter} />
      {shown.length === 0 ? (
        <EmptyState title="条件に合う指標はありません">
          <p>
            条件を減らすか、<a href="/console/kpis">すべての指標</a>からお探しください。
          </p>
        </EmptyState>
      ) : (
        <DataTable
          caption={`指標（${shown.length} 件）`}
          columns={[
            {
              heading: '指標',
              names: true,
              cell: ({ indicator }: Assessed) => (
                <a href={`/console/kpis/${encodeURIComponent(indicator.id)}`}>{indicator.name.text}</a>
              ),
            },
            { heading: '推進項目', cell: ({ indicator }) => placeOf(indicator).name },
            { heading: '最新の実績', cell: (assessed) => <Figure assessed={assessed} at={1} /> },
            { heading: '目標', cell: (assessed) => <Figure assessed={assessed} at={2} /> },
            { heading: '判定', cell: standingWords },
            {
              heading: '公開ページ',
              cell: ({ indicator }) => (
                <a href={`/#${indicator.id}`} aria-label={`${indicator.name.text}を公開ページで見る`}>
                  見る
                </a>
              ),
            },
          ]}
          rows={shown}
        />
      )}
    </>
  );
}

function FilterForm({ plan, filter }: Pick<KpisPageProps, 'plan' | 'filter'>) {
  const isFiltered = filter.theme !== '' || filter.status !== '' || filter.due;
  const themes = [...plan.themes.values()].map(({ id, name }) => ({ value: id, label: name.text }));
  return (
    <form method="get" action="/console/kpis" aria-label="絞りこみ" novalidate>
      <div class="kpi-filter">
        <SelectField
          name="theme"
          label="推進項目"
          value={filter.theme}
          blank="すべて"
          choices={[
            ...themes,
            ...(plan.kgis.size > 0 ? [{ value: KGI_THEME, label: 'KGI（重点項目の目標）' }] : []),
          ]}
        />
        <SelectField
          name="status"
          label="判定"
          value={filter.status}
          blank="すべて"
          choices={[
            ...STATUSES.map((status) => ({ value: status, label: wording.status[status].label })),
            { value: 'retired', label: '終了した指標' },
          ]}
        />
        <CheckBox name="due" label="終わった年度の実績がまだのもの" checked={filter.due} />
        <div class="actions">
          <Button kind="secondary">絞りこむ</Button>
          {isFiltered ? <ButtonLink href="/console/kpis">条件を消す</ButtonLink> : null}
        </div>
      </div>
    </form>
  );
}

/** Actual or target, by its place among the card's figures. */
function Figure({ assessed, at }: { assessed: Assessed; at: 1 | 2 }) {
  const figure = kpiFigures(wording, assessed)[at];
  if (!figure) return null;
  const remarks = [figure.time, ...figure.marks].filter(Boolean).join('・');
  return (
    <>
      {figure.value}
      {remarks ? (
        <>
          <br />
          <small>{remarks}</small>
        </>
      ) : null}
    </>
  );
}
