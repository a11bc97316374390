import { REASON_MAX, TITLE_MAX } from '../../../flows/drafts/edit-draft.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { FieldFault } from '../parts/form-parts.tsx';

/** What stands beside everything a draft changes: one line, without signs that nobody sees. */
export function plainLine(typed: string): string {
  return typed
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
}

/** The same for a text of several lines. */
export function plainText(typed: string): string {
  return typed
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim();
}

export function readText(c: ConsoleContext, name: string): string {
  const value = c.var.form.get(name);
  return typeof value === 'string' ? value : '';
}

export function titleFaults(title: string): FieldFault[] {
  if (title === '') return [{ name: 'title', text: '題名を書いてください。' }];
  return title.length > TITLE_MAX
    ? [
        {
          name: 'title',
          text: `題名は${TITLE_MAX}文字までです（いま${title.length}文字）。短くしてください。`,
        },
      ]
    : [];
}

/** Of a reason that must not be blank where `needed` says what for. */
export function reasonFaults(name: string, reason: string, needed?: string): FieldFault[] {
  if (reason === '' && needed) return [{ name, text: needed }];
  return reason.length > REASON_MAX
    ? [{ name, text: `理由は${REASON_MAX}文字までです（いま${reason.length}文字）。短くしてください。` }]
    : [];
}

export function errorOf(faults: readonly FieldFault[], name: string): string | undefined {
  return faults.find((fault) => fault.name === name)?.text;
}
