import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import { changedColumns } from '../../../domain/plan/changes.ts';
import type { DataPackage } from '../../../domain/plan/dataset.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { ROLES } from '../../../domain/staff/roles.ts';
import { isPauseReason, PAUSE_WORDS } from '../broadcasts/pause-words.ts';
import { LANGUAGE_WORDS } from '../broadcasts/composition-words.ts';
import { readResidentLanguage } from '../../../domain/residents/settings.ts';
import { cellWords } from '../cell-words.ts';
import { ROLE_WORDS } from '../role-words.ts';
import { columnTitle } from '../row-names.ts';
import { momentInJapan } from '../time-words.ts';
import { readSubject, type Known } from './subject-words.ts';

/** One thing that an entry says was so and is so now; either is empty where it was not there. */
type Difference = { label: string; before: string; after: string };

const SHOWN_AT_ONCE = 4; // of a row's columns; the others open under them

/** Before and after, as a person reads them. */
export function EntryDifference({
  entry,
  known,
  dataPackage,
}: {
  entry: ChainedEntry;
  known: Known;
  dataPackage: DataPackage;
}) {
  const differences =
    entry.action === 'value-changed' ? rowDifferences(entry, known, dataPackage) : saidDifferences(entry);
  if (differences.length === 0) return null;
  const more = differences.slice(SHOWN_AT_ONCE);
  return (
    <>
      <DifferenceList differences={differences.slice(0, SHOWN_AT_ONCE)} />
      {more.length > 0 ? (
        <details>
          <summary>ほか {more.length} 項目</summary>
          <DifferenceList differences={more} />
        </details>
      ) : null}
    </>
  );
}

function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  return (
    <ul class="audit-differences">
      {differences.map(({ label, before, after }) => (
        <li>
          {label}：{before === '' ? null : <del>{before}</del>}
          {before !== '' && after !== '' ? <span class="unseen">から</span> : null}
          {before === '' ? null : ' → '}
          {after === '' ? '（なし）' : <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  );
}

function rowDifferences(
  { subject, before, after }: ChainedEntry,
  { plans }: Known,
  dataPackage: DataPackage,
): Difference[] {
  const { kind: table, id: key } = readSubject(subject);
  const [was, is] = [readObject(before), readObject(after)];
  const inName = new Set(NAMED[table]);
  const words = (row: Row | null, column: string): string =>
    row ? cellWords(table, column, row, dataPackage, plans) : '';
  return changedColumns({ table, key, before: was, after: is })
    .filter((column) => !inName.has(column))
    .map((column) => ({
      label: columnTitle(table, column, dataPackage),
      before: words(was, column),
      after: words(is, column),
    }))
    .filter((difference) => difference.before !== '' || difference.after !== '');
}

/** Columns that the sentence says already. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  observations: ['kpi', 'fiscal_year', 'era'],
  targets: ['kpi', 'revision', 'era'],
};

/** What entries other than of rows keep, by name; what is not here (hashes, ids) says nothing to a person. */
const SAID: Readonly<Record<string, string>> = {
  title: '題名',
  reason: '理由',
  name: '名前',
  role: '権限',
  file: 'ファイル',
  rows: '行数',
  changes: '変更の数',
  publishAt: '公開する日時',
  restores: '戻す版',
  why: '止まった理由',
  self: '本人による承認',
  startAt: '送り始める日時',
  recipients: '送り先',
  chunk: '送信の番号',
  language: '言語',
  testers: 'テスト配信の送り先',
};

function saidDifferences({ before, after }: ChainedEntry): Difference[] {
  const [was, is] = [readObject(before), readObject(after)];
  return Object.entries(SAID)
    .map(([name, label]) => ({ label, before: saidWords(name, was), after: saidWords(name, is) }))
    .filter((difference) => difference.before !== difference.after);
}

function saidWords(name: string, said: Row | null): string {
  const value = said?.[name] ?? '';
  if (value === '') return '';
  switch (name) {
    case 'role': {
      const role = ROLES.find((known) => known === value);
      return role ? ROLE_WORDS[role] : value;
    }
    case 'publishAt':
    case 'startAt':
      return Number.isNaN(Date.parse(value)) ? value : momentInJapan(value);
    case 'restores':
      return `第${value}版`;
    case 'why':
      return isPauseReason(value) ? PAUSE_WORDS[value] : (STOPPED[value] ?? value);
    case 'recipients':
      return value === 'null' ? '友だち全員' : `${Number(value).toLocaleString('ja-JP')}人`;
    case 'testers':
      return `${value}人`;
    case 'chunk':
      return `${value}番`;
    case 'language': {
      const language = readResidentLanguage(value);
      return language ? LANGUAGE_WORDS[language] : value;
    }
    case 'self':
      return value === 'true' ? 'はい' : '';
    case 'rows':
      return `${value}行`;
    case 'changes':
      return `${value}件`;
    default:
      return value;
  }
}

const STOPPED: Readonly<Record<string, string>> = {
  conflict: '承認のあとで、同じところが別に公開された',
  invalid: '公開すると、計画のきまりに合わなくなる',
};

/** What an entry keeps as JSON, with every cell as text; null where it keeps nothing. */
function readObject(json: string | null): Row | null {
  if (json === null) return null;
  const value: unknown = parse(json);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, cell]) => [name, String(cell)]));
}

/** What somebody has tampered with is still to be shown beside the others. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
