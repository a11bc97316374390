import { indicatorChanges, type IndicatorChange } from '../../../../domain/news/plan-changes.ts';
import { japaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import type { BroadcastDesk } from '../../../../flows/broadcasts/broadcast-desk.ts';
import { loadDraftsOfVersions } from '../../../../storage/draft-history.ts';
import { dayWords } from '../../time-words.ts';
import { versionReason } from '../../versions/version-words.ts';

/** A published version to choose, with what it changed of the indicators. */
export type VersionChoice = { number: number; label: string; changes: readonly IndicatorChange[] };

/** The newest ones: each has to be read to know what it changed, and news is seldom older. */
const VERSIONS_OFFERED = 5;

/** The newest versions that have one before them, newest first, and those that are chosen already. */
export async function loadVersionChoices(
  { db, versions, now }: Pick<BroadcastDesk, 'db' | 'versions' | 'now'>,
  chosen: readonly number[],
): Promise<VersionChoice[]> {
  const newest = (await versions.newest(db)).head.number;
  const offered = Array.from({ length: VERSIONS_OFFERED }, (_, index) => newest - index);
  const numbers = [...new Set([...offered, ...chosen])]
    .filter((number) => number > 1 && number <= newest)
    .sort((one, other) => other - one);
  const titles = await loadDraftsOfVersions(db, numbers);
  const today = japaneseDate(now);
  const choices: VersionChoice[] = [];
  for (const number of numbers) {
    const [after, before] = [await versions.version(db, number), await versions.version(db, number - 1)];
    if (!after || !before) continue;
    const changes = indicatorChanges(before.plan, after.plan, today);
    const day = dayWords(japaneseDate(new Date(after.head.publishedAt)));
    const title = titles.get(number)?.title ?? versionReason(after.head);
    choices.push({ number, label: `第${number}版（${day}）${title}：${changes.length}指標`, changes });
  }
  return choices;
}
