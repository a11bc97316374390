import { checkAction, type ActionPlace } from './check-action.ts';
import {
  checkHttpsUrl,
  checkList,
  checkOneOf,
  checkText,
  isFields,
  type Fields,
  type Report,
} from './fields.ts';

// LINE: template messages; texts and titles are counted in grapheme clusters.
const TITLE_MAX = 40;
const BUTTONS_TEXT_MAX = 160;
const CONFIRM_TEXT_MAX = 240;
const COLUMN_TEXT_MAX = 120;
const TEXT_BESIDE_IMAGE_MAX = 60; // with a title or an image
const BUTTONS_ACTIONS_MAX = 4;
const CONFIRM_ACTIONS = 2;
const COLUMN_ACTIONS_MAX = 3;
const COLUMNS_MAX = 10;

export function checkTemplate(template: unknown, property: string, report: Report): void {
  if (!isFields(template)) return report(property, 'May not be empty');
  checkOneOf(template.imageAspectRatio, ['rectangle', 'square'], `${property}.imageAspectRatio`, report);
  checkOneOf(template.imageSize, ['cover', 'contain'], `${property}.imageSize`, report);
  switch (template.type) {
    case 'buttons':
      checkTextBlock(template, BUTTONS_TEXT_MAX, property, report);
      return checkActions(template.actions, 1, BUTTONS_ACTIONS_MAX, property, report);
    case 'confirm':
      checkText(template.text, { most: CONFIRM_TEXT_MAX, unit: 'grapheme' }, `${property}.text`, report);
      return checkActions(template.actions, CONFIRM_ACTIONS, CONFIRM_ACTIONS, property, report);
    case 'carousel':
      return checkColumns(template, property, report);
    case 'image_carousel':
      checkList(template.columns, 1, COLUMNS_MAX, `${property}.columns`, report).forEach((column, i) => {
        const at = `${property}.columns[${i}]`;
        if (!isFields(column)) return report(at, 'May not be empty');
        checkHttpsUrl(column.imageUrl, `${at}.imageUrl`, report);
        checkAction(column.action, 'image-column', `${at}.action`, report);
      });
      return;
    default:
      report(
        `${property}.type`,
        'Must be one of the following values: [buttons, confirm, carousel, image_carousel]',
      );
  }
}

function checkColumns(template: Fields, property: string, report: Report): void {
  const columns = checkList(template.columns, 1, COLUMNS_MAX, `${property}.columns`, report);
  const actionCounts = new Set<number>();
  columns.forEach((column, i) => {
    const at = `${property}.columns[${i}]`;
    if (!isFields(column)) return report(at, 'May not be empty');
    checkTextBlock(column, COLUMN_TEXT_MAX, at, report);
    checkActions(column.actions, 1, COLUMN_ACTIONS_MAX, at, report);
    actionCounts.add(Array.isArray(column.actions) ? column.actions.length : 0);
  });
  if (actionCounts.size > 1)
    report(`${property}.columns`, 'All columns must have the same number of actions');
}

function checkTextBlock(block: Fields, most: number, property: string, report: Report): void {
  checkHttpsUrl(block.thumbnailImageUrl, `${property}.thumbnailImageUrl`, report, true);
  checkText(block.title, { most: TITLE_MAX, unit: 'grapheme', optional: true }, `${property}.title`, report);
  const beside = block.thumbnailImageUrl !== undefined || block.title !== undefined;
  const limit = { most: beside ? TEXT_BESIDE_IMAGE_MAX : most, unit: 'grapheme' } as const;
  checkText(block.text, limit, `${property}.text`, report);
  if (block.defaultAction !== undefined) {
    checkAction(block.defaultAction, 'template-image', `${property}.defaultAction`, report);
  }
}

function checkActions(actions: unknown, least: number, most: number, property: string, report: Report): void {
  const place: ActionPlace = 'template';
  checkList(actions, least, most, `${property}.actions`, report).forEach((action, i) => {
    checkAction(action, place, `${property}.actions[${i}]`, report);
  });
}
