import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  autosaveWords,
  dueAt,
  isUnsaved,
  nextAutosave,
  NOTHING_TO_SAVE,
  QUIET_MS,
  type AutosaveEvent,
  type AutosaveState,
  type SaveAnswer,
} from '../../src/web/console/assets/autosave-state.ts';
import {
  fillWords,
  isManyCells,
  planFill,
  readPastedCells,
} from '../../src/web/console/assets/pasted-cells.ts';
import { readSaveAnswer } from '../../src/web/console/assets/read-save-answer.ts';
import { readDateText } from '../../src/domain/plan/date-text.ts';

describe('a pasted text', () => {
  test.each([
    ['a column, as Excel ends it', '1\r\n2\r\n3\r\n', [['1'], ['2'], ['3']]],
    [
      'a block',
      '1\t速報\n2\t確定',
      [
        ['1', '速報'],
        ['2', '確定'],
      ],
    ],
    [
      'empty cells inside and at the end',
      '1\t\t3\n\t\t\n',
      [
        ['1', '', '3'],
        ['', '', ''],
      ],
    ],
    ['an empty row between', '1\n\n3', [['1'], [''], ['3']]],
    [
      'a break inside a cell',
      '"一行目\n二行目"\t2\r\n3\t4',
      [
        ['一行目 二行目', '2'],
        ['3', '4'],
      ],
    ],
    ['doubled quotes in a quoted cell', '"彼は""はい""\nと言った"\t2', [['彼は"はい" と言った', '2']]],
    ['quotes that are the cell’s own', '"見本"\t5"\n"3', [['"見本"', '5"'], ['"3']]],
    ['spaces around', ' 1 \t　2　', [['1', '2']]],
    ['old line ends of a Mac', '1\r2', [['1'], ['2']]],
  ])('is read: %s', (_name, text, cells) => expect(readPastedCells(text)).toEqual(cells));

  test('comes back cell for cell whatever stands in the cells', () => {
    const cell = fc.string().map((text) => text.replace(/[\t\r\n"]/g, '').trim());
    const rows = fc
      .integer({ min: 2, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(rows, (cells) => {
        const text = cells.map((row) => row.join('\t')).join('\r\n');
        expect(readPastedCells(`${text}\r\n`)).toEqual(cells);
      }),
    );
  });

  test('of one cell is left to the browser, with or without a line end behind it', () => {
    expect(['1,234', '1,234\r\n', '1\t2', '1\n2'].map(isManyCells)).toEqual([false, false, true, true]);
  });
});

describe('a paste into the sheet', () => {
  // Column 0 is only read, as are the cells of row 1.
  const writable = [
    [false, true, true],
    [false, false, false],
    [false, true, true],
  ];

  test('fills down and right from the cell', () => {
    const { writes } = planFill(writable, { row: 0, column: 1 }, [['1', 'a']]);
    expect(writes).toEqual([
      { row: 0, column: 1, text: '1' },
      { row: 0, column: 2, text: 'a' },
    ]);
  });
  test('keeps each row in its place: what falls on a read-only cell is skipped, not moved', () => {
    const fill = planFill(writable, { row: 0, column: 1 }, [['1'], ['2'], ['3']]);
    expect(fill.writes.map(({ row, text }) => [row, text])).toEqual([
      [0, '1'],
      [2, '3'],
    ]);
    expect(fill.cellsSkipped).toBe(1);
  });
  test('fills what fits and tells how many rows did not', () => {
    const fill = planFill(writable, { row: 2, column: 1 }, [['1'], ['2'], ['3']]);
    expect([fill.writes.length, fill.rowsLeftOver]).toEqual([1, 2]);
    expect(fillWords(1, fill)).toBe(
      '1 個のセルに貼り付けました。表より下にはみ出した 2 行は貼り付けていません。',
    );
  });
  test('tells of cells beyond the last column, but not of empty ones', () => {
    const fill = planFill(writable, { row: 0, column: 2 }, [['1', 'x', '']]);
    expect(fill.cellsSkipped).toBe(1);
    expect(fillWords(1, fill)).toContain('1 個は飛ばしました');
  });
});

describe('a day as written in the office', () => {
  test.each([
    ['2026-03-31', '2026-03-31'],
    ['2026/3/31', '2026-03-31'],
    ['２０２６年３月３１日', '2026-03-31'],
    ['R8.3.31', '2026-03-31'],
    ['令和8年3月31日', '2026-03-31'],
    ['令和元年5月1日', '2019-05-01'],
    ['2026-02-30', null],
    ['3/31', null],
    ['', null],
  ])('%s is %s', (text, day) => expect(readDateText(text)).toBe(day));
});

const SAVED: SaveAnswer = { kind: 'saved', savedAt: '10:42' };
const UNREACHABLE: SaveAnswer = { kind: 'failed', reason: 'unreachable' };
const answered = (answer: SaveAnswer): AutosaveEvent => ({ kind: 'answered', answer });
const after = (...events: [event: AutosaveEvent, now: number][]): AutosaveState =>
  events.reduce((state, [event, now]) => nextAutosave(state, event, now), NOTHING_TO_SAVE);

describe('saving as one works', () => {
  test('waits until nothing has changed for a moment', () => {
    expect(dueAt(after([{ kind: 'changed' }, 0], [{ kind: 'changed' }, 500]))).toBe(500 + QUIET_MS);
  });
  test('sends one at a time: what changes meanwhile is saved after the answer', () => {
    const saving = after([{ kind: 'changed' }, 0], [{ kind: 'due' }, 800], [{ kind: 'changed' }, 900]);
    expect(saving).toMatchObject({ kind: 'saving', changedSince: true });
    expect(nextAutosave(saving, { kind: 'due' }, 950)).toBe(saving);
    expect(nextAutosave(saving, answered(SAVED), 1_000)).toMatchObject({ kind: 'waiting', dueAt: 1_800 });
  });
  test('is done when the answer has come and nothing has changed since', () => {
    const state = after([{ kind: 'changed' }, 0], [{ kind: 'due' }, 800], [answered(SAVED), 900]);
    expect([isUnsaved(state), dueAt(state), autosaveWords(state)]).toEqual([
      false,
      null,
      '10:42 に保存しました',
    ]);
  });
  test('tries again later and later, at most a minute apart, and at once when back online', () => {
    let state = after([{ kind: 'changed' }, 0]);
    const delays = Array.from({ length: 8 }, () => {
      state = nextAutosave(nextAutosave(state, { kind: 'due' }, 0), answered(UNREACHABLE), 0);
      return dueAt(state);
    });
    expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(nextAutosave(state, { kind: 'online' }, 0).kind).toBe('saving');
  });
  test('stops at a conflict, whatever is typed then', () => {
    const conflict: SaveAnswer = { kind: 'conflict', url: '/console/drafts/7', by: '承認 太郎' };
    const state = after([{ kind: 'changed' }, 0], [{ kind: 'due' }, 0], [answered(conflict), 0]);
    expect(nextAutosave(state, { kind: 'changed' }, 0)).toBe(state);
    expect(nextAutosave(state, { kind: 'online' }, 0)).toBe(state);
    expect(autosaveWords(state)).toContain('承認 太郎さんが先に保存しました');
  });
  test('does not repeat what was refused, until it is changed', () => {
    const state = after(
      [{ kind: 'changed' }, 0],
      [{ kind: 'due' }, 0],
      [answered({ kind: 'refused', status: 413 }), 0],
    );
    expect(dueAt(state)).toBeNull();
    expect(autosaveWords(state)).toContain('入力が長すぎます');
    expect(nextAutosave(state, { kind: 'changed' }, 0).kind).toBe('waiting');
  });
  test('is never called saved while something typed is not, whatever happens in whatever order', () => {
    const event = fc.constantFrom<AutosaveEvent>(
      { kind: 'changed' },
      { kind: 'due' },
      { kind: 'online' },
      answered(SAVED),
      answered(UNREACHABLE),
      answered({ kind: 'refused', status: 403 }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let state = NOTHING_TO_SAVE;
        let unsent = false; // typed and in no request
        let sent = false; // in the request that is under way
        for (const happened of events) {
          const before = state;
          state = nextAutosave(state, happened, 0);
          if (happened.kind === 'changed') unsent = true;
          if (state.kind === 'saving' && before.kind !== 'saving') [sent, unsent] = [true, false];
          else if (before.kind === 'saving' && happened.kind === 'answered') {
            if (happened.answer.kind !== 'saved') unsent = true;
            sent = false;
          }
          expect(isUnsaved(state)).toBe(unsent || sent);
        }
      }),
    );
  });
});

describe('the answer to a save', () => {
  const saved = { saved: true, revision: 4, savedAt: '10:42', cells: {} };
  test('brings the revision and the messages, and nothing it does not know', () => {
    const cells = { 'value:a': { level: 'ask', text: '?' }, 'value:b': { level: 'alarm', text: '!' } };
    expect(readSaveAnswer('basic', 200, { ...saved, cells }).form).toEqual({
      revision: 4,
      cells: { 'value:a': { level: 'ask', text: '?' } },
    });
  });
  test('tells of rows that were not saved, and the page is not left by mistake', () => {
    const { answer } = readSaveAnswer('basic', 200, { ...saved, rowsLeft: 2 });
    const state = after([{ kind: 'changed' }, 0], [{ kind: 'due' }, 0], [answered(answer), 0]);
    expect(isUnsaved(state)).toBe(true);
    expect(autosaveWords(state)).toContain('保存しない行が 2 行あります');
  });
  test('brings what somebody else has saved meanwhile, as far as it is text', () => {
    const merged = { text: '取り込みました', rows: 1, values: { 'value:a': '7400', 'value:b': 5 } };
    expect(readSaveAnswer('basic', 200, { ...saved, merged }).form?.merged).toEqual({
      text: '取り込みました',
      values: { 'value:a': '7400' },
    });
  });
  test.each([
    ['a page instead of an answer', 'basic', 200, null, 'failed'],
    ['a fault of the server', 'basic', 500, null, 'failed'],
    ['a redirect to the sign-in', 'opaqueredirect', 0, null, 'failed'],
    ['a conflict', 'basic', 409, { conflict: true, url: '/x', by: '甲' }, 'conflict'],
    ['a conflict that says nothing', 'basic', 409, null, 'refused'],
    ['a form too old', 'basic', 403, null, 'refused'],
    ['a save', 'basic', 200, saved, 'saved'],
  ])('%s', (_name, type, status, body, kind) => {
    expect(readSaveAnswer(type, status, body).answer.kind).toBe(kind);
  });
});
