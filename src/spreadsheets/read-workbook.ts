import { ok, refused, type Result } from '../domain/result.ts';
import { numberKindOf, type DateSystem, type NumberKind } from './cell-text.ts';
import { LISTED_MAX, UNPACKED_MAX_BYTES } from './limits.ts';
import { readWorksheet, type Workbook } from './read-worksheet.ts';
import { attributesOf, isTrue, scanXml } from './scan-xml.ts';
import { readSharedStrings } from './shared-strings.ts';
import type { Sheet } from './sheet.ts';
import type { SpreadsheetFault } from './spreadsheet-fault.ts';
import { openZip, type Zip } from './unzip.ts';

type Relation = { id: string; kind: string; path: string };
type Directory = { sheets: { name: string; relation: string; isHidden: boolean }[]; dateSystem: DateSystem };

const NOT_A_SPREADSHEET = { kind: 'not-a-spreadsheet' } as const;
const MACROS = /(^|\/)vbaproject\.bin$/;

/**
 * The sheets of an .xlsx file that hold text (ECMA-376, transitional and strict). Whatever would make a person and
 * this program read different values is refused by name: formulas, errors, merged cells, hidden cells with text.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<Result<Sheet[], SpreadsheetFault[]>> {
  const zip = openZip(bytes, UNPACKED_MAX_BYTES);
  if (!zip) return refused([NOT_A_SPREADSHEET]);
  if ([...zip.names].some((name) => MACROS.test(name))) return refused([{ kind: 'macro' }]);
  const root = await readPart(zip, '_rels/.rels', (xml) => readRelations(xml, ''));
  if (!root.ok) return refused([root.fault]);
  const path = root.value.find(({ kind }) => kind === 'officeDocument')?.path ?? '';
  const directory = await readPart(zip, path, readDirectory);
  if (!directory.ok) return refused([directory.fault]);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const file = path.slice(folder.length);
  const relations = await readPart(zip, `${folder}_rels/${file}.rels`, (xml) => readRelations(xml, folder));
  if (!relations.ok) return refused([relations.fault]);
  if (relations.value.some(({ kind }) => kind === 'xlMacrosheet')) return refused([{ kind: 'macro' }]);
  const strings = await readOptional(zip, relations.value, 'sharedStrings', readSharedStrings);
  if (!strings.ok) return refused([strings.fault]);
  const numberKinds = await readOptional(zip, relations.value, 'styles', readNumberKinds);
  if (!numberKinds.ok) return refused([numberKinds.fault]);
  const { dateSystem } = directory.value;
  const workbook = { strings: strings.value, numberKinds: numberKinds.value, dateSystem };
  return readSheets(zip, directory.value, relations.value, workbook);
}

async function readSheets(
  zip: Zip,
  directory: Directory,
  relations: readonly Relation[],
  workbook: Workbook,
): Promise<Result<Sheet[], SpreadsheetFault[]>> {
  const sheets: Sheet[] = [];
  const faults: SpreadsheetFault[] = [];
  let faultCount = 0;
  const seen = new Set<string>();
  for (const { name, relation, isHidden } of directory.sheets) {
    const part = relations.find(({ id }) => id === relation);
    if (!part || seen.has(part.path)) return refused([NOT_A_SPREADSHEET]);
    seen.add(part.path);
    if (part.kind !== 'worksheet') continue; // a sheet that is all chart holds no cells
    // One after the other: only one sheet at a time lies unpacked in memory.
    // oxlint-disable-next-line no-await-in-loop
    const read = await readPart(zip, part.path, (xml) => readWorksheet(name, xml, workbook));
    if (!read.ok) return refused([read.fault]);
    const { sheet } = read.value;
    if (!sheet.ok) return refused([sheet.fault]);
    if (sheet.value.rows.length === 0 && read.value.faultCount === 0) continue;
    const found = isHidden ? [{ kind: 'hidden-sheet', sheet: name } as const] : read.value.faults;
    faults.push(...found);
    faultCount += isHidden ? 1 : read.value.faultCount;
    sheets.push(sheet.value);
  }
  if (faultCount > 0) {
    const listed = faults.slice(0, LISTED_MAX);
    const count = faultCount - listed.length;
    return refused(count > 0 ? [...listed, { kind: 'more', count }] : listed);
  }
  return sheets.length === 0 ? refused([{ kind: 'empty' }]) : ok(sheets);
}

async function readPart<Value>(
  zip: Zip,
  path: string,
  read: (xml: string) => Value | null,
): Promise<Result<Value, SpreadsheetFault>> {
  const part = await zip.unpack(path);
  if (!part.ok && part.fault === 'too-large') {
    return refused({ kind: 'unpacks-too-large', limitBytes: UNPACKED_MAX_BYTES });
  }
  const value = part.ok ? read(part.text) : null;
  return value === null ? refused(NOT_A_SPREADSHEET) : ok(value);
}

/** A part that a workbook may do without. */
function readOptional<Item>(
  zip: Zip,
  relations: readonly Relation[],
  kind: string,
  read: (xml: string) => Item[] | null,
): Promise<Result<Item[], SpreadsheetFault>> {
  const part = relations.find((relation) => relation.kind === kind);
  return part ? readPart(zip, part.path, read) : Promise.resolve(ok([]));
}

/** The last word of a relation's type is the same in transitional and strict files. */
function readRelations(xml: string, folder: string): Relation[] | null {
  const relations: Relation[] = [];
  const isWellFormed = scanXml(xml, {
    open: (tag, raw) => {
      if (tag !== 'Relationship') return;
      const { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode } = attributesOf(raw);
      if (mode === 'External') return;
      relations.push({ id, kind: type.slice(type.lastIndexOf('/') + 1), path: resolve(folder, target) });
    },
    close: () => {},
  });
  return isWellFormed ? relations : null;
}

function resolve(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/');
}

function readDirectory(xml: string): Directory | null {
  const directory: Directory = { sheets: [], dateSystem: '1900' };
  let isWorkbook = false;
  const isWellFormed = scanXml(xml, {
    open: (tag, raw) => {
      if (tag === 'workbook') isWorkbook = true;
      else if (tag === 'workbookPr' && isTrue(attributesOf(raw)['date1904'])) directory.dateSystem = '1904';
      else if (tag === 'sheet') {
        const attributes = attributesOf(raw);
        const id = Object.keys(attributes).find((name) => name.endsWith(':id')) ?? '';
        const { name = '', state = 'visible' } = attributes;
        directory.sheets.push({ name, relation: attributes[id] ?? '', isHidden: state !== 'visible' });
      }
    },
    close: () => {},
  });
  return isWellFormed && isWorkbook ? directory : null;
}

function readNumberKinds(xml: string): NumberKind[] | null {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let list = '';
  const isWellFormed = scanXml(xml, {
    open: (tag, raw) => {
      if (tag === 'numFmts' || tag === 'cellXfs') list = tag;
      const id = Number(attributesOf(raw)['numFmtId']);
      if (tag === 'numFmt' && list === 'numFmts') codes.set(id, attributesOf(raw)['formatCode'] ?? '');
      if (tag === 'xf' && list === 'cellXfs') kinds.push(numberKindOf(id, codes.get(id)));
    },
    close: (tag) => {
      if (tag === list) list = '';
    },
  });
  return isWellFormed ? kinds : null;
}
