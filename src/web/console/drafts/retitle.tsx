import type { Draft } from '../../../domain/drafts/draft.ts';
import { retitleDraft, type EditFault } from '../../../flows/drafts/edit-draft.ts';
import type { Result } from '../../../domain/result.ts';
import type { ConsoleContext } from '../console-env.ts';
import { conflictPage } from '../fault-pages.tsx';
import { loadOfficerNames } from '../officer-names.ts';
import { Button, ButtonLink, Form } from '../parts/form-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { closedWords, draftHref } from '../plan-edit/edit-page.tsx';
import { momentInJapan } from '../time-words.ts';

type Words = Pick<Draft, 'title' | 'reason'>;

/**
 * Gives a draft other words. Rows are saved all the time while a page is open: what counts is whether somebody else
 * has written other words since.
 */
export async function retitle(
  { desk }: ConsoleContext['var'],
  draft: Draft,
  { seen, words }: { seen: Words & { revision: number }; words: Words },
): Promise<Result<{ revision: number }, EditFault>> {
  const isAsSeen = draft.title === seen.title && draft.reason === seen.reason;
  const revision = isAsSeen ? draft.revision : seen.revision;
  if (draft.state.kind === 'open' && draft.title === words.title && draft.reason === words.reason)
    return { ok: true, value: { revision: draft.revision } };
  return retitleDraft(desk, { id: draft.id, revision, ...words });
}

/** 409: both words side by side; what was typed can still be kept. */
export async function respondOtherWords(c: ConsoleContext, now: Draft, mine: Words): Promise<Response> {
  const { deps, staff, formToken } = c.var;
  const names = await loadOfficerNames(c.env.DB);
  const isOpen = now.state.kind === 'open';
  const page = conflictPage({
    town: deps.town,
    staff,
    formToken,
    reason: isOpen
      ? `ページを開いたあとで、${names(now.updatedBy)}さんが${momentInJapan(now.updatedAt)}に題名か理由を変えました。まだ何も上書きしていません`
      : `${closedWords(now)}。題名と理由は保存していません`,
    children: (
      <>
        <DataTable
          caption="題名と理由"
          columns={[
            { heading: '項目', names: true, cell: ([label]: [string, string, string]) => label },
            { heading: 'いまの内容', cell: ([, theirs]) => theirs || '（空白）' },
            { heading: 'あなたの内容', cell: ([, , own]) => own || '（空白）' },
          ]}
          rows={[
            ['題名', now.title, mine.title],
            ['理由', now.reason, mine.reason],
          ]}
        />
        {isOpen ? (
          <Form
            action={draftHref(now.id, '/retitle')}
            label="あなたの内容で保存する"
            hidden={{
              revision: String(now.revision),
              'title-seen': now.title,
              'reason-seen': now.reason,
              ...mine,
            }}
            actions={
              <>
                <Button>あなたの内容で保存する</Button>
                <ButtonLink href={draftHref(now.id)}>いまの内容を残す</ButtonLink>
              </>
            }
          >
            {null}
          </Form>
        ) : (
          <p>
            <ButtonLink href={draftHref(now.id)} kind="primary">
              下書きのページへ
            </ButtonLink>
          </p>
        )}
      </>
    ),
  });
  return c.html(page, 409);
}
