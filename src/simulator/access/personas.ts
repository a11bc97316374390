/**
 * Who can sign in at the stand-in. What each may do is on the console's roll; here it is only said on the button.
 * `enrolAs` is the role under which `npm start` has them put on it; null leaves them off.
 */
type Persona = { email: string; name: string; role: string; enrolAs: string | null };

export const PERSONAS: readonly Persona[] = [
  { email: 'yamada.viewer@example.lg.jp', name: '山田', role: '閲覧のみ', enrolAs: 'viewer' },
  { email: 'sato.editor@example.lg.jp', name: '佐藤', role: '入力担当', enrolAs: 'editor' },
  { email: 'tanaka.approver@example.lg.jp', name: '田中', role: '承認担当', enrolAs: 'approver' },
  {
    email: 'takahashi.approver@example.lg.jp',
    name: '高橋',
    role: '承認担当（二人目）',
    enrolAs: 'approver',
  },
  { email: 'suzuki.admin@example.lg.jp', name: '鈴木', role: '管理者', enrolAs: 'administrator' },
  { email: 'unknown@example.lg.jp', name: '名簿にない人', role: '入れないことを確かめる', enrolAs: null },
];

/** The AUD tag of the made-up application; fixed, and worth nothing. */
export const AUDIENCE = 'ayumi-console-audience';
