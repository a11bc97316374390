import type { CurrentPlan } from '../flows/current-plan.ts';
import { japaneseDate, type JapaneseDate } from '../domain/plan/fiscal-year.ts';
import { kpisOfTheme, type Kpi } from '../domain/plan/plan.ts';
import { assess, countStatuses, type AssessedKpi } from '../domain/progress/count-statuses.ts';
import type { Town } from '../domain/town.ts';
import { kpiFigures } from '../messages/cards/kpi-figures.ts';
import { statusWords } from '../messages/cards/status-chip.ts';
import { wordings } from '../messages/wording/wordings.ts';
import { Layout } from './layout.tsx';

const wording = wordings.ja;

/** Every KPI in one plain table per theme, from the same words and figures as the cards in the chat. */
export function planPage({
  current,
  town,
  today,
}: {
  current: CurrentPlan;
  town: Town;
  today: JapaneseDate;
}) {
  const { plan } = current;
  const assessAll = (kpis: Iterable<Kpi>): AssessedKpi[] =>
    [...kpis].map((kpi) => assess(kpi, plan.rules, today));
  const { total, byStatus } = countStatuses(assessAll(plan.kpis.values()));
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
      {[...plan.themes.values()].map((theme) => (
        <section aria-labelledby={theme.id}>
          <h2 id={theme.id}>{theme.name.text}</h2>
          <table>
            <caption>
              {theme.priorityItem.name.text}　{wording.countOf(kpisOfTheme(plan, theme.id).length)}
            </caption>
            <thead>
              <tr>
                <th scope="col">指標</th>
                <th scope="col">{wording.baseline}</th>
                <th scope="col">{wording.actual}</th>
                <th scope="col">{wording.target}</th>
                <th scope="col">判定</th>
              </tr>
            </thead>
            <tbody>{assessAll(kpisOfTheme(plan, theme.id)).map(kpiRow)}</tbody>
          </table>
        </section>
      ))}
    </Layout>
  );
}

function kpiRow(assessed: AssessedKpi) {
  const { kpi, assessment } = assessed;
  return (
    <tr id={kpi.id}>
      <th scope="row">
        {kpi.name.text}
        <small>{kpi.initiative.name.text}</small>
        {kpi.note ? <small>{`${wording.note}：${kpi.note}`}</small> : null}
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
        <small>{wording.because(kpi, assessment.because)}</small>
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
