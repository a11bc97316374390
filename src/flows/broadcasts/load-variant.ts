import type { messagingApi } from '@line/bot-sdk';
import type { Content } from '../../domain/broadcasts/content.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import { loadContent } from '../../storage/broadcast-contents.ts';

/** What a revision of a broadcast says in a language, message for message; null where it does not, or is not kept. */
export async function loadVariant(
  db: D1Database,
  { id, revision, language }: { id: string; revision: number; language: ResidentLanguage },
): Promise<readonly messagingApi.Message[] | null> {
  const stored = await loadContent(db, id, revision);
  if (!stored) return null;
  const { variants } = JSON.parse(stored.content) as Content<messagingApi.Message>;
  return variants.find((variant) => variant.language === language)?.messages ?? null;
}
