import type { messagingApi } from '@line/bot-sdk';
import { render, type FlexContainer } from 'flex-render';

type Fields = Record<string, unknown>;

const LINK_KEYS = new Set(['url', 'previewUrl']);
const TEXT_KEYS = new Set(['text', 'label']);
const NUMBER_KEYS = new Set(['flex', 'maxLines']);

/**
 * A Flex message as HTML, or undefined where the renderer gave up. flex-render writes texts and attributes as they are,
 * so everything is escaped before it sees it; each action goes through it as a link to a made-up mark, and the link,
 * with its script, is then replaced by `data-action`. Text cannot forge a mark's link: its quotes are escaped.
 * Where it is `inert`, nothing can be tapped or focused.
 */
export function renderFlexHtml(
  contents: messagingApi.FlexContainer,
  { inert = false } = {},
): string | undefined {
  const bound: { from: string; to: string }[] = [];
  const prepare = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => prepare(item, ''));
    if (isFields(value)) return key === 'action' ? markAction(value) : prepareFields(value);
    if (NUMBER_KEYS.has(key)) return typeof value === 'number' ? value : undefined;
    if (typeof value !== 'string') return value;
    if (LINK_KEYS.has(key)) return safeUrl(value);
    const escaped = escapeHtml(value);
    return TEXT_KEYS.has(key) ? escaped.replaceAll('\n', '<br>') : escaped;
  };
  const bindingOf = (action: Fields): string => (inert ? '' : tapArea(action));
  const prepareFields = (fields: Fields): Fields => {
    const prepared = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, prepare(value, name)]),
    );
    if (fields.type === 'bubble' && isFields(fields.action))
      return markBubble(prepared, fields.action, fields.direction);
    return prepared;
  };
  const markAction = (action: Fields): Fields => {
    const mark = `ayumi-action-${bound.length}`;
    bound.push({
      from: `target="_blank" href="${mark}" onclick="window.open('${mark}')"`,
      to: bindingOf(action),
    });
    return { type: 'uri', uri: mark, label: prepare(action.label ?? '', 'label') };
  };
  // flex-render draws no action of a bubble, but writes its direction as it is: the mark travels there.
  const markBubble = (prepared: Fields, action: Fields, given: unknown): Fields => {
    const direction = `ayumi-bubble-${bound.length}`;
    const [dir, name] = given === 'rtl' ? ['rtl', 'fxRTL'] : ['ltr', 'fxLTR'];
    const to = `dir="${dir}" class="T1 ${name}" ${bindingOf(action)}`;
    bound.push({ from: `dir="${direction}" class="T1 "`, to });
    return { ...prepared, direction };
  };
  try {
    const prepared = prepare(contents, '');
    if (!isContainer(prepared)) return undefined;
    const html = render(prepared);
    return bound.reduce((text, { from, to }) => text.replace(from, () => to), html);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isContainer(value: unknown): value is FlexContainer {
  return isFields(value) && (value.type === 'bubble' || value.type === 'carousel');
}

function tapArea(action: Fields): string {
  return `data-action='${escapeHtml(JSON.stringify(action))}' role="button" tabindex="0"`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The address stands in a style's `url(…)`: no other scheme than https, and nothing that could end the brackets. */
function safeUrl(value: string): string {
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:') return '';
  const encoded = new URL(value).href.replace(
    /[()'"\\;\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escapeHtml(encoded);
}
