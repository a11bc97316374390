import type { messagingApi } from '@line/bot-sdk';
import type { Content } from '../../domain/broadcasts/content.ts';
import type { ResidentLanguage } from '../../domain/language.ts';
import { loadReadableContent } from '../../storage/broadcast-contents.ts';

/** What a revision of a broadcast says in a language, message for message; null where it does not, or not to them. */
export async function loadVariant(
  db: D1Database,
  {
    id,
    revision,
    language,
    userId,
  }: { id: string; revision: number; language: ResidentLanguage; userId: string | null },
): Promise<readonly messagingApi.Message[] | null> {
  const content = await loadReadableContent(db, { broadcastId: id, revision, userId });
  if (content === null) return null;
  const { variants } = JSON.parse(content) as Content<messagingApi.Message>;
  return variants.find((variant) => variant.language === language)?.messages ?? null;
}
