import type { Schedule } from '../../../../domain/broadcasts/broadcast.ts';
import type { CompositionFault } from '../../../../domain/broadcasts/check-composition.ts';
import type { Composition } from '../../../../domain/broadcasts/composition.ts';
import { scheduleFault } from '../../../../domain/broadcasts/send-time.ts';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { TOO_FEW } from '../audience-lines.ts';
import { faultLine } from '../composition-words.ts';
import { blockField } from './typed-block.ts';

export type FormSection = 'title' | 'content' | 'audience' | 'time' | 'template';

/**
 * What keeps a broadcast from being sent, by the section and the field it is put right in. `where` is for a list, in
 * which the field is not beside it.
 */
export type PlacedFault = FieldFault & { section: FormSection; where?: string };

export function contentFault(fault: CompositionFault, composition: Composition): PlacedFault {
  const { where, what } = wordsOf(fault, composition);
  return { ...placeOf(fault, composition), where, text: what };
}

/** A new block has no version yet, which is not a wrong one. */
function wordsOf(fault: CompositionFault, composition: Composition): { where: string; what: string } {
  const line = faultLine(fault, composition);
  return fault.kind === 'unknown-version' && fault.version === 0
    ? { ...line, what: '版が選ばれていません。選んでください。' }
    : line;
}

function placeOf(fault: CompositionFault, { blocks }: Composition): Omit<PlacedFault, 'text'> {
  switch (fault.kind) {
    case 'no-block':
    case 'too-many-blocks':
      return { section: 'content', name: 'content' };
    case 'text-missing':
    case 'text-too-long':
    case 'unseen-sign':
      return { section: 'content', name: blockField(fault.block, `${fault.field}-${fault.language}`) };
    case 'not-an-address':
    case 'address-too-long':
      return { section: 'content', name: blockField(fault.block, 'url') };
    case 'closing-past':
      return { section: 'content', name: blockField(fault.block, 'closes') };
    case 'unknown-version':
    case 'nothing-changed':
      return { section: 'content', name: blockField(fault.block, 'version') };
    case 'no-indicator':
    case 'too-many-cards':
    case 'unknown-indicator':
    case 'indicator-twice':
    case 'retired-indicator':
    case 'sample-figures':
    case 'not-changed-there': {
      const isChosen = blocks[fault.block]?.kind === 'kpis';
      return { section: 'content', name: blockField(fault.block, isChosen ? 'ids' : 'version') };
    }
    case 'unknown-theme':
    case 'unknown-kpi':
      return { section: 'audience', name: 'follows' };
    case 'unknown-district':
      return { section: 'audience', name: 'districts' };
  }
}

export function tooFewFaults(isTooFew: boolean): PlacedFault[] {
  return isTooFew
    ? [{ section: 'audience', name: 'to', text: `送り先が${TOO_FEW}。条件をゆるめてください。` }]
    : [];
}

/** As if it were approved now. */
export function timeFaults(schedule: Schedule, now: Date, undoMinutes: number): PlacedFault[] {
  const fault = scheduleFault(schedule, now, undoMinutes);
  switch (fault?.kind) {
    case undefined:
      return [];
    case 'in-the-past':
      return [
        {
          section: 'time',
          name: 'date',
          text: 'この日時は過ぎています。これからの日時にするか、「承認されたらすぐ」にしてください。',
        },
      ];
    case 'quiet-hours':
      return [
        {
          section: 'time',
          name: 'quiet-reason',
          text: `送り始めが${momentInJapan(fault.startAt)}で、夜間・早朝（20:00〜9:00）にかかります。理由を書くか、日時を変えてください。`,
        },
      ];
  }
}
