import { SEGMENT_MIN } from '../../../domain/broadcasts/audience.ts';
import {
  CHUNK_STATES,
  type ChunkStateKind,
  type DeliveryCounts,
} from '../../../domain/broadcasts/delivery.ts';
import type { ChunkCount } from '../../../storage/chunk-counts.ts';

export type LanguageFigures = {
  language: string;
  counts: DeliveryCounts;
  chunks: number;
  recipients: number;
};

/** How far a broadcast is, as a page tells it. */
export type DeliveryFigures = {
  byLanguage: readonly LanguageFigures[];
  total: DeliveryCounts;
  chunks: number;
  /** Null for everyone: only LINE knows. */
  recipients: number | null;
  undecided: number;
  /** So few read one of the languages that a figure beside the others would single them out. */
  isSmallPart: boolean;
};

export function deliveryFigures(rows: readonly ChunkCount[]): DeliveryFigures {
  const byLanguage = [...Map.groupBy(rows, ({ language }) => language)].map(([language, ofLanguage]) => {
    const counts = countsOf(ofLanguage);
    return {
      language,
      counts,
      chunks: sumOf(ofLanguage, 'chunks'),
      recipients: sumOf(ofLanguage, 'recipients'),
    };
  });
  const isForEveryone = rows.some(({ recipients }) => recipients === null);
  return {
    byLanguage,
    total: countsOf(rows),
    chunks: sumOf(rows, 'chunks'),
    recipients: isForEveryone ? null : sumOf(rows, 'recipients'),
    undecided: sumOf(rows, 'undecided'),
    isSmallPart: byLanguage.some(({ recipients }) => recipients > 0 && recipients < SEGMENT_MIN),
  };
}

function countsOf(rows: readonly ChunkCount[]): DeliveryCounts {
  const counted = (state: ChunkStateKind): { chunks: number; recipients: number } => {
    const inState = rows.filter((row) => row.state === state);
    return { chunks: sumOf(inState, 'chunks'), recipients: sumOf(inState, 'recipients') };
  };
  const [waiting, leased, done, failed, unknown, stopped] = CHUNK_STATES.map(counted);
  const none = { chunks: 0, recipients: 0 };
  return {
    waiting: waiting ?? none,
    leased: leased ?? none,
    done: done ?? none,
    failed: failed ?? none,
    unknown: unknown ?? none,
    stopped: stopped ?? none,
  };
}

function sumOf(rows: readonly ChunkCount[], name: 'chunks' | 'recipients' | 'undecided'): number {
  return rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
}

/** Fewer than 20 are never told as a figure. */
export function peopleWords(count: number | null): string {
  if (count === null) return '友だち全員';
  if (count > 0 && count < SEGMENT_MIN) return `${SEGMENT_MIN}人未満`;
  return `${figureWords(count)}人`;
}

export function figureWords(count: number): string {
  return count.toLocaleString('ja-JP');
}

const MINUTE_MS = 60_000;

/** How many LINE has taken a minute since the start; null while that says nothing yet. */
export function ratePerMinute(done: number, startedAt: string, progressAt: string): number | null {
  const minutes = (Date.parse(progressAt) - Date.parse(startedAt)) / MINUTE_MS;
  return done > 0 && minutes >= 0.05 ? Math.round(done / minutes) : null;
}
