import type { Child } from 'hono/jsx';
import type { AuditAction, ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import { changeWord } from '../row-difference.tsx';
import { readSubject, subjectWords, type Known } from './subject-words.ts';

/** The end of the sentence that says what was done; what it was done to stands before it. */
const DONE: Record<Exclude<AuditAction, 'value-changed'>, string> = {
  'version-published': 'を公開しました',
  'draft-created': 'を作りました',
  'draft-renamed': 'の題名か理由を変えました',
  'draft-imported': 'にファイルを取り込みました',
  'draft-rebased': 'を新しい版に合わせました',
  'draft-submitted': 'の承認を依頼しました',
  'draft-withdrawn': 'の依頼を取り下げました',
  'draft-returned': 'を差し戻しました',
  'draft-approved': 'を承認しました',
  'draft-self-approved': 'を、決められた時間をおいて本人が承認しました',
  'draft-scheduled': 'を承認し、公開を予約しました',
  'schedule-cancelled': 'の公開予約を取り消しました',
  'schedule-stopped': 'の公開予約を止めました',
  'draft-discarded': 'を破棄しました',
  'staff-added': 'を名簿に追加しました',
  'staff-renamed': 'の名前を変えました',
  'staff-role-changed': 'の権限を変えました',
  'staff-removed': 'を名簿から外しました',
  'broadcast-created': 'を作りました',
  'broadcast-tested': 'をテスト配信しました',
  'broadcast-submitted': 'の承認を依頼しました',
  'broadcast-withdrawn': 'の依頼を取り下げました',
  'broadcast-returned': 'を差し戻しました',
  'broadcast-approved': 'を承認しました',
  'broadcast-self-approved': 'を、決められた時間をおいて本人が承認しました',
  'broadcast-cancelled': 'の承認を、送り始める前に取り消しました',
  'broadcast-started': 'を送り始めました',
  'broadcast-paused': 'を一時停止しました',
  'broadcast-resumed': 'を再開しました',
  'broadcast-stopped': 'を止めました',
  'broadcast-finished': 'を送り終えました',
  'broadcast-discarded': 'を破棄しました',
  'chunk-sent-again': 'の送信の一部を、送りなおすと決めました',
  'chunk-given-up': 'の送信の一部を、送らないと決めました',
  'tester-removed': 'を、テスト配信を受け取る人から外しました',
};

const CHANGED = { 追加: 'を追加しました', 変更: 'を変更しました', 削除: 'を削除しました' } as const;

/** What was done, in a sentence that leads to the thing. */
export function EntrySentence({ entry, known }: { entry: ChainedEntry; known: Known }) {
  const { action, subject, before, after } = entry;
  const href = subjectHref(entry);
  const what: Child = subjectWords(subject, known);
  return (
    <>
      {href ? <a href={href}>{what}</a> : what}
      {action === 'value-changed'
        ? CHANGED[changeWord({ before: before ? {} : null, after: after ? {} : null })]
        : (DONE[action] ?? `：${action}`)}
    </>
  );
}

function subjectHref({ subject }: ChainedEntry): string | null {
  const { kind, id } = readSubject(subject);
  switch (kind) {
    case 'draft':
      return `/console/drafts/${encodeURIComponent(id)}`;
    case 'broadcast':
      return `/console/broadcasts/${encodeURIComponent(id)}`;
    case 'version':
      return `/console/versions/${encodeURIComponent(id)}`;
    case 'observations':
    case 'targets':
    case 'kpis':
      return `/console/kpis/${encodeURIComponent(id.split('\t')[0] ?? id)}`;
    default:
      return null;
  }
}
