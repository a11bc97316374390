import type { Child } from 'hono/jsx';
import type { JapaneseDate } from '../../../domain/plan/fiscal-year.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Assessed } from '../../../domain/progress/count-statuses.ts';
import type { IndicatorPair } from '../../../domain/progress/pair-indicators.ts';
import type { Town } from '../../../domain/town.ts';
import { CardPreview } from '../card-preview.tsx';
import { Pager } from '../parts/table-parts.tsx';
import { pageOf } from './difference-pages.ts';
import { indicatorCard } from './indicator-card.ts';
import type { Sides } from './status-difference.tsx';

/** A card takes a page some milliseconds and a reader half a screen. */
const CARDS_SHOWN = 20;

type CardDifferenceProps = {
  pairs: readonly IndicatorPair[];
  plans: { before: Plan; after: Plan };
  sides: Sides;
  today: JapaneseDate;
  place: { town: Town; publicOrigin: string };
  page: number;
  href: (page: number) => string;
};

/** The cards of the chat side by side, for each indicator that residents will see otherwise. */
export function CardDifference({ pairs, plans, sides, today, place, page, href }: CardDifferenceProps) {
  if (pairs.length === 0) return <p>見え方が変わるカードはありません。</p>;
  const shown = pageOf(pairs, page, CARDS_SHOWN);
  const pager = <Pager {...shown} total={pairs.length} href={href} label="カードのページ" />;
  return (
    <>
      {pager}
      {shown.items.map(({ name, before, after }) => (
        <section class="card-pair" aria-label={name}>
          <h3>{name}</h3>
          <div class="card-previews">
            <Side title={sides.before} missing="ありません（新しく加わる指標です）。">
              {before ? <Card plan={plans.before} assessed={before} today={today} place={place} /> : null}
            </Side>
            <Side title={sides.after} missing="ありません（計画から外れる指標です）。">
              {after ? <Card plan={plans.after} assessed={after} today={today} place={place} /> : null}
            </Side>
          </div>
          {after?.assessment.retired && !before?.assessment.retired ? (
            <p>終了した指標になります。一覧と件数からは外れ、名前で調べたときだけ出ます。</p>
          ) : null}
        </section>
      ))}
      {pager}
    </>
  );
}

function Side({ title, missing, children }: { title: string; missing: string; children: Child }) {
  return (
    <div class="card-side">
      <p class="card-side-title">{title}</p>
      {children ?? <p>{missing}</p>}
    </div>
  );
}

type CardProps = Pick<CardDifferenceProps, 'today' | 'place'> & { plan: Plan; assessed: Assessed };

function Card({ plan, assessed, today, place }: CardProps) {
  return <CardPreview message={indicatorCard(plan, assessed, today, place)} />;
}
