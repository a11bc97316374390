import { sameRow } from '../../../domain/plan/changes.ts';
import type { Draft } from '../../../domain/drafts/draft.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { currentRow } from '../../../flows/drafts/edit-draft.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import type { RowToSave } from '../../../storage/draft-store.ts';
import { loadRoll } from '../../../storage/staff-store.ts';
import { cellWords, enumWords } from '../cell-words.ts';
import type { ConsoleContext } from '../console-env.ts';
import { conflictPage } from '../fault-pages.tsx';
import { Button, ButtonLink, Form } from '../parts/form-parts.tsx';
import { DataTable, DefinitionList } from '../parts/table-parts.tsx';
import { BlankCell } from '../row-difference.tsx';
import { columnTitle, rowName } from '../row-names.ts';
import { momentInJapan } from '../time-words.ts';
import { plansOf } from './draft-rows.ts';
import { closedWords, draftHref } from './edit-page.tsx';

/** 409: somebody has saved these rows since the page was opened. Nothing typed is lost, whichever side is kept. */
export async function respondStale(
  c: ConsoleContext,
  open: OpenDraft,
  rows: readonly RowToSave[],
  keepHref: string,
): Promise<Response> {
  const { deps, staff, formToken, desk } = c.var;
  const roll = await loadRoll(c.env.DB);
  const nameOf = (email: string): string => roll.find((officer) => officer.email === email)?.name ?? email;
  const saves = open.rows.filter(({ table, key }) =>
    rows.some((mine) => mine.table === table && mine.key === key),
  );
  const latest = saves.sort((one, other) => other.revision - one.revision)[0];
  const who = latest ? `${nameOf(latest.savedBy)}さんが${momentInJapan(latest.savedAt)}に` : 'ほかの人が';
  const page = conflictPage({
    town: deps.town,
    staff,
    formToken,
    reason: `この画面を開いたあとで、${who}同じところを保存しました。まだ何も上書きしていません`,
    children: (
      <>
        <p>二つの内容を見くらべて、どちらを残すか選んでください。</p>
        {rows.map((mine) => (
          <SideBySide
            mine={mine}
            theirs={currentRow(open, mine.table, mine.key, desk.dataPackage)}
            open={open}
            dataPackage={desk.dataPackage}
          />
        ))}
        <Form
          action={c.req.path}
          hidden={{ ...typedFields(c.var.form), revision: String(open.draft.revision) }}
          confirm="上書きすると、下書きには自分の内容が残ります。相手の内容は、この下書きの保存の記録にだけ残ります。"
          actions={
            <>
              <Button kind="danger">自分の内容で上書きする</Button>
              <ButtonLink href={keepHref}>相手の内容を残す</ButtonLink>
            </>
          }
        >
          {null}
        </Form>
      </>
    ),
  });
  return c.html(page, 409);
}

type SideBySideProps = {
  mine: RowToSave;
  theirs: Row | null;
  open: OpenDraft;
  dataPackage: DataPackage;
};

function SideBySide({ mine, theirs, open, dataPackage }: SideBySideProps) {
  const { table, key } = mine;
  const plans = plansOf(open);
  const columns = [...new Set([...Object.keys(mine.row ?? {}), ...Object.keys(theirs ?? {})])];
  const differing = columns.filter((column) => (mine.row?.[column] ?? '') !== (theirs?.[column] ?? ''));
  const cell = (row: Row | null) => (column: string) =>
    row === null ? '（削除）' : cellWords(table, column, row, dataPackage, plans) || <BlankCell />;
  if (sameRow(mine.row, theirs)) return null;
  return (
    <DataTable
      caption={rowName(table, key, plans)}
      columns={[
        { heading: '項目', names: true, cell: (column: string) => columnTitle(table, column, dataPackage) },
        { heading: '相手の内容（いまの下書き）', cell: cell(theirs) },
        { heading: 'あなたの内容', cell: cell(mine.row) },
      ]}
      rows={differing}
    />
  );
}

/** 409: the draft can be edited no longer. What was typed is given back to be copied. */
export function respondClosed(c: ConsoleContext, draft: Draft): Response | Promise<Response> {
  const { deps, staff, formToken } = c.var;
  const typed = Object.entries(typedFields(c.var.form)).filter(
    ([name, value]) => name.includes('.') && value !== '', // what has no column, the page itself put in
  );
  const page = conflictPage({
    town: deps.town,
    staff,
    formToken,
    reason: closedWords(draft),
    children: (
      <>
        <p>
          <a class="button primary" href={draftHref(draft.id)}>
            下書きのページへ
          </a>
        </p>
        {typed.length > 0 ? (
          <>
            <h2>入力した内容は次のとおりです（保存していません）</h2>
            <DefinitionList
              items={typed.map(([name, value]) => ({
                term: fieldTitle(name, deps.dataPackage),
                description: fieldWords(name, value),
              }))}
            />
          </>
        ) : null}
      </>
    ),
  });
  return c.html(page, 409);
}

const NOT_TYPED = new Set(['token', 'revision']);

/** What the form was sent with, but for what the page itself put in. */
function typedFields(form: FormData): Record<string, string> {
  return Object.fromEntries(
    [...form].flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !NOT_TYPED.has(name) ? [[name, value]] : [],
    ),
  );
}

/** `kpis.name` as 「名称」. */
function fieldTitle(name: string, dataPackage: DataPackage): string {
  const [table = '', column = ''] = name.split('.');
  return columnTitle(table, column, dataPackage);
}

function fieldWords(name: string, value: string): string {
  const [table = '', column = ''] = name.split('.');
  return enumWords(table, column, value) ?? value;
}
