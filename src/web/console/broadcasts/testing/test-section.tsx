import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import type { ResidentLanguage } from '../../../../domain/language.ts';
import { may } from '../../../../domain/staff/roles.ts';
import { loadTests, type BroadcastTest } from '../../../../storage/broadcast-tests.ts';
import { loadTesters } from '../../../../storage/tester-store.ts';
import type { ConsoleContext } from '../../console-env.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { RadioGroup } from '../../parts/fields.tsx';
import { Button, Form } from '../../parts/form-parts.tsx';
import { Chip } from '../../parts/notice-parts.tsx';
import { DataTable } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { LANGUAGE_WORDS } from '../composition-words.ts';
import { OUTCOME_WORDS } from './test-words.tsx';

export type TestSectionProps = {
  broadcast: Pick<Broadcast, 'id' | 'revision'>;
  /** Of what would be sent now. */
  sha256: string;
  /** Those it is written in, each with the retry key of this page's request in it. */
  languages: readonly { language: ResidentLanguage; retryKey: string }[];
  /** The names of who gets it, each once. */
  testers: readonly string[];
  tests: readonly BroadcastTest[];
  names: OfficerNames;
  canTest: boolean;
};

/** For a broadcast that is open or handed in; `languages` are those of its content. */
export async function loadTestSection(
  c: ConsoleContext,
  broadcast: Pick<Broadcast, 'id' | 'revision'>,
  { sha256, languages }: { sha256: string; languages: readonly ResidentLanguage[] },
  names: OfficerNames,
): Promise<TestSectionProps> {
  const [tests, testers] = await Promise.all([loadTests(c.env.DB, broadcast.id), loadTesters(c.env.DB)]);
  return {
    broadcast,
    sha256,
    // One key for each language: LINE takes a second request with the same key for the first one again.
    languages: languages.map((language) => ({ language, retryKey: c.var.deps.newId() })),
    testers: [...new Set(testers.map(({ email }) => names(email)))],
    tests,
    names,
    canTest: may(c.var.staff, 'test-broadcast'),
  };
}

export function retryKeyName(language: ResidentLanguage): string {
  return `retry-key-${language}`;
}

export function TestSection(props: TestSectionProps) {
  const { testers, canTest } = props;
  return (
    <section class="step" aria-labelledby="tests">
      <h3 id="tests">テスト配信</h3>
      <p>
        {testers.length === 0
          ? '受け取る人が、まだいません。'
          : `受け取る人：${testers.map((name) => `${name}さん`).join('、')}。`}
        {canTest ? <a href="/console/broadcasts/testers">テスト配信を受け取る人</a> : null}
      </p>
      {canTest && testers.length > 0 ? <TestForm {...props} /> : null}
      <Tests {...props} />
    </section>
  );
}

function TestForm({ broadcast, languages }: TestSectionProps) {
  const [first] = languages;
  if (!first) return null;
  const keys = Object.fromEntries(
    languages.map(({ language, retryKey }) => [retryKeyName(language), retryKey]),
  );
  const isOne = languages.length === 1;
  return (
    <Form
      action={broadcastHref(broadcast.id, '/test')}
      label="テスト配信"
      hidden={{
        revision: String(broadcast.revision),
        ...keys,
        ...(isOne ? { language: first.language } : {}),
      }}
      confirm="上の人だけに、いま保存されている内容が届きます。送り主の名前は「テスト配信」になります。人数の分、今月の送信枠を使います。"
      actions={<Button kind="secondary">テスト配信を送る</Button>}
    >
      {isOne ? null : (
        <RadioGroup
          name="language"
          label="送る言語"
          value={first.language}
          choices={languages.map(({ language }) => ({ value: language, label: LANGUAGE_WORDS[language] }))}
        />
      )}
    </Form>
  );
}

function Tests({ tests, sha256, names }: TestSectionProps) {
  if (tests.length === 0) return <p class="hint">まだ、テスト配信をしていません。</p>;
  return (
    <DataTable
      caption={`これまでのテスト配信（${tests.length} 件）`}
      columns={[
        {
          heading: '日時',
          names: true,
          cell: ({ at }: BroadcastTest) => <span class="nowrap">{momentInJapan(at)}</span>,
        },
        { heading: '送った人', cell: ({ sentBy }) => names(sentBy) },
        { heading: '送り先', numeric: true, cell: ({ testers }) => `${testers} 台` },
        { heading: '結果', cell: ({ outcome }) => OUTCOME_WORDS[outcome] },
        {
          heading: '内容',
          cell: (test) =>
            test.sha256 === sha256 ? (
              <Chip tone="success">いまと同じ</Chip>
            ) : (
              <Chip tone="warning">このあと変わりました</Chip>
            ),
        },
      ]}
      rows={tests}
    />
  );
}
