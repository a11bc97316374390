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
export const PREVIEW_KEPT_HOURS = 24;

/** Keeps a preview, compressed: 10,000 rows would not fit into a row of D1 otherwise. */
export async function saveImportPreview(db: D1Database, preview: ImportPreview): Promise<void> {
  const content = await gzip(preview.content);
  await db
    .prepare(
      `INSERT INTO import_previews (id, draft_id, file_name, content, made_by, made_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
    )
    .bind(preview.id, preview.draftId, preview.fileName, content, preview.madeBy, preview.madeAt)
    .run();
}

export async function loadImportPreview(
  db: D1Database,
  draftId: string,
  id: string,
): Promise<ImportPreview | null> {
  const row = await db
    .prepare(
      'SELECT file_name, content, made_by, made_at FROM import_previews WHERE id = ?1 AND draft_id = ?2',
    )
    .bind(id, draftId)
    .first<{ file_name: string; content: ArrayBuffer | number[]; made_by: string; made_at: string }>();
  if (!row) return null;
  const content = await gunzip(new Uint8Array(row.content));
  return { id, draftId, fileName: row.file_name, content, madeBy: row.made_by, madeAt: row.made_at };
}

export async function deleteImportPreview(db: D1Database, id: string): Promise<void> {
  await db.prepare('DELETE FROM import_previews WHERE id = ?1').bind(id).run();
}

export async function deleteOldPreviews(db: D1Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - PREVIEW_KEPT_HOURS * 3_600_000).toISOString();
  await db.prepare('DELETE FROM import_previews WHERE made_at < ?1').bind(before).run();
}

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Response(bytes).body?.pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
