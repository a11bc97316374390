import { japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { findIndicator, isRetired, type Kgi, type Kpi, type Plan } from '../../../domain/plan/plan.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { rateProgress, type Assessment } from '../../../domain/progress/rate-progress.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { renderKpiCard } from '../../../messages/cards/kpi-card.ts';
import { statusWords } from '../../../messages/cards/status-chip.ts';
import { contextFor } from '../../../messages/render-context.ts';
import { wordings } from '../../../messages/wording/wordings.ts';
import { CardPreview } from '../card-preview.tsx';
import type { ConsoleContext } from '../console-env.ts';
import { DataTable, EmptyState } from '../parts/table-parts.tsx';
import { plansOf, rowsIn } from './draft-rows.ts';
import { draftHref } from './edit-page.tsx';

export const JAPANESE = wordings.ja;

/** The forms that are about one indicator, by their path. */
export type IndicatorForm = 'targets' | 'baseline' | 'retire';

export function formHref(draftId: string, form: IndicatorForm, kpi = ''): string {
  return draftHref(draftId, kpi === '' ? `/${form}` : `/${form}?kpi=${encodeURIComponent(kpi)}`);
}

/** The indicators of the draft in their order; those retired by today stand last. */
export function indicatorRows(open: OpenDraft, today: string): Row[] {
  const rows = rowsIn(open.dataset, 'kpis');
  const isOver = (row: Row): boolean =>
    (row['retired_on'] ?? '') !== '' && (row['retired_on'] ?? '') <= today;
  return [...rows.filter((row) => !isOver(row)), ...rows.filter(isOver)];
}

export function todayOf(c: ConsoleContext): string {
  return japaneseDate(c.var.desk.now);
}

/** The indicator as the draft would have it, or as published where the draft is not sound; undefined for a new one then. */
export function indicatorIn(open: OpenDraft, id: string): { indicator: Kpi | Kgi; plan: Plan } | undefined {
  for (const plan of plansOf(open)) {
    const indicator = findIndicator(plan, id);
    if (indicator) return { indicator, plan };
  }
  return undefined;
}

/** The status in words on a day: 「◎ 順調」, with its reason. */
export function statusIn(plan: Plan, id: string, today: string): { words: string; why: string } | null {
  const indicator = findIndicator(plan, id);
  if (!indicator) return null;
  const assessment: Assessment = rateProgress(indicator, plan.rules, today);
  const ended = isRetired(indicator, today) ? '終了' : '';
  return {
    words: ended || statusWords(JAPANESE, assessment),
    why: JAPANESE.because(indicator, assessment.because),
  };
}

/** Which indicator a form is about: all of them, each a link. */
export function IndicatorPicker({
  open,
  form,
  rows,
  today,
  caption,
}: {
  open: OpenDraft;
  form: IndicatorForm;
  rows: readonly Row[];
  today: string;
  caption: string;
}) {
  const [plan] = plansOf(open);
  if (rows.length === 0) return <EmptyState title="指標がまだありません" />;
  return (
    <DataTable
      caption={caption}
      columns={[
        {
          heading: '指標',
          names: true,
          cell: (row: Row) => <a href={formHref(open.draft.id, form, row['id'])}>{row['name']}</a>,
        },
        { heading: '区分', cell: (row) => (row['kind'] === 'kgi' ? 'KGI' : 'KPI') },
        { heading: 'いまの目標', numeric: true, cell: (row) => currentTarget(open, row['id'] ?? '', today) },
        { heading: '判定', cell: (row) => (plan && statusIn(plan, row['id'] ?? '', today)?.words) ?? '' },
      ]}
      rows={rows}
    />
  );
}

function currentTarget(open: OpenDraft, id: string, today: string): string {
  const found = indicatorIn(open, id);
  if (!found) return '';
  const { target } = rateProgress(found.indicator, found.plan.rules, today);
  return JAPANESE.figure(target.value, found.indicator);
}

/** The card that residents would see on a day. */
export function KpiCardOn({ c, plan, id, day }: { c: ConsoleContext; plan: Plan; id: string; day: string }) {
  const indicator = findIndicator(plan, id);
  if (!indicator) return null;
  const { town, publicOrigin } = c.var.deps;
  const context = contextFor('ja', { town, publicOrigin, dataAsOf: null });
  const assessed = { indicator, assessment: rateProgress(indicator, plan.rules, day) };
  return <CardPreview message={renderKpiCard(assessed, [], context)} />;
}
