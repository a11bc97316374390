import type { Status } from '../domain/progress/rate-progress.ts';

/** Colours of the cards. Text on its background keeps a contrast of at least 4.5:1; a test holds that. */
export const PALETTE = {
  paper: '#FFFFFF',
  ink: '#1B2733',
  quiet: '#4F5B66',
  brand: '#0B5563',
  onBrand: '#FFFFFF',
  onBrandQuiet: '#D9EEF1',
  line: '#D5DCE1',
  track: '#DFE5E9',
  mark: '#1B2733',
  soft: '#F1F5F7',
  sample: '#8A3B00',
  sampleBack: '#FFF1E2',
} as const;

/** A status is told by symbol and word first; the colour only repeats it. */
export const STATUS_COLOURS: Record<Status, { ink: string; back: string }> = {
  achieved: { ink: '#0A5C36', back: '#E2F4EA' },
  on_track: { ink: '#0A5C36', back: '#E2F4EA' },
  mostly: { ink: '#28600A', back: '#EDF5DF' },
  behind: { ink: '#8A3B00', back: '#FFF1E2' },
  worse: { ink: '#A3122A', back: '#FDE8EB' },
  missed: { ink: '#A3122A', back: '#FDE8EB' },
  under_way: { ink: '#174A8C', back: '#E6EFFA' },
  pending: { ink: '#4F5B66', back: '#EEF1F3' },
  unrated: { ink: '#4F5B66', back: '#EEF1F3' },
};
