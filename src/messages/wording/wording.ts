import type { ResidentLanguage } from '../../domain/language.ts';
import type { View, Wordless } from '../../domain/look-up/intent.ts';
import type { MenuWord } from '../../domain/look-up/search.ts';
import type { FiscalYear, JapaneseDate } from '../../domain/plan/fiscal-year.ts';
import type { Basis, Indicator, PriorityItem, Theme } from '../../domain/plan/plan.ts';
import type { Because, Status } from '../../domain/progress/rate-progress.ts';

import type { FollowItem, FollowWish } from '../../domain/residents/follows.ts';
import type { AgeBand, Frequency, MonthlyCap, Setting } from '../../domain/residents/settings.ts';

/** A short answer of words and buttons only. */
export type Notice = { title: string; body: string };

/**
 * Every phrase a resident can meet, in one language. A catalogue that lacks one does not compile.
 * Functions take what varies; numbers, dates and eras are written as the language writes them.
 */
export type Wording = {
  // Figures
  figure(value: number, indicator: Indicator): string;
  /** A value on the even path: one digit more than the KPI's own figures, unless it is whole in those. */
  expectedFigure(value: number, indicator: Indicator): string;
  date(date: JapaneseDate): string;
  /** When a figure of this basis holds: the end of a year, within a year, or a whole period. */
  baselineTime(indicator: Indicator): string;
  actualTime(indicator: Indicator, year: FiscalYear): string;
  targetTime(indicator: Indicator, year: FiscalYear): string;
  basis: Record<Basis, string>;

  // Statuses
  status: Record<Status, { symbol: string; label: string; meaning: string }>;
  unratedCause(because: Because): string;
  because(indicator: Indicator, because: Because): string;

  // The KPI card
  sample: string;
  provisional: string;
  baseline: string;
  actual: string;
  target: string;
  notPublished: string;
  noBaseline: string;
  byNow(year: FiscalYear): string;
  shareDone(share: number): string;
  missingYears(years: readonly FiscalYear[]): string;
  reason: string;
  asOf(date: JapaneseDate, source: string): string;
  source(row: number): string;
  initiativeSource(row: number): string;
  /** Of what is not in the printed table. */
  otherSource(source: string): string;
  retired(on: JapaneseDate, reason: string): string;
  comment: string;
  note: string;
  kpiSentence(parts: readonly string[]): string;
  revisedTarget(effective: JapaneseDate, reason: string, earlier: string): string;

  // Why this status
  arithmeticTitle: string;
  arithmetic(indicator: Indicator, because: Because): readonly string[];
  howCounted: string;
  rules(version: string): string;

  // Lists
  countOf(count: number): string;
  statusCount(count: number, total: number): string;
  themeHeading(theme: Theme): string;
  withoutKpi(count: number): string;
  withoutKpiExplained: string;
  initiativeWithKpi(count: number): string;
  initiativeOnlyRetired: string;
  retiredTitle: string;
  kgiCount(count: number): string;
  kgiOf(priorityItem: PriorityItem): string;
  overviewTitle: string;
  overviewLead(total: number): string;
  noGrade: string;
  emptyStatus(status: string): string;
  page(number: number, of: number): string;
  moreOnPage(count: number): string;
  glossaryTitle: string;
  glossaryLead: string;
  termTitle(term: string): string;
  moreChoices(count: number): string;
  initiativeKind: string;

  // Whole answers
  greeting(town: string, again: boolean): Notice;
  home: Notice;
  help: Notice;
  polls: Notice;
  website: Notice;
  contact(office: string, telephone: string): Notice;
  privacy: Notice;
  severalFound: Notice;
  nearFound: Notice;
  notFound: Notice;
  wordless: Record<Wordless, Notice>;
  outdatedButton: Notice;
  groupNotice: string;
  unreadableData(asOf: JapaneseDate): string;

  // What residents tell of themselves
  settings: SettingWords;
  follows: FollowWords;
  forget: Notice;
  forgotten: Notice;
  tester(isRegistered: boolean): Notice;
  tryLater: Notice;

  // Buttons; the label is also what the chat shows as typed, so typing it has the same effect
  buttons: Record<Exclude<View['kind'], 'theme' | 'initiative' | 'kpi' | 'status' | 'term'>, string>;
  pageOf: string;
  sameInitiative: string;
  themeList(theme: Theme): string;

  /** Words that lead to the menu's own answers. */
  menuWords: readonly MenuWord[];
};

/** The settings and the screens to choose them on. What is on a button is also what can be typed. */
export type SettingWords = {
  title: string;
  lead: string;
  /** As the settings card lists them. */
  names: Record<Setting, string>;
  languages: Record<ResidentLanguage, string>;
  ageBands: Record<AgeBand, string>;
  monthlyCap(cap: MonthlyCap): string;
  frequencies: Record<Frequency, string>;
  notTold: string;
  /** What holds for who has chosen no frequency. */
  usual(frequency: string): string;
  /** A district that the town no longer has. */
  noLongerOffered(district: string): string;
  /** What it is for, above the choices. */
  questions: Record<Setting, string>;
  now(value: string): string;
  /** As a sentence; null is what has not been told. */
  isTold(name: string, value: string | null): string;
  takeBack: Record<Setting, string>;
  chosen(name: string, value: string): string;
  takenBack: Record<Setting, string>;
  /** Said in the language that was chosen. */
  languageChosen: Record<ResidentLanguage, Notice>;
  /** Has everything deleted. */
  forgetMe: string;
};

/** Following, and no more. What a button says in the chat can also be typed. */
export type FollowWords = {
  title: string;
  names: Record<'everything' | 'gone', string>;
  everythingShort: string;
  /** What an item is, over its name. */
  kinds: Record<FollowItem['kind'] | 'ended', string>;
  follow: Record<Exclude<FollowItem['kind'], 'gone'>, string>;
  /** Beside the name in the list, and under a card. */
  stop: string;
  stopThis: string;
  again: string;
  typed: Record<FollowWish, (name: string) => string>;
  next: string;
  /** As a sentence without its full stop. */
  isCounted(count: number): string;
  none: string;
  frequency(label: string): string;
  /** What never means. */
  never: string;
  /** While nothing is sent to those who follow. */
  preparing: string;
  empty: Notice;
  titles: Record<'followed' | 'already' | 'stopped' | 'notFollowed', string>;
  /** To a wish that came late, where a newer one counts. */
  lateWord: Record<FollowWish, string>;
  covered(cover: string): string;
  choose: Record<FollowWish, Notice>;
};
