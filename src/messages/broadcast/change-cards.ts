import type { messagingApi } from '@line/bot-sdk';
import type { Block } from '../../domain/broadcasts/composition.ts';
import type { IndicatorChange, News } from '../../domain/news/plan-changes.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import { findIndicator } from '../../domain/plan/plan.ts';
import { kpiFigures } from '../cards/kpi-figures.ts';
import { sampleBadge, spokenStatus, statusChip, statusWords } from '../cards/status-chip.ts';
import { bubble, column, flexMessage, separator, text } from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import type { BroadcastContext } from './broadcast-context.ts';
import { broadcastWords, type BroadcastWords } from './broadcast-words.ts';
import { figureRows } from './figure-rows.ts';
import { fitCards } from './fit-cards.ts';
import { detailsButton, moreCard } from './kpi-cards.ts';
import { nameHeading, nameOf } from './name-heading.ts';
import { actualFigures, newsInWords, type NewsInWords } from './news-words.ts';

type ChangesBlock = Pick<Extract<Block, { kind: 'changes' }>, 'version' | 'ids'>;

/** What a version changed, an indicator a card; null where it changed none of those chosen. */
export function renderChanges(
  { version, ids }: ChangesBlock,
  language: ResidentLanguage,
  { plan, changesOf, context }: BroadcastContext,
): messagingApi.FlexMessage | null {
  const words = broadcastWords[language];
  const changes = (changesOf(version) ?? []).filter(
    ({ indicator }) => ids.length === 0 || ids.includes(indicator.id),
  );
  if (changes.length === 0) return null;
  const cards = changes.map((change) => {
    const current = findIndicator(plan, change.indicator.id);
    return changeCard(change, words, current ? [detailsButton(current, words)] : []);
  });
  const spoken = words.sentences([
    words.countOfNews(changes.length),
    ...changes.map((change) => speak(change, words)),
  ]);
  return flexMessage(
    spoken,
    fitCards(cards, (count) => moreCard(words.more(count), words, context.publicOrigin)),
  );
}

function changeCard(
  change: IndicatorChange,
  words: BroadcastWords,
  footer: messagingApi.FlexComponent[],
): messagingApi.FlexBubble {
  const { indicator, after, news } = change;
  const sections = news.map((each) => sectionOf(each, change, words)).filter((parts) => parts.length > 0);
  const hasStatus = news.some(({ kind }) => kind === 'status');
  const body = [
    ...(after?.assessment.latest?.sample ? [sampleBadge(words)] : []),
    ...sections.flatMap((parts, index) => (index > 0 ? [separator(), ...parts] : parts)),
    ...(after && !hasStatus ? [separator(), statusChip(words, after.assessment)] : []),
  ];
  return bubble(nameHeading(indicator), body, footer);
}

function sectionOf(news: News, change: IndicatorChange, words: BroadcastWords): messagingApi.FlexComponent[] {
  switch (news.kind) {
    case 'actual':
      return [
        ...figureRows(actualFigures(news, change.indicator, words)),
        ...movedText(newsInWords(news, change, words)),
      ];
    case 'added': {
      const figures = change.after ? kpiFigures(words, change.after) : [];
      return [title(words.added), ...figureRows(figures)];
    }
    case 'status':
      return [
        text(words.named(words.standingBefore, `${statusWords(words, news.before)}${madeUp(news, words)}`), {
          size: 'xs',
          color: PALETTE.quiet,
        }),
        column([text(words.standing, { size: 'xs', color: PALETTE.quiet }), statusChip(words, news.after)], {
          spacing: 'xs',
        }),
      ];
    default: {
      const told = newsInWords(news, change, words);
      return [title(told.lead), ...told.lines.map((line) => text(line)), ...movedText(told)];
    }
  }
}

function madeUp({ before }: Extract<News, { kind: 'status' }>, words: BroadcastWords): string {
  return before.latest?.sample ? words.aside(words.sample) : '';
}

function title(words: string): messagingApi.FlexText {
  return text(words, { weight: 'bold' });
}

function movedText({ moved }: NewsInWords): messagingApi.FlexText[] {
  return moved === '' ? [] : [text(moved, { weight: 'bold', align: 'end', color: PALETTE.brand })];
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[。.]$/, '');
}

function speak(change: IndicatorChange, words: BroadcastWords): string {
  const parts = change.news.flatMap((each) => {
    const { lead, lines, moved } = newsInWords(each, change, words);
    return [lead, ...lines, moved].filter(Boolean).map(withoutStop);
  });
  const sample = change.after?.assessment.latest?.sample ? [words.sample] : [];
  const isRated = change.news.some(({ kind }) => kind === 'status');
  const status =
    change.after && !isRated ? [`${words.standing} ${spokenStatus(words, change.after.assessment)}`] : [];
  return words.named(nameOf(change.indicator), words.list([...parts, ...status, ...sample]));
}
