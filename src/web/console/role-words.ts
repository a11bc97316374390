import type { Role } from '../../domain/staff/roles.ts';

/** What the console calls a role. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: '閲覧者',
  editor: '編集者',
  approver: '承認者',
  administrator: '管理者',
};
