import { checkAction } from './check-action.ts';
import {
  checkInteger,
  checkList,
  checkText,
  collect,
  isFields,
  textOf,
  type Detail,
  type Fields,
  type Report,
} from './fields.ts';

// LINE: rich menu object. The limits of the size are those of the image, whose pixels must match.
const WIDTH_MIN = 800; // px
const WIDTH_MAX = 2500; // px
const HEIGHT_MIN = 250; // px
const RATIO_MIN = 1.45; // width / height
const NAME_MAX = 300; // graphemes
const CHAT_BAR_TEXT_MAX = 14; // graphemes
const AREAS_MAX = 20;

export function checkRichMenu(menu: Fields): Detail[] {
  return collect((report) => {
    checkSize(menu.size, report);
    if (typeof menu.selected !== 'boolean') report('selected', 'Must be true or false');
    checkText(menu.name, { most: NAME_MAX, unit: 'grapheme' }, 'name', report);
    checkText(menu.chatBarText, { most: CHAT_BAR_TEXT_MAX, unit: 'grapheme' }, 'chatBarText', report);
    checkList(menu.areas, 1, AREAS_MAX, 'areas', report).forEach((area, i) => {
      if (!isFields(area)) return report(`areas[${i}]`, 'May not be empty');
      checkBounds(area.bounds, menu.size, `areas[${i}].bounds`, report);
      checkAction(area.action, 'rich-menu', `areas[${i}].action`, report);
    });
  });
}

function checkSize(size: unknown, report: Report): void {
  if (!isFields(size)) return report('size', 'May not be empty');
  checkInteger(size.width, WIDTH_MIN, WIDTH_MAX, 'size.width', report);
  checkInteger(size.height, HEIGHT_MIN, WIDTH_MAX, 'size.height', report);
  if (Number(size.width) / Number(size.height) < RATIO_MIN)
    report('size', `width / height must be at least ${RATIO_MIN}`);
}

function checkBounds(bounds: unknown, size: unknown, property: string, report: Report): void {
  if (!isFields(bounds) || !isFields(size)) return report(property, 'May not be empty');
  const { x, y, width, height } = bounds;
  checkInteger(x, 0, WIDTH_MAX, `${property}.x`, report);
  checkInteger(y, 0, WIDTH_MAX, `${property}.y`, report);
  checkInteger(width, 1, WIDTH_MAX, `${property}.width`, report);
  checkInteger(height, 1, WIDTH_MAX, `${property}.height`, report);
  const outside =
    Number(x) + Number(width) > Number(size.width) || Number(y) + Number(height) > Number(size.height);
  if (outside) report(property, 'Must be inside the rich menu');
}

const BATCH_MAX = 1000; // operations; LINE: batch-control-rich-menus-of-users
const RESUME_KEY = /^[a-zA-Z0-9_-]{1,100}$/; // LINE: batch-control-rich-menus-of-users

type BatchOperation =
  | { type: 'link'; from: string; to: string }
  | { type: 'unlink'; from: string }
  | { type: 'unlinkAll' };

/** The operations of a batch, and what is wrong with them; whether the menus exist is the caller's to ask. */
export function readBatch(fields: Fields): { operations: BatchOperation[]; details: Detail[] } {
  const operations: BatchOperation[] = [];
  const details = collect((report) => {
    if (fields.resumeRequestKey !== undefined && !RESUME_KEY.test(textOf(fields.resumeRequestKey))) {
      report('resumeRequestKey', 'Must be 1 to 100 of a-z, A-Z, 0-9, _ and -');
    }
    checkList(fields.operations, 1, BATCH_MAX, 'operations', report).forEach((operation, i) => {
      const at = `operations[${i}]`;
      if (!isFields(operation)) return report(at, 'May not be empty');
      const { type, from, to } = operation;
      if (type === 'link' && typeof from === 'string' && typeof to === 'string')
        operations.push({ type, from, to });
      else if (type === 'unlink' && typeof from === 'string') operations.push({ type, from });
      else if (type === 'unlinkAll') operations.push({ type });
      else if (type === 'link' || type === 'unlink') report(at, 'May not be empty');
      else report(`${at}.type`, 'Must be one of the following values: [link, unlink, unlinkAll]');
    });
    const sources = operations.flatMap((operation) => ('from' in operation ? [operation.from] : []));
    if (new Set(sources).size < sources.length)
      report('operations', 'A rich menu may be the source of one operation only');
    if (operations.length > 1 && operations.some(({ type }) => type === 'unlinkAll')) {
      report('operations', 'unlinkAll must be the only operation');
    }
  });
  return { operations, details };
}
