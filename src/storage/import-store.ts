/** A file between its preview and the decision to take it into a draft. `content` is JSON. */
export type ImportPreview = {
  id: string;
  draftId: string;
  fileName: string;
  content: string;
  madeBy: string;
  madeAt: string;
};

/** Previews nobody decided on are thrown away after this time. */
const PREVIEW_KEPT_HOURS = 24;

/** D1: 2 MB a value; the rest of the row has to fit beside it. */
const CONTENT_MAX_BYTES = 1_900_000;

/**
 * Keeps a preview, compressed: 10,000 rows would not fit into a row of D1 otherwise. False where it does not fit even
 * so; then nothing was kept.
 */
export async function saveImportPreview(db: D1Database, preview: ImportPreview): Promise<boolean> {
  const content = await gzip(preview.content);
  if (content.byteLength > CONTENT_MAX_BYTES) return false;
  await db
    .prepare(
      `INSERT INTO import_previews (id, draft_id, file_name, content, made_by, made_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
    )
    .bind(preview.id, preview.draftId, preview.fileName, content, preview.madeBy, preview.madeAt)
    .run();
  return true;
}

/** What a preview says from now on: that it was taken, where its rows are needed no longer. */
export async function replaceImportContent(db: D1Database, id: string, content: string): Promise<void> {
  await db
    .prepare('UPDATE import_previews SET content = ?2 WHERE id = ?1')
    .bind(id, await gzip(content))
    .run();
}

/** Null where the draft has no such preview, or had it too long ago. */
export async function loadImportPreview(
  db: D1Database,
  { draftId, id }: Pick<ImportPreview, 'draftId' | 'id'>,
  now: Date,
): Promise<ImportPreview | null> {
  const row = await db
    .prepare(
      `SELECT file_name, content, made_by, made_at FROM import_previews
        WHERE id = ?1 AND draft_id = ?2 AND made_at >= ?3`,
    )
    .bind(id, draftId, oldestKept(now))
    .first<{ file_name: string; content: ArrayBuffer | number[]; made_by: string; made_at: string }>();
  if (!row) return null;
  const content = await gunzip(new Uint8Array(row.content));
  return { id, draftId, fileName: row.file_name, content, madeBy: row.made_by, madeAt: row.made_at };
}

export async function deleteImportPreview(db: D1Database, id: string): Promise<void> {
  await db.prepare('DELETE FROM import_previews WHERE id = ?1').bind(id).run();
}

export async function deleteOldPreviews(db: D1Database, now: Date): Promise<void> {
  await db.prepare('DELETE FROM import_previews WHERE made_at < ?1').bind(oldestKept(now)).run();
}

function oldestKept(now: Date): string {
  return new Date(now.getTime() - PREVIEW_KEPT_HOURS * 3_600_000).toISOString();
}

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Response(bytes).body?.pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
