import type { FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { rowName } from '../row-names.ts';
import type { RowFault } from './check-rows.ts';
import { plansOf } from './draft-rows.ts';
import { draftHref } from './edit-page.tsx';
import type { RowAddress } from './references.ts';

export function rowHref(draftId: string, { table, key }: RowAddress): string {
  const path = `/tables/${encodeURIComponent(table)}/row?key=${encodeURIComponent(key)}`;
  return draftHref(draftId, path);
}

/** Faults of other rows that a change would cause, each with the way to its row. */
export function ElsewhereFaults({ open, faults }: { open: OpenDraft; faults: readonly RowFault[] }) {
  if (faults.length === 0) return null;
  const shown = faults.slice(0, SHOWN_MAX);
  return (
    <Notice kind="error" title="このままでは、ほかのところと合わなくなるため、保存していません">
      <ul>
        {shown.map((fault) => (
          <li>
            <a href={rowHref(open.draft.id, fault)}>{rowName(fault.table, fault.key, plansOf(open))}</a>：
            {fault.text}
          </li>
        ))}
      </ul>
      {faults.length > shown.length ? <p>ほかに{faults.length - shown.length}件あります。</p> : null}
    </Notice>
  );
}

const SHOWN_MAX = 20;

/** The faults of a form by its fields; only the first of each, as the next is often its consequence. */
export function errorsByField(faults: readonly FieldFault[]): Map<string, string> {
  return new Map([...faults].reverse().map(({ name, text }) => [name, text]));
}
