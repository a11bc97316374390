import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { writeCsv, type CsvColumn } from '../../../spreadsheets/write-csv.ts';
import { loadEntries, loadEntriesAfter, type AuditFilter } from '../../../storage/audit-store.ts';
import type { OfficerNames } from '../officer-names.ts';
import { momentInJapan } from '../time-words.ts';
import { ACTION_WORDS } from './action-words.ts';
import { loadTitlesOf, subjectWords } from './subject-words.ts';

/** A file of the filtered trail holds so many entries, the newest; Excel and people take no more. */
export const CSV_ROWS_MAX = 20_000;
const PAGE = 1_000;

const COLUMNS: readonly CsvColumn[] = [
  { name: '番号', numeric: true },
  { name: '日時（日本）', numeric: false },
  { name: '日時（UTC）', numeric: false },
  { name: '職員', numeric: false },
  { name: 'メールアドレス', numeric: false },
  { name: 'したこと', numeric: false },
  { name: 'したこと（記号）', numeric: false },
  { name: '対象', numeric: false },
  { name: '対象（記号）', numeric: false },
  { name: '版', numeric: true },
  { name: '変更前', numeric: false },
  { name: '変更後', numeric: false },
  { name: '理由', numeric: false },
  { name: '書き込み', numeric: false },
  { name: '前のハッシュ', numeric: false },
  { name: 'ハッシュ', numeric: false },
];

/** The trail as far as it fits the filter, for Excel, a page at a time. */
export async function* csvOfTrail(
  db: D1Database,
  filter: AuditFilter,
  { names, plan }: { names: OfficerNames; plan: Plan },
): AsyncGenerator<string> {
  const head = writeCsv(COLUMNS, [], { bom: true });
  yield head;
  let beforeSeq = Number.MAX_SAFE_INTEGER;
  for (let taken = 0; taken < CSV_ROWS_MAX; taken += PAGE) {
    const entries = await loadEntries(db, filter, { beforeSeq, limit: PAGE });
    const titles = await loadTitlesOf(db, entries);
    const rows = entries.map((entry) =>
      csvRow(entry, names, subjectWords(entry.subject, { names, titles, plans: [plan] })),
    );
    if (rows.length > 0) yield writeCsv(COLUMNS, rows, { bom: true }).slice(head.length);
    beforeSeq = entries.at(-1)?.seq ?? 0;
    if (entries.length < PAGE) return;
  }
}

function csvRow(entry: ChainedEntry, names: OfficerNames, subject: string): Record<string, string> {
  return {
    番号: String(entry.seq),
    '日時（日本）': momentInJapan(entry.at),
    '日時（UTC）': entry.at,
    職員: names(entry.actor),
    メールアドレス: entry.actor,
    したこと: ACTION_WORDS[entry.action] ?? entry.action,
    'したこと（記号）': entry.action,
    対象: subject,
    '対象（記号）': entry.subject,
    版: entry.version === null ? '' : String(entry.version),
    変更前: entry.before ?? '',
    変更後: entry.after ?? '',
    理由: entry.reason,
    書き込み: entry.writeId,
    前のハッシュ: entry.previousSha256,
    ハッシュ: entry.sha256,
  };
}

/** The whole chain as `npm run audit:verify` reads it: one entry a line, oldest first. */
export async function* chainLines(db: D1Database): AsyncGenerator<string> {
  let after = 0;
  for (;;) {
    const entries = await loadEntriesAfter(db, after, PAGE);
    if (entries.length > 0) yield `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
    after = entries.at(-1)?.seq ?? after;
    if (entries.length < PAGE) return;
  }
}
