import { ROLES, type Staff } from '../../../domain/staff/roles.ts';
import { NAME_MAX } from '../../../flows/manage-staff.ts';
import { RadioGroup, TextField } from '../parts/fields.tsx';
import { Button, ErrorSummary, Form, type FieldFault } from '../parts/form-parts.tsx';
import { DataTable } from '../parts/table-parts.tsx';
import { ROLE_WORDS } from '../role-words.ts';
import { ROLE_HINTS } from './staff-words.ts';

export type TypedStaff = { email: string; name: string; role: string };

type StaffPageProps = {
  roll: readonly Staff[];
  /** Who is looking. */
  staff: Staff;
  typed: TypedStaff;
  faults: readonly FieldFault[];
};

export function StaffPage({ roll, staff, typed, faults }: StaffPageProps) {
  const errorOf = (name: string): string | undefined => faults.find((fault) => fault.name === name)?.text;
  const administrators = roll.filter(({ role }) => role === 'administrator').length;
  return (
    <>
      <ErrorSummary faults={faults} />
      <h2>名簿</h2>
      <DataTable
        caption={`管理画面を使える職員 ${roll.length} 人`}
        rows={roll}
        columns={[
          {
            heading: '名前',
            names: true,
            cell: (officer) => (
              <>
                {officer.email === staff.email ? `${officer.name}（あなた）` : officer.name}
                <NameForm officer={officer} />
              </>
            ),
          },
          { heading: 'メールアドレス', cell: ({ email }) => email },
          {
            heading: '権限',
            cell: (officer) =>
              officer.role === 'administrator' && administrators === 1 ? (
                <>
                  {ROLE_WORDS[officer.role]}
                  <p class="hint staff-last">
                    最後の管理者です。変えたり外したりするには、先に別の職員を管理者にしてください。
                  </p>
                </>
              ) : (
                <RoleForm officer={officer} isSelf={officer.email === staff.email} />
              ),
          },
          {
            heading: '名簿から外す',
            cell: (officer) =>
              officer.role === 'administrator' && administrators === 1 ? (
                ''
              ) : (
                <RemoveForm officer={officer} isSelf={officer.email === staff.email} />
              ),
          },
        ]}
      />
      <h2>職員を追加する</h2>
      <Form action="/console/staff" label="職員を追加する" actions={<Button>追加する</Button>}>
        <TextField
          name="email"
          label="メールアドレス"
          type="email"
          hint="町のサインインで使うアドレスです。大文字と小文字は区別しません。"
          required
          value={typed.email}
          error={errorOf('email')}
          maxLength={254}
        />
        <TextField
          name="name"
          label="名前"
          hint="承認や監査記録に、この名前で示されます。"
          required
          value={typed.name}
          error={errorOf('name')}
          maxLength={NAME_MAX}
        />
        <RadioGroup
          name="role"
          label="権限"
          required
          value={typed.role}
          error={errorOf('role')}
          choices={ROLES.map((role) => ({ value: role, label: ROLE_WORDS[role], hint: ROLE_HINTS[role] }))}
        />
      </Form>
    </>
  );
}

type OfficerProps = { officer: Staff; isSelf: boolean };

function NameForm({ officer: { email, name } }: Pick<OfficerProps, 'officer'>) {
  return (
    <details class="staff-remove">
      <summary>
        名前を直す<span class="unseen">（{name}さん）</span>
      </summary>
      <Form action="/console/staff/name" hidden={{ email }} label={`${name}さんの名前`}>
        <div class="staff-role">
          <input
            class="input short"
            name="name"
            aria-label={`${name}さんの新しい名前`}
            value={name}
            maxlength={NAME_MAX}
            autocomplete="off"
          />
          <button class="button secondary small" type="submit">
            変える<span class="unseen">（{name}さんの名前）</span>
          </button>
        </div>
      </Form>
    </details>
  );
}

function RoleForm({ officer: { email, name, role }, isSelf }: OfficerProps) {
  return (
    <Form action="/console/staff/role" hidden={{ email }} label={`${name}さんの権限`}>
      <div class="staff-role">
        <select class="input" name="role" aria-label={`${name}さんの権限`}>
          {ROLES.map((choice) => (
            <option value={choice} selected={choice === role}>
              {ROLE_WORDS[choice]}
            </option>
          ))}
        </select>
        <button class="button secondary small" type="submit">
          変える<span class="unseen">（{name}さんの権限）</span>
        </button>
      </div>
      {isSelf ? <p class="hint staff-last">自分の権限を下げると、この画面は開けなくなります。</p> : null}
    </Form>
  );
}

function RemoveForm({ officer: { email, name }, isSelf }: OfficerProps) {
  return (
    <details class="staff-remove">
      <summary>
        外す<span class="unseen">（{name}さん）</span>
      </summary>
      <Form
        action="/console/staff/remove"
        hidden={{ email }}
        label={`${name}さんを名簿から外す`}
        confirm={
          isSelf
            ? 'あなた自身を外します。すぐに管理画面に入れなくなり、自分では戻せません。戻すには、ほかの管理者に追加を頼んでください。'
            : `${name}さんは、次に画面を開くときから管理画面に入れなくなります。これまでの記録と下書きは残り、あとからまた追加できます。`
        }
        actions={<Button kind="danger">{isSelf ? '自分を外す' : `${name}さんを外す`}</Button>}
      />
    </details>
  );
}
