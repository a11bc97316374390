import { beginBroadcast, BROADCAST_TITLE_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import {
  loadBroadcast,
  loadBroadcastsUnderWay,
  loadStartedBroadcasts,
} from '../../../../storage/broadcast-store.ts';
import { loadTemplates } from '../../../../storage/template-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { plainLine, readText } from '../../drafts/draft-form.ts';
import { loadOfficerNames } from '../../officer-names.ts';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { Notice } from '../../parts/notice-parts.tsx';
import { field, redirectTo, respondPage } from '../../respond.tsx';
import { broadcastHref } from '../broadcast-href.ts';
import { broadcastTitleFaults } from '../typed/read-composed.ts';
import { beginningOf, NewBroadcastPage, type TypedBeginning } from './new-broadcast-page.tsx';

const EARLIER_SHOWN = 50;
const COPY = '（写し）';
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The form as the page that led here wants it: `of` an earlier broadcast, or from a template. */
export async function beginningFrom(c: ConsoleContext): Promise<TypedBeginning> {
  const [of = '', template = ''] = [c.req.query('of'), c.req.query('template')];
  const earlier = of === '' ? null : await loadBroadcast(c.env.DB, of);
  if (earlier) {
    const title = `${earlier.title.slice(0, BROADCAST_TITLE_MAX - COPY.length)}${COPY}`;
    return { title, start: 'earlier', template: '', earlier: earlier.id };
  }
  return { title: '', start: template === '' ? 'empty' : 'template', template, earlier: '' };
}

type NewView = { newId: string; typed: TypedBeginning; faults?: readonly FieldFault[]; done?: string };

export async function respondNew(
  c: ConsoleContext,
  { newId, typed, faults = [], done }: NewView,
): Promise<Response> {
  const { DB: db } = c.env;
  const [templates, underWay, started, names, chosen] = await Promise.all([
    loadTemplates(db),
    loadBroadcastsUnderWay(db),
    loadStartedBroadcasts(db, EARLIER_SHOWN),
    loadOfficerNames(db),
    typed.earlier === '' ? null : loadBroadcast(db, typed.earlier),
  ]);
  const all = new Map([...underWay, ...started, ...(chosen ? [chosen] : [])].map((one) => [one.id, one]));
  const earlier = [...all.values()].sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
  return respondPage(
    c,
    {
      title: '新しい配信',
      here: 'broadcasts',
      help: 'broadcast-compose',
      lead: '作っても、承認されるまで住民には届きません。',
      notice: done === 'template-deleted' ? <Notice kind="success" title="ひな型を消しました" /> : null,
      children: <NewBroadcastPage {...{ newId, typed, templates, earlier, names, faults }} />,
    },
    faults.length > 0 ? 422 : 200,
  );
}

export async function beginFromForm(c: ConsoleContext): Promise<Response> {
  const typed: TypedBeginning = {
    title: plainLine(readText(c, 'title')),
    start: field(c, 'start'),
    template: field(c, 'template'),
    earlier: field(c, 'earlier'),
  };
  const newId = field(c, 'broadcast');
  const beginning = beginningOf(typed);
  const chooseFrom = typed.start === 'template' ? 'template' : 'earlier';
  const faults = [
    ...broadcastTitleFaults(typed.title),
    ...(['empty', 'template', 'earlier'].includes(typed.start)
      ? []
      : [{ name: 'start', text: '何から始めるか選んでください。' }]),
    ...(beginning ? [] : [{ name: chooseFrom, text: '写すものを選んでください。' }]),
  ];
  if (faults.length > 0 || !beginning) return respondNew(c, { newId, typed, faults });
  const id = await beginOnce(c, newId, typed.title, (carried) =>
    beginBroadcast(c.var.broadcastDesk, { title: typed.title, beginning, newId: carried }),
  );
  if (id !== null) return redirectTo(c, broadcastHref(id, '/edit'), 'begun');
  const gone = { name: chooseFrom, text: '選んだものは、もうありません。選び直してください。' };
  return respondNew(c, { newId, typed: { ...typed, [chooseFrom]: '' }, faults: [gone] });
}

/** Makes one broadcast however often the form is sent: it carries the id. With another title it is another one. */
async function beginOnce(
  c: ConsoleContext,
  carried: string,
  title: string,
  begin: (newId: string) => Promise<string | null>,
): Promise<string | null> {
  const { deps, staff } = c.var;
  if (!UUID.test(carried)) return begin(deps.newId());
  const find = async (): Promise<'none' | 'same' | 'other'> => {
    const known = await loadBroadcast(c.env.DB, carried);
    if (!known) return 'none';
    return known.createdBy === staff.email && known.title === title ? 'same' : 'other';
  };
  const before = await find();
  if (before !== 'none') return before === 'same' ? carried : begin(deps.newId());
  try {
    return await begin(carried);
  } catch (error) {
    const meanwhile = await find();
    if (meanwhile === 'none') throw error;
    return meanwhile === 'same' ? carried : begin(deps.newId());
  }
}
