import type { IndicatorChange } from '../../domain/news/plan-changes.ts';
import type { Publication } from '../../domain/news/publications.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Town } from '../../domain/town.ts';
import { broadcastWords } from '../../messages/broadcast/broadcast-words.ts';
import { MONTH_ANCHOR } from './month-section.tsx';
import { NewsList } from './news-list.tsx';

/** What both formats say. Texts are plain but for `summary`, which is HTML. */
export type Feed = {
  title: string;
  subtitle: string;
  author: string;
  /** The page that it tells of. */
  page: string;
  updatedAt: Date;
  /** Newest first. */
  entries: readonly FeedEntry[];
};

type FeedEntry = { id: string; title: string; link: string; publishedAt: Date; summary: string };

/** A plan may have hundreds of indicators, and a reader fetches all entries each time. */
const CHANGES_MAX = 30;

/** `plan` is the newest version, which the page shows, and `asOf` the time of it (UTC, ISO 8601). */
export async function feedOf(
  publications: readonly Publication[],
  { plan, asOf, town, publicOrigin }: { plan: Plan; asOf: string; town: Town; publicOrigin: string },
): Promise<Feed> {
  const page = `${publicOrigin}/`;
  return {
    title: `${town.name} あゆみ　指標の動き`,
    subtitle: `${town.planTitle}の指標について、公表された変更をお知らせします。`,
    author: town.name,
    page,
    updatedAt: new Date(publications[0]?.publishedAt ?? asOf),
    entries: await Promise.all(
      publications.map(async (publication) => ({
        id: entryId(publication, publicOrigin),
        title: entryTitle(publication.changes),
        link: `${page}#${MONTH_ANCHOR}`,
        publishedAt: new Date(publication.publishedAt),
        summary: (await Summary({ changes: publication.changes, plan, page })).toString(),
      })),
    ),
  };
}

/** RFC 4151: a name that the host's owner gave on that day. Neither ever changes for a version. */
function entryId({ number, on }: Publication, publicOrigin: string): string {
  return `tag:${new URL(publicOrigin).hostname},${on}:plan-version-${number}`;
}

const NAMES_MAX = 2;

function entryTitle(changes: readonly IndicatorChange[]): string {
  const names = changes.slice(0, NAMES_MAX).map(({ indicator }) => `「${indicator.name.text}」`);
  const others = changes.length - names.length;
  return `${names.join('')}${others > 0 ? `ほか${others}件の指標` : ''}に動きがありました`;
}

function Summary({ changes, plan, page }: Pick<Publication, 'changes'> & { plan: Plan; page: string }) {
  const others = changes.length - CHANGES_MAX;
  return (
    <>
      <NewsList changes={changes.slice(0, CHANGES_MAX)} plan={plan} at={page} />
      {others > 0 ? <p>{broadcastWords.ja.more(others)}</p> : null}
    </>
  );
}
