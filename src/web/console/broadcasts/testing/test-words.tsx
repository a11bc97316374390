import type { SendOutcome } from '../../../../domain/broadcasts/delivery.ts';
import { Notice, type NoticeKind } from '../../parts/notice-parts.tsx';

/** What became of a test send, in a table. */
export const OUTCOME_WORDS: Record<SendOutcome['kind'], string> = {
  accepted: '送りました',
  unclear: '届いたか分かりません',
  'too-fast': 'LINEが混み合い、送れませんでした',
  'monthly-limit': '今月の送信枠がなく、送れませんでした',
  token: 'LINEにつながらず、送れませんでした',
  forbidden: 'LINEに断られました',
  refused: 'LINEが内容を受け付けませんでした',
};

type TestResult = SendOutcome['kind'] | 'invalid' | 'no-testers' | 'no-such-language' | 'no-line';

const RESULTS: Record<TestResult, { kind: NoticeKind; title: string; help: string }> = {
  accepted: {
    kind: 'success',
    title: 'テスト配信を送りました',
    help: 'LINEのトークを開き、文字の切れ方やボタンの行き先まで確かめてください。',
  },
  unclear: {
    kind: 'warning',
    title: 'テスト配信が届いたか分かりません',
    help: 'LINEから返事がありませんでした。トークを確かめ、届いていなければ、もう一度送ってください。',
  },
  'too-fast': {
    kind: 'warning',
    title: 'テスト配信を送れませんでした',
    help: 'LINEが混み合っています。1分ほど待ってから、もう一度送ってください。',
  },
  'monthly-limit': {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: '今月のLINEの送信枠を使い切っています。来月まで待つか、LINEの契約を見直してください。',
  },
  token: {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: 'LINEにつなぐための鍵が使えません。設置の担当者に連絡してください。',
  },
  forbidden: {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: 'LINEがこの操作を許していません。LINEの契約の内容を、設置の担当者に確かめてもらってください。',
  },
  refused: {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: 'LINEがこの内容を受け付けませんでした。「保存して確かめる」で、どこがいけないか見てください。',
  },
  invalid: {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: '直すところが残っています。「保存して確かめる」を押して、示されたところを直してください。',
  },
  'no-testers': {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: 'テスト配信を受け取る人が、まだいません。「テスト配信を受け取る人」から登録してください。',
  },
  'no-such-language': {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: 'その言語の文章がありません。言語を選び直してください。',
  },
  'no-line': {
    kind: 'error',
    title: 'テスト配信を送れませんでした',
    help: 'LINEの設定がまだ入っていません。設置の担当者に連絡してください。',
  },
};

/** The name of a result, as `done` of the page one comes back to. */
export function testDone(result: TestResult): string {
  return `test-${result}`;
}

/** Null where `done` is about something else. */
export function TestNotice({ done }: { done: string }) {
  const result = Object.entries(RESULTS).find(([name]) => done === `test-${name}`)?.[1];
  return result ? (
    <Notice kind={result.kind} title={result.title}>
      <p>{result.help}</p>
    </Notice>
  ) : null;
}

export function isTestDone(done: string): boolean {
  return Object.keys(RESULTS).some((name) => done === `test-${name}`);
}
