import { checkActual } from '../../../domain/plan/check-actual.ts';
import { keyOf } from '../../../domain/plan/table-schema.ts';
import { isEditable } from '../../../domain/drafts/draft.ts';
import { proposeFollowers, type FollowerProposal } from '../../../flows/follower-proposal.ts';
import type { Seen } from '../../../flows/drafts/rows-as-seen.ts';
import { fiscalYear as yearWords } from '../../../messages/wording/ja-figures.ts';
import { loadRoll } from '../../../storage/staff-store.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { FieldFault } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import type { CellMessage } from '../parts/sheet-parts.tsx';
import { draftHref, readOnlyWhy } from '../plan-edit/edit-page.tsx';
import { respondPage } from '../respond.tsx';
import { ActualsSheet } from './actuals-page.tsx';
import { isSure, sureOf, SURE } from './judge-row.ts';
import type { OpenSheet } from './open-sheet.ts';
import type { BulkInput, PostedRows } from './posted-sheet.ts';
import { cellMessagesOf } from './remark-words.ts';
import { mergedSentence, messagesOf } from './save-answer.ts';
import { judgeRows, type Outcomes } from './save-sheet.ts';
import type { RowCells } from './sheet-table.tsx';
import { actualKey, blankInput, inputOf, OBSERVATIONS, type SheetRow } from './year-sheet.ts';

/** A form that comes back with what was typed: from before it was saved, or with rows that could not be. */
export type SentSheet = {
  posted: PostedRows;
  bulk: BulkInput;
  pasted: string;
  seen: Seen;
  outcomes: Outcomes | null;
  notices: { kind: 'success' | 'info' | 'warning'; title: string }[];
};

/** The page of the sheet; without `sent`, as the draft has it. */
export async function respondSheet(c: ConsoleContext, opened: OpenSheet, sent: SentSheet | null = null) {
  const { open, fiscalYear, today, sheet, rows, plan, now, judged, years } = opened;
  const { draft, newest } = open;
  const why = readOnlyWhy(draft, c.var.staff);
  const proposal = await proposeFollowers(c.env.DB, plan, fiscalYear);
  const outcomes = sent ? (sent.outcomes ?? judgeRows(rows, sent.posted, now, judged)) : null;
  const isLooking = sent !== null && sent.outcomes === null;
  const messages = outcomes ? messagesOf(opened, outcomes, { asOneWorks: isLooking }) : faultsInDraft(opened);
  const faults = sent?.outcomes ? faultsOf(opened, sent.outcomes) : [];
  const blank = blankInput(fiscalYear, today);
  const cellsOf = ({ indicator: { id } }: SheetRow): RowCells => {
    const row = now(OBSERVATIONS, actualKey(id, fiscalYear));
    const posted = sent?.posted.get(id);
    const outcome = outcomes?.get(id);
    const sure =
      outcome?.kind === 'held'
        ? { value: sureOf(outcome.row), isSet: isSure(posted?.sure ?? '', outcome.row) }
        : { value: SURE, isSet: false };
    return { input: posted?.input ?? (row ? inputOf(row) : blank), sure };
  };
  return respondPage(
    c,
    {
      title: `${yearWords(fiscalYear)}の実績${why ? '' : 'を入れる'}`,
      here: 'drafts',
      help: 'actuals',
      trail: [{ href: draftHref(draft.id), label: draft.title }],
      lead: why ? undefined : '値を入れた行だけが下書きに入ります。公開されるのは、承認のあとです。',
      notice: (
        <>
          {why ? <Notice kind="info" title={why} /> : null}
          {(sent?.notices ?? (await doneNotices(c))).map(({ kind, title }) => (
            <Notice kind={kind} title={title} />
          ))}
        </>
      ),
      children: (
        <ActualsSheet
          sheet={sheet}
          cellsOf={cellsOf}
          messages={messages}
          proposal={proposal}
          readOnly={why !== null}
          open={open}
          years={years}
          seen={sent?.seen ?? { revision: draft.revision, version: newest.head.number }}
          bulk={sent?.bulk ?? { as_of: blank.as_of, status: blank.status, source: '' }}
          pasted={sent?.pasted ?? ''}
          faults={faults}
          isUnsaved={sent !== null}
        />
      ),
    },
    faults.length > 0 ? 422 : 200,
  );
}

/** Everything that keeps a row out, for the list above the sheet. */
function faultsOf({ rows, fiscalYear, titles }: OpenSheet, outcomes: Outcomes): FieldFault[] {
  return rows.flatMap(({ indicator }) => {
    const outcome = outcomes.get(indicator.id);
    if (outcome?.kind !== 'held') return [];
    return cellMessagesOf(outcome, { indicator, fiscalYear, titles })
      .filter(([, { level }]) => level !== 'note')
      .map(([name, { level, text }]) => ({
        name,
        text: `${indicator.name.text}：${text}${level === 'ask' ? '正しければ「確かめました」に印を付けてください。' : ''}`,
      }));
  });
}

/** A draft may hold rows that are wrong, from a file or since the plan has changed. */
function faultsInDraft({ open, rows, fiscalYear, judged, titles, now }: OpenSheet): Map<string, CellMessage> {
  if (!isEditable(open.draft)) return new Map();
  const own = new Set(open.changes.filter(({ table }) => table === OBSERVATIONS).map(({ key }) => key));
  return new Map(
    rows.flatMap(({ indicator }) => {
      const key = keyOf(indicator.id, String(fiscalYear));
      const row = own.has(key) ? now(OBSERVATIONS, key) : null;
      if (!row) return [];
      const { remarks } = checkActual(indicator, fiscalYear, inputOf(row), judged);
      const held = { kind: 'held', row, remarks: remarks.filter(({ level }) => level === 'error') } as const;
      return cellMessagesOf(held, { indicator, fiscalYear, titles });
    }),
  );
}

/** What was done before this page was opened; names come from the roll, never from the address. */
async function doneNotices(c: ConsoleContext): Promise<SentSheet['notices']> {
  if (c.req.query('done') !== 'saved') return [];
  const count = (name: string): number => {
    const text = c.req.query(name) ?? '';
    return /^\d{1,4}$/.test(text) ? Number(text) : 0;
  };
  const merged = count('merged');
  if (merged === 0) return [{ kind: 'success', title: savedWords(count('rows')) }];
  const by = new Set(c.req.queries('by'));
  const names = (await loadRoll(c.env.DB)).filter(({ email }) => by.has(email)).map(({ name }) => name);
  return [
    { kind: 'success', title: savedWords(count('rows')) },
    { kind: 'info', title: mergedSentence(merged, names).text },
  ];
}

export function savedWords(rows: number): string {
  return rows === 0 ? '変わったところはありませんでした' : `${rows}行を下書きに保存しました`;
}

type Words = SentSheet['notices'];

export function filledWords(): Words {
  return [{ kind: 'info', title: '空いている欄に入れました。まだ保存していません' }];
}

export function pastedWords(filled: number, leftOver: number): Words {
  const words = `${filled}行に入れました。まだ保存していません`;
  if (leftOver === 0) return [{ kind: 'info', title: words }];
  const why = '表に合う行がないか、指標の名前が違います';
  return [
    { kind: 'warning', title: `${words}。${leftOver}行は入れられず、貼り付け欄に残しました（${why}）` },
  ];
}

export function proposedWords(proposal: FollowerProposal | null): Words {
  return proposal
    ? [
        {
          kind: 'info',
          title: `「${proposal.indicator.name.text}」の行に入れました。確かめてから保存してください`,
        },
      ]
    : [{ kind: 'warning', title: 'LINEの統計に、この年度の値がありません' }];
}
