import { describe, expect, it } from 'vitest';
import { checkMessages } from '../../src/simulator/line-api/rules/check-message.ts';

type Case = [rule: string, passes: unknown, breaks: unknown, property: string];

const letters = (count: number): string => 'あ'.repeat(count);
const FAMILY = '👨‍👩‍👧'; // one grapheme, eight UTF-16 units
const postback = { type: 'postback', label: '見る', data: 'a=1' };
const text = { type: 'text', text: '進捗' };
const box = (...contents: unknown[]): object => ({ type: 'box', layout: 'vertical', contents });
const bubble = (body: unknown = box(text), more: object = {}): object => ({ type: 'bubble', body, ...more });
const flex = (contents: unknown, more: object = {}): object => ({
  type: 'flex',
  altText: '一覧',
  contents,
  ...more,
});
const carousel = (...contents: unknown[]): object => ({ type: 'carousel', contents });
const inBox = (component: unknown): object => flex(bubble(box(component)));
const button = (action: object): object => inBox({ type: 'button', action });
const quick = (count: number, action: object = postback): object => ({
  ...text,
  quickReply: { items: Array.from({ length: count }, () => ({ type: 'action', action })) },
});
const template = (body: object): object => ({ type: 'template', altText: '選択', template: body });
const buttons = (more: object): object =>
  template({ type: 'buttons', text: '選んでください', actions: [postback], ...more });
const columns = (...sizes: number[]): object =>
  template({
    type: 'carousel',
    columns: sizes.map((size) => ({ text: '項目', actions: Array.from({ length: size }, () => postback) })),
  });
const image = { type: 'image', url: 'https://example.jp/a.png' };
const filled = (bytes: number): object => bubble(box({ type: 'text', text: 'a'.repeat(bytes) }));

const CASES: Case[] = [
  [
    'a text has at most 5000 UTF-16 units',
    { type: 'text', text: letters(5000) },
    { type: 'text', text: letters(5001) },
    'messages[0].text',
  ],
  ['a text is not empty', text, { type: 'text', text: '' }, 'messages[0].text'],
  ['a message has a type that LINE knows', text, { type: 'poem', text: '春' }, 'messages[0].type'],
  [
    'an emoji stands where the text has a $',
    { ...text, text: '$', emojis: [{ index: 0, productId: '1', emojiId: '1' }] },
    { ...text, emojis: [{ index: 0, productId: '1', emojiId: '1' }] },
    'messages[0].emojis[0].index',
  ],
  [
    'braces of a textV2 are doubled',
    { type: 'textV2', text: '{{a}}' },
    { type: 'textV2', text: '{a}' },
    'messages[0].text',
  ],
  [
    'a textV2 placeholder has its substitution',
    { type: 'textV2', text: '{a}', substitution: { a: { type: 'emoji', productId: '1', emojiId: '1' } } },
    { type: 'textV2', text: '{b}', substitution: { a: { type: 'emoji', productId: '1', emojiId: '1' } } },
    'messages[0].text',
  ],
  [
    'a sticker names its package',
    { type: 'sticker', packageId: '446', stickerId: '1988' },
    { type: 'sticker', stickerId: '1988' },
    'messages[0].packageId',
  ],
  [
    'an image comes by https',
    { type: 'image', originalContentUrl: image.url, previewImageUrl: image.url },
    { type: 'image', originalContentUrl: 'http://example.jp/a.png', previewImageUrl: image.url },
    'messages[0].originalContentUrl',
  ],
  [
    'an image address has at most 2000 units',
    inBox({ ...image, url: `https://e.jp/${'a'.repeat(1987)}` }),
    inBox({ ...image, url: `https://e.jp/${'a'.repeat(1988)}` }),
    'messages[0].contents.body.contents[0].url',
  ],
  [
    'a sender has at most 20 units of name',
    { ...text, sender: { name: letters(20) } },
    { ...text, sender: { name: letters(21) } },
    'messages[0].sender.name',
  ],
  [
    'a sender does not call itself LINE',
    { ...text, sender: { name: 'LINEAR' } },
    { ...text, sender: { name: 'town on line' } },
    'messages[0].sender.name',
  ],
  ['a sender is an object', { ...text, sender: {} }, { ...text, sender: 'くらし課' }, 'messages[0].sender'],

  ['a quick reply has at most 13 items', quick(13), quick(14), 'messages[0].quickReply.items'],
  [
    'a quick reply label has at most 20 graphemes',
    quick(1, { ...postback, label: FAMILY.repeat(20) }),
    quick(1, { ...postback, label: FAMILY.repeat(21) }),
    'messages[0].quickReply.items[0].action.label',
  ],
  [
    'a quick reply label is required',
    quick(1),
    quick(1, { type: 'postback', data: 'a' }),
    'messages[0].quickReply.items[0].action.label',
  ],
  [
    'a camera action stands only in a quick reply',
    quick(1, { type: 'camera', label: '撮る' }),
    button({ type: 'camera', label: '撮る' }),
    'messages[0].contents.body.contents[0].action.type',
  ],
  [
    'a rich menu switch stands only in a rich menu',
    button(postback),
    button({ type: 'richmenuswitch', label: '次', richMenuAliasId: 'a', data: '' }),
    'messages[0].contents.body.contents[0].action.type',
  ],

  [
    'postback data has at most 300 units',
    button({ ...postback, data: 'a'.repeat(300) }),
    button({ ...postback, data: 'a'.repeat(301) }),
    'messages[0].contents.body.contents[0].action.data',
  ],
  [
    'displayText has at most 300 graphemes',
    button({ ...postback, displayText: FAMILY.repeat(300) }),
    button({ ...postback, displayText: FAMILY.repeat(301) }),
    'messages[0].contents.body.contents[0].action.displayText',
  ],
  [
    'text and displayText are not both used',
    button({ ...postback, displayText: 'a' }),
    button({ ...postback, displayText: 'a', text: 'a' }),
    'messages[0].contents.body.contents[0].action.text',
  ],
  [
    'a message action has at most 300 graphemes',
    button({ type: 'message', label: 'a', text: letters(300) }),
    button({ type: 'message', label: 'a', text: letters(301) }),
    'messages[0].contents.body.contents[0].action.text',
  ],
  [
    'a link has a scheme that LINE opens',
    button({ type: 'uri', label: 'a', uri: 'tel:0120000000' }),
    button({ type: 'uri', label: 'a', uri: 'javascript:alert(1)' }),
    'messages[0].contents.body.contents[0].action.uri',
  ],
  [
    'a link is percent-encoded',
    button({ type: 'uri', label: 'a', uri: 'https://example.jp/?q=%E7%94%BA' }),
    button({ type: 'uri', label: 'a', uri: 'https://example.jp/?q=町' }),
    'messages[0].contents.body.contents[0].action.uri',
  ],
  [
    'a link has at most 1000 units',
    button({ type: 'uri', label: 'a', uri: `https://e.jp/${'a'.repeat(987)}` }),
    button({ type: 'uri', label: 'a', uri: `https://e.jp/${'a'.repeat(988)}` }),
    'messages[0].contents.body.contents[0].action.uri',
  ],
  [
    'a clipboard text has at most 1000 units',
    button({ type: 'clipboard', label: 'a', clipboardText: 'a'.repeat(1000) }),
    button({ type: 'clipboard', label: 'a', clipboardText: 'a'.repeat(1001) }),
    'messages[0].contents.body.contents[0].action.clipboardText',
  ],
  [
    'a date picker starts in its own form',
    button({ type: 'datetimepicker', label: 'a', data: '', mode: 'date', initial: '2026-04-01' }),
    button({ type: 'datetimepicker', label: 'a', data: '', mode: 'date', initial: '10:00' }),
    'messages[0].contents.body.contents[0].action.initial',
  ],
  [
    'a Flex button label has at most 40 graphemes',
    button({ ...postback, label: letters(40) }),
    button({ ...postback, label: letters(41) }),
    'messages[0].contents.body.contents[0].action.label',
  ],
  [
    'a Flex button has a label',
    button(postback),
    button({ ...postback, label: '' }),
    'messages[0].contents.body.contents[0].action.label',
  ],

  ['altText is not empty', flex(bubble()), flex(bubble(), { altText: '' }), 'messages[0].altText'],
  [
    'altText has at most 1500 units',
    flex(bubble(), { altText: letters(1500) }),
    flex(bubble(), { altText: letters(1501) }),
    'messages[0].altText',
  ],
  ['Flex contents are a bubble or a carousel', flex(bubble()), flex(box(text)), 'messages[0].contents.type'],
  ['a bubble has a block', flex(bubble()), flex({ type: 'bubble' }), 'messages[0].contents'],
  ['a body is a box', flex(bubble()), flex(bubble(text)), 'messages[0].contents.body.type'],
  ['a bubble has at most 30 KB', flex(filled(30_000)), flex(filled(31_000)), 'messages[0].contents'],
  [
    'a carousel has at most 50 KB',
    flex(carousel(filled(24_000), filled(24_000))),
    flex(carousel(filled(26_000), filled(26_000))),
    'messages[0].contents',
  ],
  [
    'a carousel has at most 12 bubbles',
    flex(carousel(...Array.from({ length: 12 }, () => bubble()))),
    flex(carousel(...Array.from({ length: 13 }, () => bubble()))),
    'messages[0].contents.contents',
  ],
  [
    'the bubbles of a carousel have one size',
    flex(carousel(bubble(), bubble(box(text), { size: 'mega' }))),
    flex(carousel(bubble(), bubble(box(text), { size: 'kilo' }))),
    'messages[0].contents.contents',
  ],
  [
    'a component has a type that LINE knows',
    inBox(text),
    inBox({ type: 'chart' }),
    'messages[0].contents.body.contents[0].type',
  ],
  [
    'a vertical box holds no icon',
    inBox({ type: 'box', layout: 'baseline', contents: [{ type: 'icon', url: image.url }] }),
    inBox({ type: 'icon', url: image.url }),
    'messages[0].contents.body.contents[0].type',
  ],
  [
    'a baseline box holds no box',
    inBox({ type: 'box', layout: 'baseline', contents: [text] }),
    inBox({ type: 'box', layout: 'baseline', contents: [box(text)] }),
    'messages[0].contents.body.contents[0].contents[0].type',
  ],
  [
    'a span stands only in a text',
    inBox({ type: 'text', contents: [{ type: 'span', text: 'a' }] }),
    inBox({ type: 'span', text: 'a' }),
    'messages[0].contents.body.contents[0].type',
  ],
  [
    'a Flex text is not empty',
    inBox(text),
    inBox({ type: 'text', text: '' }),
    'messages[0].contents.body.contents[0].text',
  ],
  [
    'a layout is one of three',
    inBox(box(text)),
    inBox({ type: 'box', layout: 'grid', contents: [text] }),
    'messages[0].contents.body.contents[0].layout',
  ],
  [
    'a colour is hexadecimal',
    inBox({ ...text, color: '#11223344' }),
    inBox({ ...text, color: 'red' }),
    'messages[0].contents.body.contents[0].color',
  ],
  [
    'a font size is a word or pixels',
    inBox({ ...text, size: '18px' }),
    inBox({ ...text, size: 'huge' }),
    'messages[0].contents.body.contents[0].size',
  ],
  [
    'a width is pixels or a percentage',
    inBox({ ...box(), width: '40%' }),
    inBox({ ...box(), width: '40' }),
    'messages[0].contents.body.contents[0].width',
  ],
  [
    'maxLines is a whole number',
    inBox({ ...text, maxLines: 2 }),
    inBox({ ...text, maxLines: '2' }),
    'messages[0].contents.body.contents[0].maxLines',
  ],
  [
    'an image is at most three times as high as wide',
    inBox({ ...image, aspectRatio: '1:3' }),
    inBox({ ...image, aspectRatio: '1:4' }),
    'messages[0].contents.body.contents[0].aspectRatio',
  ],
  [
    'a gradient has both colours',
    inBox({
      ...box(),
      background: { type: 'linearGradient', angle: '0deg', startColor: '#ffffff', endColor: '#000000' },
    }),
    inBox({ ...box(), background: { type: 'linearGradient', angle: '0deg', startColor: '#ffffff' } }),
    'messages[0].contents.body.contents[0].background.endColor',
  ],
  [
    'a bubble size is one of LINE’s',
    flex(bubble(box(text), { size: 'giga' })),
    flex(bubble(box(text), { size: 'tera' })),
    'messages[0].contents.size',
  ],
  [
    'a block style has a colour',
    flex(bubble(box(text), { styles: { body: { backgroundColor: '#ffffff' } } })),
    flex(bubble(box(text), { styles: { body: { backgroundColor: 'white' } } })),
    'messages[0].contents.styles.body.backgroundColor',
  ],

  [
    'a buttons template has at most four actions',
    buttons({ actions: Array.from({ length: 4 }, () => postback) }),
    buttons({ actions: Array.from({ length: 5 }, () => postback) }),
    'messages[0].template.actions',
  ],
  [
    'a buttons text has at most 160 graphemes',
    buttons({ text: FAMILY.repeat(160) }),
    buttons({ text: FAMILY.repeat(161) }),
    'messages[0].template.text',
  ],
  [
    'a text beside a title has at most 60 graphemes',
    buttons({ title: '題', text: letters(60) }),
    buttons({ title: '題', text: letters(61) }),
    'messages[0].template.text',
  ],
  [
    'a template label has at most 20 graphemes',
    buttons({ actions: [{ ...postback, label: letters(20) }] }),
    buttons({ actions: [{ ...postback, label: letters(21) }] }),
    'messages[0].template.actions[0].label',
  ],
  [
    'a confirm template has two actions',
    template({ type: 'confirm', text: '?', actions: [postback, postback] }),
    template({ type: 'confirm', text: '?', actions: [postback] }),
    'messages[0].template.actions',
  ],
  [
    'the columns of a carousel have equally many actions',
    columns(2, 2),
    columns(2, 1),
    'messages[0].template.columns',
  ],
  [
    'a carousel has at most ten columns',
    columns(...Array<number>(10).fill(1)),
    columns(...Array<number>(11).fill(1)),
    'messages[0].template.columns',
  ],
  [
    'a template has a type that LINE knows',
    buttons({}),
    template({ type: 'survey' }),
    'messages[0].template.type',
  ],
  [
    'a location has a title',
    { type: 'location', title: '役場', address: '1-1', latitude: 35, longitude: 139 },
    { type: 'location', address: '1-1', latitude: 35, longitude: 139 },
    'messages[0].title',
  ],
];

describe('the rules for messages', () => {
  it.each(CASES)('%s', (_rule, passes, breaks, property) => {
    expect(checkMessages([passes], true)).toEqual([]);
    expect(checkMessages([breaks], true).map((detail) => detail.property)).toEqual([property]);
  });

  it('a request has one to five messages', () => {
    expect(
      checkMessages(
        Array.from({ length: 5 }, () => text),
        true,
      ),
    ).toEqual([]);
    expect(
      checkMessages(
        Array.from({ length: 6 }, () => text),
        true,
      ),
    ).toEqual([{ message: 'Size must be between 1 and 5', property: 'messages' }]);
    expect(checkMessages([], true)).toHaveLength(1);
    expect(checkMessages(undefined, true)).toHaveLength(1);
  });

  it('a mention goes to one person only', () => {
    const mention = {
      type: 'textV2',
      text: '{a}',
      substitution: { a: { type: 'mention', mentionee: { type: 'all' } } },
    };
    expect(checkMessages([mention], true)).toEqual([]);
    expect(checkMessages([mention], false)).toHaveLength(1);
  });

  it('a property that LINE does not know is let through', () => {
    expect(checkMessages([{ ...text, colour: 'red' }, inBox({ ...text, sparkle: true })], true)).toEqual([]);
  });

  it('a message that is no object is named by its place', () => {
    expect(checkMessages([text, null], true).map(({ property }) => property)).toEqual(['messages[1]']);
  });

  it('boxes without end are refused and not followed', () => {
    let nested: object = text;
    for (let i = 0; i < 500; i += 1) nested = box(nested);
    expect(checkMessages([flex(bubble(nested))], true).length).toBeGreaterThan(0);
  });
});
