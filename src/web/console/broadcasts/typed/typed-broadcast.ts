import { EMPTY_SEGMENT, type Segment } from '../../../../domain/broadcasts/audience.ts';
import { languagesOf } from '../../../../domain/broadcasts/composition-limits.ts';
import { RESIDENT_LANGUAGES, type ResidentLanguage } from '../../../../domain/language.ts';
import { japaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import { readAgeBand, readResidentLanguage } from '../../../../domain/residents/settings.ts';
import type { Composed } from '../../../../storage/broadcast-store.ts';
import { clockInJapan } from '../send-time-words.ts';
import { textIn, tickedIn } from './form-texts.ts';
import { readBlock, typedBlock, type TypedBlock } from './typed-block.ts';

export const TEMPLATE_NAME_MAX = 60;

/** What stands in the form of a broadcast, as typed: also what cannot be read. */
export type TypedBroadcast = {
  title: string;
  languages: readonly ResidentLanguage[];
  blocks: readonly TypedBlock[];
  to: 'everyone' | 'segment';
  segment: Segment;
  when: 'approved' | 'later';
  date: string;
  time: string;
  quietReason: string;
  templateName: string;
};

export function typedOf({ title, composition, audience, schedule }: Composed): TypedBroadcast {
  const { sendAt, quietReason } = schedule;
  return {
    title,
    languages: languagesOf(composition),
    blocks: composition.blocks.map(typedBlock),
    to: audience.kind,
    segment: audience.kind === 'segment' ? audience.segment : EMPTY_SEGMENT,
    when: sendAt === null ? 'approved' : 'later',
    date: sendAt === null ? '' : japaneseDate(new Date(sendAt)),
    time: sendAt === null ? '' : clockInJapan(sendAt),
    quietReason,
    templateName: '',
  };
}

/** More than LINE sends at once, so that what is too much can be seen and taken out. */
const BLOCKS_READ_MAX = 12;

export function readTyped(form: FormData): TypedBroadcast {
  const text = (name: string): string => textIn(form, name);
  const count = Math.min(Number(/^\d{1,2}$/.exec(text('blocks'))?.[0] ?? 0), BLOCKS_READ_MAX);
  const blocks = Array.from({ length: count }, (_, index) => readBlock(form, index)).filter(
    (block) => block !== null,
  );
  const ticked = (prefix: string): string[] => tickedIn(form, prefix);
  return {
    title: text('title'),
    languages: RESIDENT_LANGUAGES.filter((language) => language === 'ja' || form.has(`language-${language}`)),
    blocks,
    to: text('to') === 'segment' ? 'segment' : 'everyone',
    segment: {
      themes: ticked('theme-'),
      kpis: ticked('kpi-'),
      languages: ticked('speaks-').flatMap((tick) => readResidentLanguage(tick) ?? []),
      ageBands: ticked('age-').flatMap((tick) => readAgeBand(tick) ?? []),
      districts: ticked('district-'),
    },
    when: text('when') === 'later' ? 'later' : 'approved',
    date: text('date'),
    time: text('time'),
    quietReason: text('quiet-reason'),
    templateName: text('template-name'),
  };
}
