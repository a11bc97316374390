import type { Role } from '../../../domain/staff/roles.ts';
import { NAME_MAX, type RollFault } from '../../../flows/manage-staff.ts';

/** Why the roll stays as it is, and what to do. */
export function rollFaultWords(fault: RollFault): string {
  switch (fault.kind) {
    case 'bad-email':
      return 'メールアドレスを読み取れません。町のサインインで使うアドレスを、半角で入れてください（例：suzuki@example.lg.jp）。';
    case 'no-name':
      return '名前を入れてください。承認や監査記録に、この名前で示されます。';
    case 'long-name':
      return `名前は${NAME_MAX}文字までにしてください。`;
    case 'bad-role':
      return '権限を選んでください。';
    case 'on-the-roll':
      return 'このメールアドレスは、もう名簿にあります。権限を変えるときは、名簿の表で変えてください。';
    case 'not-on-the-roll':
      return 'この職員は、名簿にありません。ほかの管理者が先に外したかもしれません。下の名簿を確かめてください。';
    case 'changed-meanwhile':
      return 'ほかの管理者が、先にこの職員の権限を変えました。下の名簿を確かめて、必要ならもう一度変えてください。';
    case 'last-administrator':
      return '最後の管理者は、外すことも、ほかの権限に変えることもできません。先に別の職員を管理者にしてください。';
  }
}

/** The field that a fault of an addition belongs to. */
export function fieldOfFault({ kind }: RollFault): 'email' | 'name' | 'role' {
  switch (kind) {
    case 'no-name':
    case 'long-name':
      return 'name';
    case 'bad-role':
      return 'role';
    default:
      return 'email';
  }
}

/** What a role may do, for whoever chooses one. */
export const ROLE_HINTS: Record<Role, string> = {
  viewer: 'すべて見られ、書き出せます。',
  editor: '閲覧者に加えて、下書きを作り、承認を依頼できます。',
  approver: '編集者に加えて、ほかの人の下書きを承認し、公開できます。',
  administrator: '承認者に加えて、職員の名簿を変えられます。',
};
