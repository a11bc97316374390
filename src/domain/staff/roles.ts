/** Who may do what, once signed in. Each role may do what the one before it may. */
export const ROLES = ['viewer', 'editor', 'approver', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** An officer on the roll. `email` is what the identity provider vouches for, in lower case. */
export type Staff = { email: string; name: string; role: Role };

/** Everything that can be done in the console; a route names one, and nothing is done without. */
export type Action =
  | 'view'
  | 'export'
  | 'verify-audit'
  | 'edit-draft'
  | 'import'
  | 'submit-draft'
  | 'withdraw-draft'
  | 'discard-draft'
  | 'propose-restore'
  | 'approve-draft'
  | 'return-draft'
  | 'cancel-schedule'
  | 'compose-broadcast'
  | 'test-broadcast'
  | 'submit-broadcast'
  | 'approve-broadcast'
  | 'stop-broadcast'
  | 'resume-broadcast'
  | 'settle-chunk'
  | 'manage-staff';

/** The lowest role that may. Nobody approves what they submitted themselves: see `drafts/draft.ts`. */
export const NEEDED_ROLE: Record<Action, Role> = {
  view: 'viewer',
  export: 'viewer',
  'verify-audit': 'viewer',
  'edit-draft': 'editor',
  import: 'editor',
  'submit-draft': 'editor',
  'withdraw-draft': 'editor',
  'discard-draft': 'editor',
  'propose-restore': 'editor',
  'approve-draft': 'approver',
  'return-draft': 'approver',
  'cancel-schedule': 'approver',
  'compose-broadcast': 'editor',
  'test-broadcast': 'editor',
  'submit-broadcast': 'editor',
  'approve-broadcast': 'approver',
  'stop-broadcast': 'editor', // whoever sees that it is wrong must not wait for somebody else
  'resume-broadcast': 'approver',
  'settle-chunk': 'approver',
  'manage-staff': 'administrator',
};

export function may({ role }: Pick<Staff, 'role'>, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(NEEDED_ROLE[action]);
}
