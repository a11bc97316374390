import type { AuditAction } from '../../../domain/audit/audit-trail.ts';

/** What the trail records, as one chooses it from a list. */
export const ACTION_WORDS: Record<AuditAction, string> = {
  'value-changed': '値の公開（追加・変更・削除）',
  'version-published': '版の公開',
  'draft-created': '下書きの作成',
  'draft-renamed': '下書きの題名・理由の変更',
  'draft-imported': 'ファイルの取り込み',
  'draft-rebased': '新しい版への合わせ直し',
  'draft-submitted': '承認の依頼',
  'draft-withdrawn': '依頼の取り下げ',
  'draft-returned': '差し戻し',
  'draft-approved': '承認',
  'draft-self-approved': '本人による承認',
  'draft-scheduled': '承認と公開予約',
  'schedule-cancelled': '公開予約の取り消し',
  'schedule-stopped': '公開予約の停止（自動）',
  'draft-discarded': '下書きの破棄',
  'staff-added': '職員の追加',
  'staff-renamed': '職員の名前の変更',
  'staff-role-changed': '職員の権限の変更',
  'staff-removed': '職員を名簿から外す',
  'broadcast-created': '配信の作成',
  'broadcast-tested': 'テスト配信',
  'broadcast-submitted': '配信の承認の依頼',
  'broadcast-withdrawn': '配信の依頼の取り下げ',
  'broadcast-returned': '配信の差し戻し',
  'broadcast-approved': '配信の承認',
  'broadcast-self-approved': '配信の本人による承認',
  'broadcast-cancelled': '配信の承認の取り消し（送る前）',
  'broadcast-started': '配信の開始（自動）',
  'broadcast-paused': '配信の一時停止（自動）',
  'broadcast-resumed': '配信の再開',
  'broadcast-stopped': '配信の停止',
  'broadcast-finished': '配信の完了（自動）',
  'broadcast-discarded': '配信の破棄',
  'chunk-sent-again': '配信の一部を送りなおすと決める',
  'chunk-given-up': '配信の一部を送らないと決める',
  'tester-removed': 'テスト配信を受け取る人から外す',
};

export function isAuditAction(text: string): text is AuditAction {
  return Object.hasOwn(ACTION_WORDS, text);
}
