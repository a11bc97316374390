import type { RowChange } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { cellWords } from '../cell-words.ts';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { DefinitionList } from '../parts/table-parts.tsx';
import { BlankCell, RowDifference } from '../row-difference.tsx';
import { columnTitle } from '../row-names.ts';
import { plansOf, type Resource } from './draft-rows.ts';
import { draftHref } from './edit-page.tsx';
import { ElsewhereFaults, errorsByField, rowHref } from './fault-list.tsx';
import type { RowFault } from './check-rows.ts';
import { rowsReferringTo, type RowAddress } from './references.ts';
import { RowFields } from './row-form.tsx';
import { nameInDraft } from './tables-page.tsx';

type RowFormProps = {
  open: OpenDraft;
  resource: Resource;
  /** Null for a new row. */
  rowKey: string | null;
  row: Row;
  revision: number;
  dataPackage: DataPackage;
  faults: readonly FieldFault[];
  elsewhere: readonly RowFault[];
};

export function RowForm(props: RowFormProps) {
  const { open, resource, rowKey, row, revision, dataPackage, faults, elsewhere } = props;
  const { id } = open.draft;
  const action = draftHref(id, `/tables/${resource.name}/row`);
  return (
    <>
      <ErrorSummary faults={faults} />
      <ElsewhereFaults open={open} faults={elsewhere} />
      {rowKey === null ? null : (
        <KeyCells open={open} resource={resource} row={row} dataPackage={dataPackage} />
      )}
      <Form
        action={action}
        hidden={{ revision: String(revision), ...(rowKey === null ? {} : { key: rowKey }) }}
        actions={
          <>
            <Button>下書きに保存する</Button>
            <ButtonLink href={draftHref(id, `/tables/${resource.name}`)}>保存せずに戻る</ButtonLink>
          </>
        }
      >
        <RowFields
          resource={resource}
          row={row}
          errors={errorsByField(faults)}
          isNew={rowKey === null}
          dataset={open.dataset}
          dataPackage={dataPackage}
        />
      </Form>
    </>
  );
}

type ShownRow = { open: OpenDraft; resource: Resource; row: Row; dataPackage: DataPackage };

/** What cannot be changed, and why. */
function KeyCells({ open, resource, row, dataPackage }: ShownRow) {
  const keys = resource.schema.primaryKey ?? [];
  if (keys.length === 0) return null;
  const cells = resource.name === 'synonyms' ? ['word', 'kind', 'target'] : keys;
  return (
    <>
      <DefinitionList items={itemsOf({ open, resource, row, dataPackage }, cells)} />
      <p class="hint">
        {keys.map((column) => columnTitle(resource.name, column, dataPackage)).join('と')}
        は、この行を見分けるためのものなので変えられません。変えたいときは、新しい行を追加してから、この行を削除してください。
      </p>
    </>
  );
}

/** A row to look at. */
export function RowCells(props: ShownRow) {
  return (
    <DefinitionList
      items={itemsOf(
        props,
        props.resource.schema.fields.map(({ name }) => name),
      )}
    />
  );
}

function itemsOf({ open, resource, row, dataPackage }: ShownRow, columns: readonly string[]) {
  return columns.map((column) => ({
    term: columnTitle(resource.name, column, dataPackage),
    description: cellWords(resource.name, column, row, dataPackage, plansOf(open)) || <BlankCell />,
  }));
}

type StepProps = { open: OpenDraft; address: RowAddress; dataPackage: DataPackage; canEdit: boolean };

/** What the draft does to a row, and the way back. */
export function RowChangeSection({ open, address, dataPackage, canEdit }: StepProps) {
  const change = changeOf(open, address);
  if (!change) return null;
  const { table, key } = address;
  return (
    <>
      <h2>公開中の内容との違い</h2>
      <RowDifference change={change} dataPackage={dataPackage} plans={plansOf(open)} />
      {canEdit ? (
        <Form
          action={draftHref(open.draft.id, `/tables/${table}/row/revert`)}
          hidden={{ key, revision: String(open.draft.revision) }}
          confirm={
            change.before
              ? '公開中の内容に戻すと、この下書きでのこの行の変更がなくなります。公開中の内容は変わりません。'
              : 'この行は公開されていないので、戻すと下書きからなくなります。'
          }
          actions={<Button kind="secondary">公開中の内容に戻す</Button>}
        >
          {null}
        </Form>
      ) : null}
    </>
  );
}

export function changeOf(open: OpenDraft, { table, key }: RowAddress): RowChange | undefined {
  const isIt = (other: RowAddress): boolean => other.table === table && other.key === key;
  const conflict = open.conflicts.find(isIt);
  return conflict ? { table, key, before: conflict.newest, after: conflict.mine } : open.changes.find(isIt);
}

/** Taking a row out: what stands in the way, or what it means. */
export function RemoveSection({ open, address, dataPackage }: Omit<StepProps, 'canEdit'>) {
  const { table, key } = address;
  const referring = rowsReferringTo(open.dataset, address, dataPackage);
  return (
    <>
      <h2>この行を削除する</h2>
      {table === 'kpis' ? (
        <p>
          使わなくなった指標は、削除せずに
          <a href={draftHref(open.draft.id, `/retire?kpi=${encodeURIComponent(key)}`)}>終了</a>
          してください。終了なら、これまでの実績と目標が残ります。
        </p>
      ) : null}
      {referring.length > 0 ? (
        <ReferringRows open={open} rows={referring} />
      ) : (
        <Form
          action={draftHref(open.draft.id, `/tables/${table}/row/remove`)}
          hidden={{ key, revision: String(open.draft.revision) }}
          confirm={`${
            table === 'kpis' ? 'この指標の目標値もいっしょに削除します。' : ''
          }公開すると、住民に見える内容からなくなります。公開するまでは、この画面で元に戻せます。`}
          actions={<Button kind="danger">下書きから削除する</Button>}
        >
          {null}
        </Form>
      )}
    </>
  );
}

const REFERRING_SHOWN_MAX = 20;

/** The rows that forbid a removal, by name. */
export function ReferringRows({ open, rows }: { open: OpenDraft; rows: readonly RowAddress[] }) {
  const shown = rows.slice(0, REFERRING_SHOWN_MAX);
  return (
    <>
      <p>
        次の{rows.length}
        件がこの行を使っているので、削除できません。先に、それぞれを別のものに付けかえるか、削除してください。
      </p>
      <ul>
        {shown.map((address) => (
          <li>
            <a href={rowHref(open.draft.id, address)}>
              {nameInDraft(open, address.table, address.key, rowAt(open, address))}
            </a>
          </li>
        ))}
      </ul>
      {rows.length > shown.length ? <p>ほかに{rows.length - shown.length}件あります。</p> : null}
    </>
  );
}

function rowAt(open: OpenDraft, { table, key }: RowAddress): Row {
  return open.dataset.tables[table]?.find((row) => row['id'] === key) ?? {};
}
