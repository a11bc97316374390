import { expect, test } from 'vitest';
import { may, NEEDED_ROLE, ROLES, type Action } from '../../src/domain/staff/roles.ts';

/** Who may do what, written out once more by hand: a changed role must be changed here as well. */
const TABLE = `
                   viewer editor approver administrator
  view             yes    yes    yes      yes
  export           yes    yes    yes      yes
  verify-audit     yes    yes    yes      yes
  edit-draft       -      yes    yes      yes
  import           -      yes    yes      yes
  submit-draft     -      yes    yes      yes
  withdraw-draft   -      yes    yes      yes
  discard-draft    -      yes    yes      yes
  propose-restore  -      yes    yes      yes
  approve-draft    -      -      yes      yes
  return-draft     -      -      yes      yes
  cancel-schedule  -      -      yes      yes
  compose-broadcast  -    yes    yes      yes
  test-broadcast   -      yes    yes      yes
  submit-broadcast -      yes    yes      yes
  approve-broadcast -     -      yes      yes
  stop-broadcast   -      yes    yes      yes
  resume-broadcast -      -      yes      yes
  settle-chunk     -      -      yes      yes
  manage-staff     -      -      -        yes
`;

const [head = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const cases = rows.flatMap(([action = '', ...cells]) =>
  cells.map((cell, at): [string, string, boolean] => [action, head[at] ?? '', cell === 'yes']),
);

test('the table names every role and every action once', () => {
  expect(head).toEqual([...ROLES]);
  expect(rows).toHaveLength(Object.keys(NEEDED_ROLE).length);
  expect(new Set(rows.map(([action]) => action))).toEqual(new Set(Object.keys(NEEDED_ROLE)));
  expect(cases).toHaveLength(ROLES.length * Object.keys(NEEDED_ROLE).length);
});

test.each(cases)('%s by a %s: %s', (action, name, isAllowed) => {
  const role = ROLES.find((known) => known === name);
  expect(role).toBeDefined();
  expect(role && may({ role }, action as Action)).toBe(isAllowed);
});
