import type { Composition } from '../domain/broadcasts/composition.ts';

/** A composition kept to start from again. */
export type Template = {
  id: string;
  name: string;
  composition: Composition;
  savedBy: string;
  savedAt: string;
};

type TemplateColumns = { id: string; name: string; composition: string; saved_by: string; saved_at: string };

function readTemplate(row: TemplateColumns): Template {
  const composition = JSON.parse(row.composition) as Composition;
  return { id: row.id, name: row.name, composition, savedBy: row.saved_by, savedAt: row.saved_at };
}

export async function loadTemplates(db: D1Database): Promise<Template[]> {
  const { results } = await db
    .prepare('SELECT * FROM broadcast_templates ORDER BY name, saved_at')
    .all<TemplateColumns>();
  return results.map(readTemplate);
}

export async function loadTemplate(db: D1Database, id: string): Promise<Template | null> {
  const row = await db
    .prepare('SELECT * FROM broadcast_templates WHERE id = ?1')
    .bind(id)
    .first<TemplateColumns>();
  return row && readTemplate(row);
}

export async function saveTemplate(db: D1Database, template: Template): Promise<void> {
  await db
    .prepare(
      'INSERT INTO broadcast_templates (id, name, composition, saved_by, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)',
    )
    .bind(
      template.id,
      template.name,
      JSON.stringify(template.composition),
      template.savedBy,
      template.savedAt,
    )
    .run();
}

export async function deleteTemplate(db: D1Database, id: string): Promise<void> {
  await db.prepare('DELETE FROM broadcast_templates WHERE id = ?1').bind(id).run();
}
