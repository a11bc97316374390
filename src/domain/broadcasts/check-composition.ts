import type { ResidentLanguage } from '../language.ts';
import type { JapaneseDate } from '../plan/fiscal-year.ts';
import { findIndicator, isRetired, type Kgi, type Kpi, type Plan } from '../plan/plan.ts';
import { assess } from '../progress/count-statuses.ts';
import type { Audience } from './audience.ts';
import { checkTexts, type TextFault } from './check-texts.ts';
import { CARDS_MAX, MESSAGES_MAX, type Block, type Composition } from './composition.ts';
import { hasLanguageCard, languagesOf, textUnits } from './composition-limits.ts';
import { linkAddress, LINK_MAX, webAddress } from './link-address.ts';
import type { IndicatorChange } from '../news/plan-changes.ts';

/** Why a composition cannot be sent as it is. */
export type CompositionFault =
  | { kind: 'no-block' }
  /** `forLanguages`: one of LINE's five messages is the card that offers the other languages. */
  | { kind: 'too-many-blocks'; count: number; most: number; forLanguages: boolean }
  | TextFault
  | { kind: 'not-an-address'; block: number; forPoll: boolean }
  | { kind: 'address-too-long'; block: number; length: number; most: number }
  | { kind: 'no-indicator'; block: number }
  | { kind: 'too-many-cards'; block: number; count: number; most: number }
  | { kind: 'unknown-indicator'; block: number; id: string }
  | { kind: 'indicator-twice'; block: number; name: string }
  | { kind: 'retired-indicator'; block: number; name: string; on: JapaneseDate }
  | { kind: 'sample-figures'; block: number; names: readonly string[] }
  | { kind: 'unknown-version'; block: number; version: number }
  | { kind: 'nothing-changed'; block: number; version: number }
  /** The version did not change this indicator. */
  | { kind: 'not-changed-there'; block: number; version: number; name: string }
  | { kind: 'closing-past'; block: number; closesOn: JapaneseDate }
  | { kind: 'unknown-theme'; id: string }
  | { kind: 'unknown-kpi'; id: string }
  | { kind: 'unknown-district'; id: string };

/** What an officer may want to look at again; it keeps nothing from being sent. */
export type CompositionWarning =
  | { kind: 'only-an-address'; block: number; language: ResidentLanguage }
  | { kind: 'long-text'; block: number; language: ResidentLanguage; length: number }
  | { kind: 'same-block'; block: number; earlier: number };

/** What a composition is checked against. */
export type CompositionFacts = {
  /** The newest published one. */
  plan: Plan;
  today: JapaneseDate;
  /** The day it goes out, as far as that is known: a form that is closed by then invites nobody. */
  sentOn: JapaneseDate;
  /** What a published version changed; null where there is no such version, or none before it. */
  changesOf(this: void, version: number): readonly IndicatorChange[] | null;
  districts: readonly string[];
  /** Only where the town tries things out: then made-up figures may go out, marked as such. */
  samplesOnShow: boolean;
};

/** Faults keep a composition from being sent, warnings do not; each in the order of the blocks. */
export function checkComposition(
  composition: Composition,
  audience: Audience,
  facts: CompositionFacts,
): { faults: CompositionFault[]; warnings: CompositionWarning[] } {
  const faults = [
    ...checkCount(composition, audience),
    ...composition.blocks.flatMap((block, index) => [
      ...checkTexts(composition, block, index),
      ...checkBlock(block, index, facts),
    ]),
    ...(audience.kind === 'segment' ? checkSegment(audience, facts) : []),
  ];
  return { faults, warnings: warn(composition) };
}

function checkCount(composition: Composition, audience: Audience): CompositionFault[] {
  const count = composition.blocks.length;
  const forLanguages = hasLanguageCard(composition, audience);
  const most = forLanguages ? MESSAGES_MAX - 1 : MESSAGES_MAX;
  if (count === 0) return [{ kind: 'no-block' }];
  return count > most ? [{ kind: 'too-many-blocks', count, most, forLanguages }] : [];
}

function checkBlock(block: Block, index: number, facts: CompositionFacts): CompositionFault[] {
  switch (block.kind) {
    case 'text':
      return [];
    case 'kpis':
      return checkKpis(block.ids, index, facts);
    case 'changes':
      return checkChanges(block, index, facts);
    case 'poll':
      return [...checkAddress(block.url, index, true), ...checkClosing(block.closesOn, index, facts.sentOn)];
    case 'link':
      return checkAddress(block.url, index, false);
  }
}

function checkClosing(
  closesOn: JapaneseDate | null,
  block: number,
  sentOn: JapaneseDate,
): CompositionFault[] {
  return closesOn !== null && closesOn < sentOn ? [{ kind: 'closing-past', block, closesOn }] : [];
}

/** What is found once more when a broadcast is approved: what it says is frozen by then, and the days have gone on. */
export function checkClosings({ blocks }: Composition, sentOn: JapaneseDate): CompositionFault[] {
  return blocks.flatMap((block, index) =>
    block.kind === 'poll' ? checkClosing(block.closesOn, index, sentOn) : [],
  );
}

function checkAddress(url: string, block: number, forPoll: boolean): CompositionFault[] {
  const address = forPoll ? webAddress(url) : linkAddress(url);
  if (address === null) return [{ kind: 'not-an-address', block, forPoll }];
  const length = textUnits(address);
  return length > LINK_MAX ? [{ kind: 'address-too-long', block, length, most: LINK_MAX }] : [];
}

function checkKpis(ids: readonly string[], block: number, facts: CompositionFacts): CompositionFault[] {
  const { plan, today, samplesOnShow } = facts;
  const found = ids.flatMap((id) => findIndicator(plan, id) ?? []);
  const unknown = ids.filter((id) => !findIndicator(plan, id));
  const made = samplesOnShow ? [] : found.filter((indicator) => showsSample(indicator, facts));
  return [
    ...(ids.length === 0 ? [{ kind: 'no-indicator' as const, block }] : []),
    ...(ids.length > CARDS_MAX
      ? [{ kind: 'too-many-cards' as const, block, count: ids.length, most: CARDS_MAX }]
      : []),
    ...unknown.map((id) => ({ kind: 'unknown-indicator' as const, block, id })),
    ...repeated(ids, plan).map((name) => ({ kind: 'indicator-twice' as const, block, name })),
    ...found.flatMap((indicator): CompositionFault[] =>
      indicator.retired && isRetired(indicator, today)
        ? [{ kind: 'retired-indicator', block, name: indicator.name.text, on: indicator.retired.on }]
        : [],
    ),
    ...samplesIn(made, block),
  ];
}

function showsSample(indicator: Kpi | Kgi, { plan, today }: CompositionFacts): boolean {
  return assess(indicator, plan.rules, today).assessment.latest?.sample ?? false;
}

function samplesIn(made: readonly (Kpi | Kgi)[], block: number): CompositionFault[] {
  const names = [...new Set(made.map(({ name }) => name.text))];
  return names.length > 0 ? [{ kind: 'sample-figures', block, names }] : [];
}

function repeated(ids: readonly string[], plan: Plan): string[] {
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return [...new Set(twice)].map((id) => nameOf(id, plan));
}

function nameOf(id: string, plan: Plan): string {
  return findIndicator(plan, id)?.name.text ?? id;
}

function checkChanges(
  { version, ids }: Extract<Block, { kind: 'changes' }>,
  block: number,
  facts: CompositionFacts,
): CompositionFault[] {
  const changes = facts.changesOf(version);
  if (!changes) return [{ kind: 'unknown-version', block, version }];
  if (changes.length === 0) return [{ kind: 'nothing-changed', block, version }];
  const changed = new Set(changes.map(({ indicator }) => indicator.id));
  const shown = changes.filter(({ indicator }) => ids.length === 0 || ids.includes(indicator.id));
  const made = shown.filter(({ before, after }) =>
    [before, after].some((side) => side?.assessment.latest?.sample),
  );
  return [
    ...[...new Set(ids)]
      .filter((id) => !changed.has(id))
      .map((id) => ({
        kind: 'not-changed-there' as const,
        block,
        version,
        name: nameOf(id, facts.plan),
      })),
    ...(facts.samplesOnShow
      ? []
      : samplesIn(
          made.map(({ indicator }) => indicator),
          block,
        )),
  ];
}

function checkSegment(
  { segment }: Extract<Audience, { kind: 'segment' }>,
  { plan, districts }: CompositionFacts,
): CompositionFault[] {
  return [
    ...segment.themes
      .filter((id) => !plan.themes.has(id))
      .map((id) => ({ kind: 'unknown-theme' as const, id })),
    ...segment.kpis.filter((id) => !plan.kpis.has(id)).map((id) => ({ kind: 'unknown-kpi' as const, id })),
    ...segment.districts
      .filter((id) => !districts.includes(id))
      .map((id) => ({ kind: 'unknown-district' as const, id })),
  ];
}

/** Longer than this fills more than a screen of a phone. */
const LONG_TEXT = 500; // UTF-16 units

const ONLY_ADDRESS = /^\s*https?:\/\/\S+\s*$/i;

function warn(composition: Composition): CompositionWarning[] {
  const { blocks } = composition;
  const written = blocks.map((block) => JSON.stringify(block));
  return blocks.flatMap((block, index): CompositionWarning[] => {
    const earlier = written.indexOf(JSON.stringify(block));
    return [
      ...(block.kind === 'text' ? languagesOf(composition) : []).flatMap((language): CompositionWarning[] => {
        const text = (block.kind === 'text' && block.text[language]) || '';
        const length = textUnits(text);
        return [
          ...(ONLY_ADDRESS.test(text) ? [{ kind: 'only-an-address' as const, block: index, language }] : []),
          ...(length > LONG_TEXT ? [{ kind: 'long-text' as const, block: index, language, length }] : []),
        ];
      }),
      ...(earlier < index ? [{ kind: 'same-block' as const, block: index, earlier }] : []),
    ];
  });
}
