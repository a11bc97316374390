import type { IndicatorChange } from '../../domain/news/plan-changes.ts';
import { findIndicator, isKgi, themeOf, type Plan } from '../../domain/plan/plan.ts';
import { broadcastWords } from '../../messages/broadcast/broadcast-words.ts';
import { newsInOneLine } from '../../messages/broadcast/news-words.ts';

const words = broadcastWords.ja;

/**
 * What a publication changed, an indicator an item, in the words of a broadcast's cards. An indicator's name leads to
 * where it stands on the page `at`, as long as `plan`, which that page shows, still has it.
 */
export function NewsList({
  changes,
  plan,
  at,
}: {
  changes: readonly IndicatorChange[];
  plan: Plan;
  at: string;
}) {
  return (
    <ul class="news">
      {changes.map((change) => {
        const { indicator, after, news } = change;
        const name = indicator.name.text;
        return (
          <li>
            {findIndicator(plan, indicator.id) ? <a href={`${at}#${indicator.id}`}>{name}</a> : name}
            {after?.assessment.latest?.sample ? <span class="sample">{words.sample}</span> : null}
            <small>
              {isKgi(indicator) ? indicator.priorityItem.name.text : themeOf(indicator).name.text}
            </small>
            <ul>
              {news.map((each) => {
                const { line, moved } = newsInOneLine(each, change, words);
                return (
                  <li>
                    {line}
                    {moved ? <b>　{moved}</b> : null}
                  </li>
                );
              })}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
