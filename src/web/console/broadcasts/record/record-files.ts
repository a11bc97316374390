import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import type { Chunk } from '../../../../domain/broadcasts/delivery.ts';
import { writeCsv, type CsvColumn } from '../../../../spreadsheets/write-csv.ts';
import { loadChunkCounts } from '../../../../storage/chunk-counts.ts';
import { loadChunks } from '../../../../storage/chunk-store.ts';
import type { OfficerNames } from '../../officer-names.ts';
import { momentInJapan } from '../../time-words.ts';
import { LANGUAGE_WORDS } from '../composition-words.ts';
import { deliveryFigures } from '../delivery-figures.ts';
import { languageWords } from '../delivery/progress-section.tsx';
import type { BroadcastView } from '../view/load-broadcast-view.ts';
import { outcomeWords, recipientWords } from './chunk-table.tsx';
import { countWords } from './insight-section.tsx';
import { recordItems } from './record-items.ts';

const ITEMS: readonly CsvColumn[] = [
  { name: '項目', numeric: false },
  { name: '内容', numeric: false },
];

/** The record as a list, with what was sent as it is read out. */
export function recordCsv(view: BroadcastView): string {
  const { broadcast, content, delivery } = view;
  const { state, audience } = broadcast;
  const insight = delivery?.insight;
  const base =
    audience.kind === 'everyone'
      ? (insight?.delivered ?? null)
      : (delivery?.figures.total.done.recipients ?? null);
  const items = [
    ...recordItems(view),
    ...('sha256' in state ? [{ term: '内容の指紋（SHA-256）', description: state.sha256 }] : []),
    ...(content?.variants ?? []).flatMap(({ language, messages }) =>
      messages.map((message, at) => ({
        term: `送った内容：${LANGUAGE_WORDS[language]}の${at + 1}通目`,
        description: spokenOf(message),
      })),
    ),
    ...(insight
      ? [
          { term: '開封した人', description: countWords(insight.seen, base) },
          { term: 'リンクを押した人', description: countWords(insight.clicked, base) },
          { term: '開封などをLINEから受け取った日時', description: momentInJapan(insight.fetchedAt) },
        ]
      : []),
  ];
  return writeCsv(
    ITEMS,
    items.map(({ term, description }) => ({ 項目: term, 内容: description })),
    { bom: true },
  );
}

function spokenOf(message: object): string {
  if ('text' in message && typeof message.text === 'string') return message.text;
  return 'altText' in message && typeof message.altText === 'string' ? message.altText : '';
}

const COLUMNS: readonly CsvColumn[] = [
  { name: '番号', numeric: true },
  { name: '言語', numeric: false },
  { name: '人数', numeric: false },
  { name: '試した回数', numeric: true },
  { name: '結果', numeric: false },
  { name: 'いつ（日本）', numeric: false },
  { name: 'LINEの受付番号', numeric: false },
  { name: 'LINEのことば', numeric: false },
];

const PAGE = 500;

/** Every request to LINE, for Excel, a page at a time. */
export async function* chunkLines(
  db: D1Database,
  { id }: Broadcast,
  names: OfficerNames,
): AsyncGenerator<string> {
  const { isSmallPart } = deliveryFigures(await loadChunkCounts(db, id));
  const head = writeCsv(COLUMNS, [], { bom: true });
  yield head;
  for (let from = 1; ; from += PAGE) {
    const chunks = await loadChunks(db, id, { from, limit: PAGE });
    const rows = chunks.map((chunk) => chunkRow(chunk, { names, isSmallPart }));
    if (rows.length > 0) yield writeCsv(COLUMNS, rows, { bom: true }).slice(head.length);
    if (chunks.length < PAGE) return;
  }
}

function chunkRow(
  chunk: Chunk,
  { names, isSmallPart }: { names: OfficerNames; isSmallPart: boolean },
): Record<string, string> {
  return {
    番号: String(chunk.number),
    言語: languageWords(chunk.language),
    人数: recipientWords(chunk, isSmallPart),
    試した回数: String(chunk.attempts),
    結果: outcomeWords(chunk, names),
    'いつ（日本）': chunk.settledAt ? momentInJapan(chunk.settledAt) : '',
    LINEの受付番号: chunk.requestId ?? '',
    LINEのことば: chunk.fault ?? '',
  };
}
