import type { RowChange } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Town } from '../../../domain/town.ts';
import { dayWords } from '../time-words.ts';
import { CardDifference } from './card-difference.tsx';
import { comparePlans } from './compare-plans.ts';
import { differenceHref, type DifferencePages } from './difference-pages.ts';
import { RowChanges } from './row-changes.tsx';
import { StatusDifference, type Sides } from './status-difference.tsx';

type PlanDifferenceProps = {
  /** `after` null: the tables make no valid plan, so there are only rows to show. */
  plans: { before: Plan; after: Plan | null };
  changes: readonly RowChange[];
  sides: Sides;
  today: JapaneseDate;
  place: { town: Town; publicOrigin: string };
  dataPackage: DataPackage;
  enteredBy: (change: RowChange) => string;
  pages: DifferencePages;
  /** The address of the page. */
  path: string;
};

/** One plan beside another: statuses, cards, rows. */
export function PlanDifference(props: PlanDifferenceProps) {
  const { plans, changes, sides, today, place, dataPackage, enteredBy, pages, path } = props;
  const { before, after } = plans;
  return (
    <>
      {after ? (
        <Seen
          before={before}
          after={after}
          sides={sides}
          today={today}
          place={place}
          pages={pages}
          path={path}
        />
      ) : null}
      <h2 id="difference-rows">変わる行（{changes.length.toLocaleString('ja-JP')} 行）</h2>
      <RowChanges
        changes={changes}
        dataPackage={dataPackage}
        plans={after ? [after, before] : [before]}
        enteredBy={enteredBy}
        page={pages.rows}
        href={(rows) => differenceHref(path, { ...pages, rows }, 'rows')}
      />
    </>
  );
}

type SeenProps = Pick<PlanDifferenceProps, 'sides' | 'today' | 'place' | 'pages' | 'path'> & {
  before: Plan;
  after: Plan;
};

function Seen({ before, after, sides, today, place, pages, path }: SeenProps) {
  const comparison = comparePlans(before, after, today);
  return (
    <>
      <h2>住民に見える変化</h2>
      <p>判定とカードは、今日（{dayWords(today)}）の時点のものです。</p>
      <StatusDifference comparison={comparison} sides={sides} />
      <h2 id="difference-cards">カードの変化（{comparison.changed.length} 件）</h2>
      <CardDifference
        pairs={comparison.changed}
        plans={{ before, after }}
        sides={sides}
        today={today}
        place={place}
        page={pages.cards}
        href={(cards) => differenceHref(path, { ...pages, cards }, 'cards')}
      />
    </>
  );
}
