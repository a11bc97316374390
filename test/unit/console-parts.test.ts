import { jsx, type Child, type FC } from 'hono/jsx';
import { describe, expect, test } from 'vitest';
import type { Staff } from '../../src/domain/staff/roles.ts';
import { CardPreview } from '../../src/web/console/card-preview.tsx';
import { conflictPage, formNotTakenPage, notOnTheRollPage } from '../../src/web/console/fault-pages.tsx';
import { ConsolePage } from '../../src/web/console/frame.tsx';
import {
  CheckBox,
  DateField,
  fieldId,
  FileField,
  NumberField,
  RadioGroup,
  SelectField,
  TextArea,
  TextField,
} from '../../src/web/console/parts/fields.tsx';
import {
  Button,
  ButtonLink,
  ErrorSummary,
  Form,
  FormToken,
} from '../../src/web/console/parts/form-parts.tsx';
import { Chip, Notice, Progress } from '../../src/web/console/parts/notice-parts.tsx';
import { AutosaveState, Sheet, SheetInput, SheetSelect } from '../../src/web/console/parts/sheet-parts.tsx';
import { DataTable, DefinitionList, EmptyState, Pager } from '../../src/web/console/parts/table-parts.tsx';
import { loadPlan } from '../helpers/plan.ts';
import { messagesFor } from '../helpers/answers.ts';

type Props = Record<string, unknown>;
/** Parts differ in what they take; a test hands each its own. */
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type Part = FC<any>;

/** A part as HTML. */
const show = (part: Part, props: Props, children: Child = ''): string =>
  String(jsx(FormToken.Provider, { value: 't0' }, jsx(part, props, children)));

const town = { name: '○○町' };
const staff: Staff = { email: 'hanako@example.lg.jp', name: '見本 花子', role: 'editor' };
const choices = [
  { value: 'p', label: '速報値' },
  { value: 'c', label: '確定値' },
];
const FIELDS: [string, Part, Props][] = [
  ['TextField', TextField, {}],
  ['NumberField', NumberField, {}],
  ['DateField', DateField, {}],
  ['SelectField', SelectField, { choices }],
  ['TextArea', TextArea, {}],
  ['RadioGroup', RadioGroup, { choices }],
  ['CheckBox', CheckBox, {}],
  ['FileField', FileField, { accept: '.csv' }],
];
const NAME = 'value:line-friends';
const ID = fieldId(NAME);

describe.each(FIELDS)('%s', (name, part, props) => {
  const field = (more: Props = {}): string =>
    show(part, { name: NAME, label: '登録者数', ...props, ...more });

  test('has a label', () => {
    const html = field();
    expect(html).toContain('登録者数');
    const isWrapped = name === 'CheckBox' || name === 'RadioGroup';
    expect(html).toMatch(isWrapped ? /<label class="choice">\s*<input/ : new RegExp(`<label for="${ID}">`));
    expect(html).toContain(`id="${ID}"`);
  });
  test('ties its hint and its error to what is filled in, and is invalid only with an error', () => {
    const html = field({ hint: '説明', error: '数字で' });
    const told = /aria-describedby="([^"]+)"/.exec(html)?.[1]?.split(' ') ?? [];
    expect(told).toEqual([`${ID}-hint`, `${ID}-error`]);
    for (const id of told) expect(html).toContain(`id="${id}"`);
    expect(html).toContain('aria-invalid="true"');
    expect(field({ hint: '説明' })).not.toContain('aria-invalid');
  });
  test('says that it is needed in words and to machines', () => {
    expect(field({ required: true })).toMatch(/必須/);
    expect(field({ required: true })).toMatch(/ required/);
    expect(field()).not.toMatch(/必須| required/);
  });
});

describe('a figure', () => {
  test('is typed as text with a decimal keyboard, and comes back as it was typed', () => {
    const html = show(NumberField, { name: 'v', label: '値', value: '１，２３４ 人くらい' });
    expect(html).toMatch(/type="text" inputmode="decimal"/);
    expect(html).toContain('value="１，２３４ 人くらい"');
  });
});

describe('a text of several lines', () => {
  test('keeps an empty first line, which HTML would swallow', () => {
    expect(show(TextArea, { name: 'v', label: '値', value: '\n二行目' })).toContain('>\n\n二行目</textarea>');
  });
});

describe('a form', () => {
  test('is posted with the token of its page', () => {
    const html = String(
      jsx(
        ConsolePage,
        { title: '見本', town, staff, here: 'home', formToken: 't1' },
        jsx(Form, { action: '/console/x' }, ''),
      ),
    );
    expect(html).toMatch(
      /<form method="post" action="\/console\/x"[^>]*>\s*<input type="hidden" name="token" value="t1"/,
    );
  });
  test('cannot be put on a page that has no token', () => {
    expect(() => String(jsx(Form, { action: '/console/x' }, ''))).toThrow('/console/x');
  });
  test('says its consequence right before its buttons', () => {
    const html = show(Form, { action: '/x', confirm: '元に戻せます。', actions: '（ボタン）' }, '（欄）');
    expect(html.replace(/<[^>]*>/g, '')).toBe('（欄）元に戻せます。（ボタン）');
  });
  test('with an upload sends files and says how large they may be', () => {
    expect(show(Form, { action: '/x', upload: { maxBytes: 5 } })).toMatch(
      /enctype="multipart\/form-data".* data-upload="" data-max-bytes="5"/,
    );
  });
  test('lists its faults as links to the fields, and nothing where there is none', () => {
    const html = show(ErrorSummary, { faults: [{ name: NAME, text: '数字で' }] });
    expect(html).toMatch(new RegExp(`role="alert".*href="#${ID}"`));
    expect(show(ErrorSummary, { faults: [] })).toBe('');
  });
});

describe('a table', () => {
  const table = show(DataTable, {
    caption: '履歴',
    rows: [1],
    columns: [
      { heading: '版', cell: String, names: true },
      { heading: '数', cell: String, numeric: true },
    ],
  });
  test('has its name, heads for columns and rows, and can be scrolled by keyboard', () => {
    expect(table).toMatch(/<section class="table-region" aria-label="履歴" tabindex="0"><table/);
    expect(table).toContain('<caption>履歴</caption>');
    expect(table).toMatch(/<th scope="col">版<.*<th scope="row">1<.*<td class="figure">1</);
  });
  test('is turned over page by page, without a step that leads nowhere', () => {
    const pager = (page: number): string =>
      show(Pager, { page, pages: 2, total: 30, href: (n: number) => `?p=${n}` });
    expect([/前へ/.test(pager(1)), /次へ/.test(pager(1))]).toEqual([false, true]);
    expect([/前へ/.test(pager(2)), /次へ/.test(pager(2))]).toEqual([true, false]);
    expect(show(Pager, { page: 1, pages: 1, total: 3, href: String })).toBe('');
  });
});

describe('the frame', () => {
  const page = (role: Staff['role'], more: Props = {}): string =>
    String(
      jsx(ConsolePage, {
        title: '令和8年度の実績',
        town,
        staff: { ...staff, role },
        here: 'drafts',
        ...more,
      }),
    );
  test('shows who is signed in, where one is, and the way to the manual', () => {
    const html = page('approver', { help: 'sheet' });
    expect(html).toContain('見本 花子（承認者）');
    expect(html).toMatch(/href="\/console\/drafts" aria-current="true"/);
    expect(html).toContain('<li aria-current="page">令和8年度の実績</li>');
    expect(html).toContain('href="/console/help/sheet"');
    expect(html.match(/<h1>/g)).toHaveLength(1);
  });
  test('leads to the roll only for an administrator', () => {
    expect(page('approver')).not.toContain('/console/staff');
    expect(page('administrator')).toContain('/console/staff');
  });
  test('has no script and no handler in the page, as its policy asks', () => {
    const html = page('administrator', {
      formToken: 't',
      children: jsx(Form, { action: '/x', autosave: '/y' }, jsx(CardPreview, { message: cardOf() })),
    });
    expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)|\son\w+=|javascript:/i);
  });
});

function cardOf() {
  const [message] = messagesFor(
    { kind: 'show', view: { kind: 'kpi', id: 'line-friends' } },
    loadPlan({ withSamples: true }),
  );
  if (message?.type !== 'flex') throw new Error('no card');
  return message;
}

describe('a card to look at', () => {
  const html = show(CardPreview, { message: cardOf() });
  test('has nothing that could be tapped or focused', () => {
    expect(html).toContain('計算と出典を見る'); // its buttons are drawn
    expect(html).not.toMatch(/href=|tabindex|role="button"|data-action|<button/);
  });
  test('is hidden from screen readers, which get its spoken text', () => {
    expect(html).toContain('aria-hidden="true"');
    expect(html).toMatch(/<figcaption>読み上げ：町公式LINE登録者数/);
  });
});

describe('hostile text', () => {
  const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&`;
  const PARTS: [string, Part, Props][] = [
    ...FIELDS.map(([name, part, props]): [string, Part, Props] => [
      name,
      part,
      {
        ...props,
        name: HOSTILE,
        label: HOSTILE,
        hint: HOSTILE,
        error: HOSTILE,
        value: HOSTILE,
        unit: HOSTILE,
        blank: HOSTILE,
        accept: HOSTILE,
        ...('choices' in props ? { choices: [{ value: HOSTILE, label: HOSTILE, hint: HOSTILE }] } : {}),
      },
    ]),
    [
      'Form',
      Form,
      {
        action: HOSTILE,
        confirm: HOSTILE,
        hidden: { [HOSTILE]: HOSTILE },
        autosave: HOSTILE,
        label: HOSTILE,
      },
    ],
    ['Button', Button, { name: HOSTILE, value: HOSTILE, formAction: HOSTILE }],
    ['ButtonLink', ButtonLink, { href: HOSTILE }],
    ['ErrorSummary', ErrorSummary, { faults: [{ name: HOSTILE, text: HOSTILE }], title: HOSTILE }],
    ['Notice', Notice, { kind: 'error', title: HOSTILE }],
    ['Chip', Chip, {}],
    ['Progress', Progress, { label: HOSTILE, done: 1, total: 2 }],
    [
      'DataTable',
      DataTable,
      { caption: HOSTILE, rows: [HOSTILE], rowId: String, columns: [{ heading: HOSTILE, cell: String }] },
    ],
    ['DefinitionList', DefinitionList, { items: [{ term: HOSTILE, description: HOSTILE }] }],
    ['EmptyState', EmptyState, { title: HOSTILE }],
    ['Pager', Pager, { page: 1, pages: 2, total: 3, href: () => HOSTILE, label: HOSTILE }],
    ['Sheet', Sheet, { caption: HOSTILE, head: HOSTILE }],
    [
      'SheetInput',
      SheetInput,
      {
        kind: 'text',
        name: HOSTILE,
        label: HOSTILE,
        value: HOSTILE,
        message: { level: 'error', text: HOSTILE },
      },
    ],
    [
      'SheetSelect',
      SheetSelect,
      { name: HOSTILE, label: HOSTILE, choices: [{ value: HOSTILE, label: HOSTILE }] },
    ],
    ['AutosaveState', AutosaveState, { revision: 1, saved: HOSTILE }],
    ['CardPreview of a text', CardPreview, { message: { type: 'text', text: HOSTILE } }],
    [
      'CardPreview of a card',
      CardPreview,
      {
        message: {
          type: 'flex',
          altText: HOSTILE,
          contents: {
            type: 'bubble',
            body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: HOSTILE }] },
          },
        },
      },
    ],
    [
      'ConsolePage',
      ConsolePage,
      {
        title: HOSTILE,
        town: { name: HOSTILE },
        staff: { ...staff, name: HOSTILE },
        here: 'drafts',
        help: HOSTILE,
        lead: HOSTILE,
        notice: HOSTILE,
        trail: [{ href: HOSTILE, label: HOSTILE }],
      },
    ],
    [
      'notOnTheRollPage',
      notOnTheRollPage,
      { town, email: HOSTILE, administrators: [{ ...staff, name: HOSTILE }] },
    ],
    [
      'formNotTakenPage',
      formNotTakenPage,
      { town, staff, back: HOSTILE, posted: [{ label: HOSTILE, value: HOSTILE }] },
    ],
    ['conflictPage', conflictPage, { town, staff, reason: HOSTILE }],
  ];
  test.each(PARTS)('stays text in %s', (_name, part, props) => {
    const html = show(part, props, HOSTILE);
    expect(html).not.toMatch(/<script>|<img|"'>/);
    expect(html).toContain('&lt;script&gt;');
  });
});
