import type { Child } from 'hono/jsx';
import { UPLOAD_MAX_BYTES } from '../../../spreadsheets/limits.ts';
import { FileField, RadioGroup } from '../parts/fields.tsx';
import { Button, Form } from '../parts/form-parts.tsx';
import { draftHref } from '../plan-edit/edit-page.tsx';

const MISSING_CHOICES = [
  {
    value: 'keep',
    label: 'ファイルにない行はそのまま残す',
    hint: '直したい行だけのファイルを取り込むときは、こちらです。',
  },
  {
    value: 'remove',
    label: 'ファイルにない行は削除する',
    hint: 'ファイルに入っている表だけが対象です。実績のひな型では、どちらを選んでも削除しません。削除する行は、取り込む前にすべて見られます。',
  },
] as const;

const FILE_HINT =
  'Excelブック（.xlsx）かCSV。5 MB、1シート10,000行まで。マクロ、数式、結合したセル、非表示の行・列・シートのあるものは受け取れません。';

type ImportFormProps = { draftId: string; missing: string; error?: string | undefined };

/** Chooses a file; what it would change is shown before anything is kept. */
export function ImportForm({ draftId, missing, error }: ImportFormProps) {
  return (
    <Form
      action={draftHref(draftId, '/import')}
      label="ファイルを選んで確かめる"
      upload={{ maxBytes: UPLOAD_MAX_BYTES }}
      actions={<Button>変わるところを確かめる</Button>}
    >
      <FileField
        name="file"
        label="取り込むファイル"
        accept=".csv,.xlsx"
        hint={FILE_HINT}
        error={error}
        required
      />
      <RadioGroup name="missing" label="ファイルにない行" value={missing} choices={MISSING_CHOICES} />
    </Form>
  );
}

/** Where files come from that can be taken in. */
export function FilesToBegin({ draftId }: { draftId: string }): Child {
  return (
    <>
      <h2>もとになるファイル</h2>
      <ul>
        <li>
          <a href={draftHref(draftId, '/export.xlsx')}>この下書きの内容（Excelブック、すべての表）</a>
        </li>
        <li>
          <a href={`/console/export?draft=${encodeURIComponent(draftId)}`}>実績のひな型、表ごとのCSV</a>
        </li>
      </ul>
      <p>書き出したファイルは、そのまま取り込めます。見出しの行は変えないでください。</p>
    </>
  );
}
