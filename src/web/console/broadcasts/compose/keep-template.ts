import type { Composition } from '../../../../domain/broadcasts/composition.ts';
import { loadTemplates, saveTemplate } from '../../../../storage/template-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { plainLine } from '../../drafts/draft-form.ts';
import type { PlacedFault } from '../typed/placed-faults.ts';
import { TEMPLATE_NAME_MAX } from '../typed/typed-broadcast.ts';

/** Names are what templates are told apart by. One with the very same content is that one, sent twice. */
export async function templateFaults(
  db: D1Database,
  typedName: string,
  composition: Composition,
): Promise<PlacedFault[]> {
  const name = plainLine(typedName);
  const fault = (text: string): PlacedFault[] => [{ section: 'template', name: 'template-name', text }];
  if (name === '') return fault('ひな型の名前を書いてください。');
  if (name.length > TEMPLATE_NAME_MAX)
    return fault(
      `ひな型の名前は${TEMPLATE_NAME_MAX}文字までです（いま${name.length}文字）。短くしてください。`,
    );
  const same = (await loadTemplates(db)).find((template) => template.name === name);
  return same && !isSame(same.composition, composition)
    ? fault('同じ名前のひな型があります。別の名前にしてください。')
    : [];
}

export async function keepTemplate(
  c: ConsoleContext,
  typedName: string,
  composition: Composition,
): Promise<void> {
  const { db, staff, now } = c.var.broadcastDesk;
  const name = plainLine(typedName);
  const known = (await loadTemplates(db)).some((template) => template.name === name);
  if (known) return;
  const template = { id: c.var.deps.newId(), name, composition };
  await saveTemplate(db, { ...template, savedBy: staff.email, savedAt: now.toISOString() });
}

function isSame(one: Composition, other: Composition): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
