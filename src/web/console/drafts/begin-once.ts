import type { Draft } from '../../../domain/drafts/draft.ts';
import { loadDraft } from '../../../storage/draft-store.ts';
import type { ConsoleContext } from '../console-env.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Makes one draft however often a form is sent: the form carries the id. What was sent again with other words (with
 * the browser's way back) is another draft. Gives the draft's id, or null where `begin` has made none.
 */
export async function beginOnce(
  c: ConsoleContext,
  carried: string,
  meant: Pick<Draft, 'title' | 'reason'>,
  begin: (newId: string) => Promise<string | null>,
): Promise<string | null> {
  const { deps, staff } = c.var;
  if (!UUID.test(carried)) return begin(deps.newId());
  const isSame = (draft: Draft): boolean =>
    draft.createdBy === staff.email && draft.title === meant.title && draft.reason === meant.reason;
  const known = await loadDraft(c.env.DB, carried);
  if (known) return isSame(known) ? known.id : begin(deps.newId());
  try {
    return await begin(carried);
  } catch (error) {
    const meanwhile = await loadDraft(c.env.DB, carried);
    if (!meanwhile) throw error;
    return isSame(meanwhile) ? meanwhile.id : begin(deps.newId());
  }
}
