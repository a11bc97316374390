import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { RowAddress } from './references.ts';

/** The draft that the address names; null where there is none. */
export function openDraft(c: ConsoleContext): Promise<OpenDraft | null> {
  return c.var.desk.opener.open(c.env.DB, c.req.param('id') ?? '');
}

/** A key is taken as it is: its parts are parted by a tab, which trimming could take away. Null where none was sent. */
export function postedKey(c: ConsoleContext): string | null {
  const key = c.var.form.get('key');
  return typeof key === 'string' ? key : null;
}

/** Whether the draft has ever held a row. */
export function isTouched(open: OpenDraft, { table, key }: RowAddress): boolean {
  return open.rows.some((row) => row.table === table && row.key === key);
}
