import type { CurrentPlan } from '../flows/current-plan.ts';
import type { MonthOfNews } from '../domain/news/publications.ts';
import { japaneseDate, type JapaneseDate } from '../domain/plan/fiscal-year.ts';
import { inForce, isKgi, isRetired, kpisOfTheme, type Kgi, type Kpi } from '../domain/plan/plan.ts';
import { assess, countStatuses, type Assessed } from '../domain/progress/count-statuses.ts';
import type { Town } from '../domain/town.ts';
import { kpiFigures, shortFigures } from '../messages/cards/kpi-figures.ts';
import { statusWords } from '../messages/cards/status-chip.ts';
import { wordings } from '../messages/wording/wordings.ts';
import { Layout } from './layout.tsx';
import { MonthSection } from './news/month-section.tsx';

const wording = wordings.ja;

/**
 * Every KPI in one plain table per theme, from the same words and figures as the cards in the chat. Anchors that are
 * no id of the plan have an underscore, which no id has.
 */
export function planPage({
  current,
  month,
  town,
  today,
}: {
  current: CurrentPlan;
  month: MonthOfNews | null;
  town: Town;
  today: JapaneseDate;
}) {
  const { plan } = current;
  const assessAll = (indicators: readonly (Kpi | Kgi)[]): Assessed[] =>
    indicators.map((indicator) => assess(indicator, plan.rules, today));
  const { total, byStatus } = countStatuses(assessAll(inForce(plan.kpis.values(), today)));
  const kgis = Map.groupBy(inForce(plan.kgis.values(), today), ({ priorityItem }) => priorityItem);
  const retired = [...plan.kpis.values(), ...plan.kgis.values()].filter((each) => isRetired(each, today));
  return (
    <Layout title="約束のあゆみ" town={town}>
      {current.source === 'unreadable' ? (
        <p class="notice">{wording.unreadableData(japaneseDate(new Date(current.asOf)))}</p>
      ) : null}
      {plan.hasSamples ? (
        <p class="notice">この画面の実績は{wording.sample}です。実際の数字ではありません。</p>
      ) : null}
      <p>
        {wording.overviewLead(total)}
        {wording.noGrade}
        {`データの時点：${wording.date(japaneseDate(new Date(current.asOf)))}（第${current.version}版）。データは CC BY 4.0 で利用できます。`}
      </p>
      <ul class="counts">
        {byStatus.map(({ status, count }) => (
          <li>
            {wording.status[status].symbol} {wording.status[status].label} {wording.countOf(count)}
          </li>
        ))}
      </ul>
      <MonthSection month={month} plan={plan} />
      {[...kgis].map(([priorityItem, ofItem]) => (
        <section aria-labelledby={`kgi_${priorityItem.id}`}>
          <h2 id={`kgi_${priorityItem.id}`}>{wording.kgiOf(priorityItem)}</h2>
          {indicatorTable(wording.countOf(ofItem.length), assessAll(ofItem))}
        </section>
      ))}
      {[...plan.themes.values()].map((theme) => {
        const kpis = inForce(kpisOfTheme(plan, theme.id), today);
        const caption = `${theme.priorityItem.name.text}　${wording.countOf(kpis.length)}`;
        return (
          <section aria-labelledby={theme.id}>
            <h2 id={theme.id}>{theme.name.text}</h2>
            {indicatorTable(caption, assessAll(kpis))}
          </section>
        );
      })}
      {retired.length > 0 ? (
        <section aria-labelledby="retired_indicators">
          <h2 id="retired_indicators">{wording.retiredTitle}</h2>
          <ul>{assessAll(retired).map(retiredItem)}</ul>
        </section>
      ) : null}
    </Layout>
  );
}

function indicatorTable(caption: string, assessed: readonly Assessed[]) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">指標</th>
          <th scope="col">{wording.baseline}</th>
          <th scope="col">{wording.actual}</th>
          <th scope="col">{wording.target}</th>
          <th scope="col">判定</th>
        </tr>
      </thead>
      <tbody>{assessed.map(indicatorRow)}</tbody>
    </table>
  );
}

function retiredItem(assessed: Assessed) {
  const { indicator, assessment } = assessed;
  const { retired } = assessment;
  return (
    <li id={indicator.id}>
      {indicator.name.text}
      {retired ? <small>{wording.retired(retired.on, retired.reason)}</small> : null}
      <small>{[statusWords(wording, assessment), ...shortFigures(wording, assessed)].join('　')}</small>
    </li>
  );
}

function indicatorRow(assessed: Assessed) {
  const { indicator, assessment } = assessed;
  return (
    <tr id={indicator.id}>
      <th scope="row">
        {indicator.name.text}
        {isKgi(indicator) ? null : <small>{indicator.initiative.name.text}</small>}
        {indicator.note ? <small>{`${wording.note}：${indicator.note}`}</small> : null}
      </th>
      {kpiFigures(wording, assessed).map(({ label, time, value, marks }) => (
        <td class="figure" data-label={label}>
          {value}
          <small>{time}</small>
          {marks.map((mark) => (
            <span class="sample">{mark}</span>
          ))}
        </td>
      ))}
      <td data-label="判定">
        <span class="status">{statusWords(wording, assessment)}</span>
        <small>{wording.because(indicator, assessment.because)}</small>
      </td>
    </tr>
  );
}

export function notFoundPage({ town }: { town: Town }) {
  return (
    <Layout title="ページが見つかりません" town={town}>
      <p>
        お探しのページはありません。<a href="/">すべての指標</a>からお探しください。
      </p>
    </Layout>
  );
}
