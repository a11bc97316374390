import { crc32, deflateRawSync } from 'node:zlib';
import { readSpreadsheet } from '../../src/spreadsheets/read-spreadsheet.ts';

type ZipPart = {
  name: string;
  data: string | Uint8Array;
  declaredBytes?: number;
  checksum?: number;
  flags?: number;
};

/** A zip file written by hand, so that it can also be a wrong one. */
export function zipOf(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, declaredBytes, checksum, flags = 0 } of parts) {
    const plain = Buffer.from(data);
    const packed = deflateRawSync(plain);
    const nameBytes = Buffer.from(name);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(checksum ?? crc32(plain), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(declaredBytes ?? plain.length, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, nameBytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(nameBytes.length, 26);
    files.push(local, nameBytes, packed);
    offset += local.length + nameBytes.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...files, ...directory, end]));
}

export type WorkbookParts = {
  /** What stands inside `<worksheet>`; one sheet each. */
  sheets: readonly { name: string; xml: string; state?: string; kind?: string; relation?: string }[];
  /** What stands inside `<sst>`. */
  strings?: string;
  /** What stands before `<sst>`. */
  prolog?: string;
  /** What stands inside `<styleSheet>`. */
  styles?: string;
  isDateSystem1904?: boolean;
  more?: readonly ZipPart[];
};

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as Excel writes it, from raw XML. */
export function workbookOf({
  sheets,
  strings = '',
  prolog = '',
  styles = '',
  isDateSystem1904 = false,
  more = [],
}: WorkbookParts): Uint8Array<ArrayBuffer> {
  return zipOf([
    { name: '_rels/.rels', data: relations([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      data: `<?xml version="1.0"?>
<workbook xmlns:r="${RELATIONS}"><workbookPr date1904="${isDateSystem1904 ? 1 : 0}"/><sheets>${sheets
        .map(
          ({ name, state = 'visible', relation }, at) =>
            `<sheet name="${name}" sheetId="${at + 1}" state="${state}" r:id="${relation ?? `rId${at}`}"/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: relations([
        ...sheets.map(
          ({ kind = 'worksheet' }, at) => [`rId${at}`, kind, `worksheets/sheet${at}.xml`] as const,
        ),
        ['rIdStrings', 'sharedStrings', '/xl/sharedStrings.xml'],
        ['rIdMore', 'worksheet', 'more.xml'],
        ['rIdStyles', 'styles', 'styles.xml'],
      ]),
    },
    { name: 'xl/sharedStrings.xml', data: `${prolog}<sst>${strings}</sst>` },
    { name: 'xl/styles.xml', data: `<styleSheet>${styles}</styleSheet>` },
    ...sheets.map(({ xml }, at) => ({
      name: `xl/worksheets/sheet${at}.xml`,
      data: `<worksheet>${xml}</worksheet>`,
    })),
    ...more,
  ]);
}

function relations(list: readonly (readonly [id: string, kind: string, target: string])[]): string {
  const inner = list.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships>${inner.join('')}</Relationships>`;
}

export const SHEET = '実績';
export const HEADER = textCell('A1', '値');

export function textCell(at: string, value: string): string {
  return `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
}

export function rowsOf(...rows: readonly string[]): string {
  return `<sheetData>${rows.map((cells, at) => `<row r="${at + 1}">${cells}</row>`).join('')}</sheetData>`;
}

/** The cells of a workbook whose only sheet is this, or the faults. */
export async function readSheet(xml: string, more: Partial<WorkbookParts> = {}): Promise<unknown> {
  const file = workbookOf({ sheets: [{ name: SHEET, xml }], ...more });
  const result = await readSpreadsheet(file, 'actuals.xlsx');
  return result.ok ? result.value.flatMap(({ rows }) => rows.map(({ cells }) => cells)) : result.fault;
}
