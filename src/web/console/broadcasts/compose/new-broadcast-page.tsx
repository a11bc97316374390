import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { BROADCAST_TITLE_MAX, type Beginning } from '../../../../flows/broadcasts/edit-broadcast.ts';
import type { Template } from '../../../../storage/template-store.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { RadioGroup, SelectField, TextField } from '../../parts/fields.tsx';
import { Button, ButtonLink, ErrorSummary, Form, type FieldFault } from '../../parts/form-parts.tsx';
import { DataTable } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { BLOCK_WORDS, LANGUAGE_WORDS } from '../composition-words.ts';

export type TypedBeginning = { title: string; start: string; template: string; earlier: string };

type NewBroadcastPageProps = {
  /** Carried by the form, so that it makes one broadcast however often it is sent. */
  newId: string;
  typed: TypedBeginning;
  templates: readonly Template[];
  /** The latest first. */
  earlier: readonly Broadcast[];
  names: OfficerNames;
  faults: readonly FieldFault[];
};

export function NewBroadcastPage(props: NewBroadcastPageProps) {
  const { newId, typed, faults, templates, names } = props;
  return (
    <>
      <ErrorSummary faults={faults} />
      <Form
        action="/console/broadcasts/new"
        hidden={{ broadcast: newId }}
        label="新しい配信"
        actions={
          <>
            <Button>作って内容を入れる</Button>
            <ButtonLink href="/console/broadcasts">やめる</ButtonLink>
          </>
        }
      >
        <TextField
          name="title"
          label="題名"
          hint={`職員だけに見えます。例：R7年度の実績のお知らせ。${BROADCAST_TITLE_MAX}文字まで`}
          required
          width="full"
          maxLength={BROADCAST_TITLE_MAX}
          value={typed.title}
          error={errorOf(faults, 'title')}
        />
        <Starts {...props} />
      </Form>
      <h2 id="templates">ひな型</h2>
      <Templates templates={templates} names={names} />
    </>
  );
}

function Starts({ typed, templates, earlier, faults }: NewBroadcastPageProps) {
  return (
    <>
      <RadioGroup
        name="start"
        label="何から始めますか"
        value={typed.start}
        error={errorOf(faults, 'start')}
        choices={[
          { value: 'empty', label: '何もないところから' },
          ...(templates.length > 0
            ? [{ value: 'template', label: 'ひな型から', hint: '言語と内容を写します。' }]
            : []),
          ...(earlier.length > 0
            ? [
                {
                  value: 'earlier',
                  label: '前の配信から',
                  hint: '言語、内容、送り先を写します。日時は写しません。',
                },
              ]
            : []),
        ]}
      />
      {templates.length === 0 ? null : (
        <div class="only-template">
          <SelectField
            name="template"
            label="ひな型"
            blank="選んでください"
            value={typed.template}
            choices={templates.map(({ id, name }) => ({ value: id, label: name }))}
            error={errorOf(faults, 'template')}
          />
        </div>
      )}
      {earlier.length === 0 ? null : (
        <div class="only-earlier">
          <SelectField
            name="earlier"
            label="前の配信"
            blank="選んでください"
            value={typed.earlier}
            choices={earlier.map(({ id, title, updatedAt }) => ({
              value: id,
              label: `${title}（${momentInJapan(updatedAt)}）`,
            }))}
            error={errorOf(faults, 'earlier')}
          />
        </div>
      )}
    </>
  );
}

/** What was typed as a beginning; null where what it should start from is not chosen. */
export function beginningOf({ start, template, earlier }: TypedBeginning): Beginning | null {
  switch (start) {
    case 'template':
      return template === '' ? null : { kind: 'template', id: template };
    case 'earlier':
      return earlier === '' ? null : { kind: 'duplicate', of: earlier };
    default:
      return { kind: 'empty' };
  }
}

function Templates({ templates, names }: Pick<NewBroadcastPageProps, 'templates' | 'names'>) {
  if (templates.length === 0)
    return <p>まだありません。配信を作る画面の「この内容をひな型として残す」から残せます。</p>;
  return (
    <DataTable
      caption={`残してあるひな型（${templates.length} 件）`}
      columns={[
        { heading: '名前', names: true, cell: ({ name }: Template) => name },
        {
          heading: '内容',
          cell: ({ composition }) =>
            composition.blocks.map(({ kind }) => BLOCK_WORDS[kind]).join('、') || '（空）',
        },
        {
          heading: '言語',
          cell: ({ composition }) =>
            composition.languages.map((language) => LANGUAGE_WORDS[language]).join('、'),
        },
        {
          heading: '残した人',
          cell: ({ savedBy, savedAt }) => (
            <>
              {names(savedBy)}
              <br />
              <small class="nowrap">{momentInJapan(savedAt)}</small>
            </>
          ),
        },
        { heading: '消す', cell: (template) => <DeleteTemplate template={template} /> },
      ]}
      rows={templates}
    />
  );
}

function DeleteTemplate({ template: { id, name } }: { template: Template }) {
  return (
    <details>
      <summary>消す</summary>
      <Form
        action={`/console/broadcasts/templates/${encodeURIComponent(id)}/delete`}
        label={`ひな型「${name}」を消す`}
        confirm="消すと、元に戻せません。これまでに作った配信は変わりません。"
        actions={<Button kind="danger">このひな型を消す</Button>}
      >
        {null}
      </Form>
    </details>
  );
}
