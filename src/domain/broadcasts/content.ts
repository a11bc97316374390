import type { ResidentLanguage } from '../language.ts';
import type { Audience } from './audience.ts';
import type { Schedule } from './broadcast.ts';

/**
 * What a broadcast says, down to the last sign, as it is handed in, approved and sent. `Message` is LINE's; here it is
 * only carried. For everyone the Japanese messages are sent, and buttons answer with the other languages.
 */
export type Content<Message = unknown> = {
  title: string;
  audience: Audience;
  schedule: Schedule;
  variants: readonly { language: ResidentLanguage; messages: readonly Message[] }[];
};

/** The text the hash is taken of: the same content always gives the same text. */
export function canonicalContent({ title, audience, schedule, variants }: Content): string {
  return JSON.stringify({
    title,
    audience:
      audience.kind === 'everyone'
        ? { kind: 'everyone' }
        : {
            kind: 'segment',
            segment: {
              themes: [...audience.segment.themes].sort(),
              kpis: [...audience.segment.kpis].sort(),
              languages: [...audience.segment.languages].sort(),
              ageBands: [...audience.segment.ageBands].sort(),
              districts: [...audience.segment.districts].sort(),
            },
          },
    schedule: { sendAt: schedule.sendAt, quietReason: schedule.quietReason },
    variants: variants.map(({ language, messages }) => ({ language, messages })),
  });
}

/** LINE's name for the figures of a broadcast to a segment: at most 30 letters and digits, one for each broadcast. */
export function aggregationUnitOf(broadcastId: string): string {
  return `ayumi_${broadcastId.replaceAll('-', '').slice(0, 24)}`;
}
