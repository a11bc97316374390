import type { Row } from '../../src/domain/plan/table-schema.ts';
import { approve, submit } from '../../src/flows/drafts/review-draft.ts';
import { env } from 'cloudflare:workers';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Page } from './console-client.ts';
import { APPROVER, deskOf, EDITOR, newDraft, open, save, seen } from './draft-desk.ts';

/** Pages of the console as a browser and a reader have them. */
const ENTITIES: Record<string, string> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};
const plain = (html: string): string =>
  html.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);

/** The words of a page, as one reads them. */
export const wordsOf = ({ html }: Page): string => plain(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

type SentForm = { action: string; fields: Record<string, string> };

/** Every form of a page that changes something, with what a browser would send of it but for its buttons and token. */
export function formsOf({ html }: Page): SentForm[] {
  return [...html.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].flatMap(([, tag = '', inner = '']) => {
    const action = attribute(` ${tag}`, 'action') ?? '';
    return / ?method="post"/.test(tag) ? [{ action, fields: fieldsIn(inner) }] : [];
  });
}

function fieldsIn(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = attribute(tag, 'name');
    const isTick = /type="(?:checkbox|radio)"/.test(tag);
    if (name && (!isTick || / checked/.test(tag))) fields[name] = attribute(tag, 'value') ?? '';
  }
  for (const [, tag = '', inner = ''] of html.matchAll(/<(select [^>]*)>(.*?)<\/select>/gs)) {
    const [option = ''] = /<option [^>]*selected[^>]*>/.exec(inner) ?? /<option [^>]*>/.exec(inner) ?? [];
    fields[attribute(tag, 'name') ?? ''] = attribute(option, 'value') ?? '';
  }
  for (const [, tag = '', inner = ''] of html.matchAll(/<(textarea [^>]*)>(.*?)<\/textarea>/gs))
    fields[attribute(tag, 'name') ?? ''] = plain(inner).replace(/^\n/, '');
  delete fields['token'];
  return fields;
}

/** The form of a page whose address ends so. */
export function formOf(page: Page, ending: string): Record<string, string> {
  const form = formsOf(page).find(({ action }) => action.endsWith(ending));
  if (!form) throw new Error(`no form to ${ending} on a page of status ${page.status}: ${wordsOf(page)}`);
  return form.fields;
}

/** What is said at a field, with the page's summary leading to it; undefined where nothing is wrong there. */
export function errorAt({ html }: Page, name: string): string | undefined {
  const id = `field-${name.replace(/[^\w-]/g, '-')}`;
  const said = new RegExp(`id="${id}-error">([^<]*)<`).exec(html)?.[1];
  const isLed = html.includes(`href="#${id}"`);
  return said !== undefined && isLed && html.includes(`id="${id}"`) ? plain(said) : undefined;
}

/** Where the summary of faults leads to and nothing is. */
export function deadEnds({ html }: Page): string[] {
  return [...html.matchAll(/href="#(field-[^"]*)"/g)]
    .map(([, id = '']) => id)
    .filter((id) => !html.includes(` id="${id}"`));
}

/** A row as the draft would publish it. */
export async function rowIn(
  id: string,
  table: string,
  isIt: (row: Row) => boolean,
): Promise<Row | undefined> {
  return (await open(id)).dataset.tables[table]?.find(isIt);
}

/** Has a draft approved by a second person: what residents are told from now on. */
export async function publish(id: string): Promise<Plan> {
  const handedIn = await submit(deskOf(EDITOR, 20), seen(await open(id)));
  if (!handedIn.ok) throw new Error(JSON.stringify(handedIn.fault));
  const at = { publishAt: null, selfApproval: null };
  const done = await approve(deskOf(APPROVER, 21), seen(await open(id)), at);
  if (!done.ok) throw new Error(JSON.stringify(done.fault));
  return (await deskOf(EDITOR).versions.newest(env.DB)).plan;
}

/** Publishes rows by way of another draft. */
export async function publishRows(...rows: Parameters<typeof save>[1][]): Promise<Plan> {
  const id = await newDraft('べつの下書き');
  await save(id, ...rows);
  return publish(id);
}
