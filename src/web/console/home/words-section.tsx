import type { UnansweredWord } from '../../../storage/usage-store.ts';
import { RESIDENTS_MIN } from '../../../storage/usage-store.ts';
import { Button, ButtonLink, Form } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { dayWords } from '../time-words.ts';
import { newSynonym } from './home-links.ts';

/** Words for which residents got no answer. */
export function WordsSection({
  words,
  more,
  mayEdit,
}: {
  words: readonly UnansweredWord[];
  /** There are others behind these. */
  more: boolean;
  mayEdit: boolean;
}) {
  if (words.length === 0) return null;
  return (
    <>
      <h2>答えられなかったことば</h2>
      <p>
        住民が入力して、答えが見つからなかったことばです。{RESIDENTS_MIN}
        人以上が入力したものだけが出ます。誰が入力したかはわかりません。
      </p>
      <DataTable
        caption={more ? `多い順に ${words.length} 件まで` : `${words.length} 件`}
        rows={words}
        columns={[
          { heading: 'ことば', names: true, cell: ({ word }) => word },
          { heading: '回数', numeric: true, cell: ({ count }) => count.toLocaleString('ja-JP') },
          { heading: '最後の日', cell: ({ lastDay }) => dayWords(lastDay) },
          ...(mayEdit
            ? [{ heading: 'すること', cell: ({ word }: UnansweredWord) => <WordActions word={word} /> }]
            : []),
        ]}
      />
    </>
  );
}

function WordActions({ word }: { word: string }) {
  return (
    <div class="word-actions">
      <a class="button secondary small" href={newSynonym(word)}>
        言いかえに加える<span class="unseen">：{word}</span>
      </a>
      <Form action="/console/words/handled" hidden={{ word }} label={`「${word}」を対応済みにする`}>
        <button class="button secondary small" type="submit">
          対応済みにする<span class="unseen">：{word}</span>
        </button>
      </Form>
    </div>
  );
}

/** After a word was taken off the list: with the way back. */
export function HandledNotice({ word }: { word: string }) {
  return (
    <Notice kind="success" title="対応済みにしました">
      <p>「{word}」は、この一覧に出なくなりました。</p>
      <Form
        action="/console/words/unhandled"
        hidden={{ word }}
        label="対応済みを取り消す"
        actions={
          <>
            <Button kind="secondary">取り消して一覧に戻す</Button>
            <ButtonLink href="/console">閉じる</ButtonLink>
          </>
        }
      />
    </Notice>
  );
}
