import { PUBLISHED_FROM_DATA, type VersionHead } from '../../../storage/plan-store.ts';

const SHORT_HASH = 8; // digits: enough to tell two versions apart by eye

export function shortHash({ sha256 }: Pick<VersionHead, 'sha256'>): string {
  return sha256.slice(0, SHORT_HASH);
}

export function versionHref(number: number, rest = ''): string {
  return `/console/versions/${number}${rest}`;
}

/** Why a version was published; what came with the program has no reason of an officer's. */
export function versionReason({ publishedBy, reason }: Pick<VersionHead, 'publishedBy' | 'reason'>): string {
  return publishedBy === PUBLISHED_FROM_DATA ? '町の資料から' : reason;
}

/** The number of a version as it was typed; null where it is none. */
export function readVersionNumber(text: string | undefined): number | null {
  const plain = (text ?? '').normalize('NFKC').trim();
  return /^[1-9]\d{0,8}$/.test(plain) ? Number(plain) : null;
}
