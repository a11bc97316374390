import type { Plan } from '../../domain/plan/plan.ts';
import type { MonthOfNews } from '../../domain/news/publications.ts';
import { wordings } from '../../messages/wording/wordings.ts';
import { NewsList } from './news-list.tsx';

const wording = wordings.ja;

/** Where the page tells of the last month; no id of the plan has an underscore. */
export const MONTH_ANCHOR = 'last_month';

/** この一か月: what the publications of the last month changed, each as it was published. Null: it cannot be read. */
export function MonthSection({ month, plan }: { month: MonthOfNews | null; plan: Plan }) {
  return (
    <section aria-labelledby={MONTH_ANCHOR}>
      <h2 id={MONTH_ANCHOR}>この一か月</h2>
      {month ? (
        <News month={month} plan={plan} />
      ) : (
        <p class="notice">いま、変わったことを読み込めません。指標の表は、そのままご覧になれます。</p>
      )}
      <p class="feeds">
        変わったことは、フィードでも受け取れます：<a href="/feed.atom">Atom</a>　<a href="/feed.rss">RSS</a>
      </p>
    </section>
  );
}

function News({ month: { publications, untold, areMore }, plan }: { month: MonthOfNews; plan: Plan }) {
  const isQuiet = publications.length === 0 && untold === 0;
  return (
    <>
      {isQuiet ? <p>この一か月に変わった指標はありません。</p> : null}
      {publications.map(({ number, on, changes }) => (
        <article>
          <h3>
            <time datetime={on}>{wording.date(on)}</time>（第{number}版）
          </h3>
          <NewsList changes={changes} plan={plan} at="" />
        </article>
      ))}
      {untold > 0 ? (
        <p>{`ほかに${untold}回${areMore ? '以上' : ''}の公開があります。ここには内容を出せません。`}</p>
      ) : null}
    </>
  );
}
