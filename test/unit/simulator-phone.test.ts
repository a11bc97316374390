import type { messagingApi } from '@line/bot-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { renderFlexHtml } from '../../src/flex-preview/flex-html.ts';
import { HARU, NAOKI, openStand, type Stand } from './simulator-stand.ts';

let stand: Stand;
beforeEach(() => {
  stand = openStand();
});

const act = async (what: object, userId = HARU): Promise<number | null> =>
  (await stand.ask('POST', '/phone/api/act', { userId, act: what })).body.webhookStatus;
const view = async (after = 0, userId = HARU) =>
  (await stand.ask('GET', `/phone/api/view?user=${userId}&after=${after}`)).body;
const lastEvent = () => JSON.parse(stand.webhooks.at(-1)?.body ?? '{}').events[0];

describe('the residents', () => {
  it('are five, and strangers at first', async () => {
    const { body } = await stand.ask('GET', '/phone/api/residents');
    expect(body.map(({ language }: { language: string }) => language)).toEqual([
      'ja',
      'ja',
      'vi',
      'en',
      'zh-Hans',
    ]);
    expect(new Set(body.map(({ friendship }: { friendship: string }) => friendship))).toEqual(
      new Set(['stranger']),
    );
  });

  it('follow, block and come back', async () => {
    expect(await act({ kind: 'follow' })).toBe(200);
    expect(lastEvent()).toMatchObject({
      type: 'follow',
      follow: { isUnblocked: false },
      replyToken: expect.any(String),
    });
    await act({ kind: 'block' });
    expect(lastEvent().type).toBe('unfollow');
    expect(lastEvent().replyToken).toBeUndefined();
    expect((await view()).resident.friendship).toBe('blocked');
    await act({ kind: 'follow' });
    expect(lastEvent().follow).toEqual({ isUnblocked: true });
  });

  it('cannot write before they follow', async () => {
    expect(await act({ kind: 'text', text: 'やあ' })).toBeNull();
    expect(stand.webhooks).toHaveLength(0);
  });
});

describe('what a friend does', () => {
  beforeEach(() => act({ kind: 'follow' }));

  it('a text, a sticker and a picture stand in the chat and go to the bot', async () => {
    const { latestSeq } = await view();
    await act({ kind: 'text', text: '給食費' });
    expect(lastEvent()).toMatchObject({
      type: 'message',
      message: { type: 'text', text: '給食費' },
      source: { userId: HARU },
    });
    await act({ kind: 'sticker' });
    await act({ kind: 'image' });
    expect(lastEvent().message).toMatchObject({ type: 'image', contentProvider: { type: 'line' } });
    expect((await view(latestSeq)).entries.map(({ kind }: { kind: string }) => kind)).toEqual([
      'text',
      'sticker',
      'image',
    ]);
  });

  it('a postback shows its displayText', async () => {
    const { latestSeq } = await view();
    await act({ kind: 'postback', data: 'kpi=3', displayText: '3番を見る' });
    expect(lastEvent().postback).toEqual({ data: 'kpi=3' });
    await act({ kind: 'postback', data: 'kpi=4' });
    expect((await view(latestSeq)).entries).toMatchObject([{ from: 'resident', text: '3番を見る' }]);
  });

  it('an answer reaches the phone with its Flex message drawn', async () => {
    await act({ kind: 'text', text: 'やあ' });
    const contents = {
      type: 'bubble',
      body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: '達成 80%' }] },
    };
    const messages = [{ type: 'flex', altText: '達成 80%', contents }];
    await stand.call('POST', '/v2/bot/message/reply', { replyToken: lastEvent().replyToken, messages });
    const entry = (await view()).entries.at(-1);
    expect(entry).toMatchObject({ from: 'account', via: 'reply', message: messages[0] });
    expect(entry.flexHtml).toContain('達成 80%');
  });

  it('a message taken back is told with its id', async () => {
    await act({ kind: 'text', text: 'やあ' });
    const { id } = lastEvent().message;
    await act({ kind: 'unsend', messageId: id });
    expect(lastEvent()).toMatchObject({ type: 'unsend', unsend: { messageId: id } });
  });

  it('the same event delivered again has the same token, which a used one stays', async () => {
    await act({ kind: 'text', text: 'やあ' });
    const first = lastEvent();
    const reply = () =>
      stand.call('POST', '/v2/bot/message/reply', {
        replyToken: first.replyToken,
        messages: [{ type: 'text', text: 'はい' }],
      });
    expect((await reply()).status).toBe(200);
    await act({ kind: 'deliver-again' });
    expect(lastEvent()).toEqual({ ...first, deliveryContext: { isRedelivery: true } });
    expect((await reply()).status).toBe(400);
  });

  it('texts out of order keep their own times', async () => {
    stand.webhooks.length = 0;
    await act({ kind: 'deliver-out-of-order', texts: ['一', '二', '三'] });
    const events = stand.webhooks.map(({ body }) => JSON.parse(body).events[0]);
    expect(events.map(({ message }) => message.text)).toEqual(['三', '二', '一']);
    const [third = 0, second = 0, first = 0] = events.map(({ timestamp }) => timestamp);
    expect(first < second && second < third).toBe(true);
  });

  it('an event that the bot does not take comes again until it does', async () => {
    stand.botStatuses.splice(0, 1, 500, 500, 200);
    expect(await act({ kind: 'text', text: 'やあ' })).toBe(500);
    await Promise.all(stand.pending);
    expect(stand.webhooks).toHaveLength(4); // the follow, the try, and two more
    expect(lastEvent().deliveryContext).toEqual({ isRedelivery: true });
  });

  it('an event is not redelivered when redelivery is off', async () => {
    await stand.ask('PUT', '/__settings', { redelivery: false });
    stand.botStatuses[0] = null;
    expect(await act({ kind: 'text', text: 'やあ' })).toBeNull();
    expect(stand.pending).toHaveLength(0);
  });

  it('a tap on a tab switches the menu and tells the bot', async () => {
    const bounds = { x: 0, y: 0, width: 800, height: 270 };
    const menu = {
      size: { width: 800, height: 270 },
      selected: true,
      name: '次',
      chatBarText: 'メニュー',
      areas: [{ bounds, action: { type: 'postback', data: 'a' } }],
    };
    const { richMenuId } = (await stand.call('POST', '/v2/bot/richmenu', menu)).body;
    const png = new Uint8Array(64);
    png.set([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 3, 32, 0, 0, 1, 14,
    ]);
    await stand.upload(`/v2/bot/richmenu/${richMenuId}/content`, png, 'image/png');
    await stand.call('POST', '/v2/bot/richmenu/alias', { richMenuAliasId: 'next', richMenuId });

    await act({ kind: 'switch-rich-menu', richMenuAliasId: 'next', data: 'to=next' });
    expect(lastEvent().postback).toEqual({
      data: 'to=next',
      params: { newRichMenuAliasId: 'next', status: 'SUCCESS' },
    });
    const { richMenu } = await view();
    expect(richMenu).toMatchObject({
      richMenuId,
      name: '次',
      imageUrl: `/phone/api/rich-menu/${richMenuId}/image`,
    });
    expect((await stand.ask('GET', richMenu.imageUrl)).headers.get('content-type')).toBe('image/png');

    await act({ kind: 'switch-rich-menu', richMenuAliasId: 'gone', data: 'to=gone' });
    expect(lastEvent().postback.params.status).toBe('RICHMENU_ALIAS_ID_NOTFOUND');
    await stand.call('DELETE', `/v2/bot/richmenu/${richMenuId}`);
    await act({ kind: 'switch-rich-menu', richMenuAliasId: 'next', data: 'to=next' });
    expect(lastEvent().postback.params.status).toBe('RICHMENU_NOTFOUND');
  });

  it('the log is short', async () => {
    for (let i = 0; i < 60; i += 1) await stand.call('GET', '/v2/bot/info');
    const { body } = await stand.ask('GET', '/phone/api/log');
    expect(body).toHaveLength(50);
    expect(body[0]).toEqual({
      seq: expect.any(Number),
      at: expect.any(Number),
      method: 'GET',
      path: '/v2/bot/info',
      status: 200,
      faults: [],
    });
  });

  it('another resident sees none of it', async () => {
    expect((await view(0, NAOKI)).entries).toEqual([]);
    expect((await stand.ask('GET', '/phone/api/view?user=nobody')).status).toBe(404);
  });
});

describe('a Flex message as HTML', () => {
  const HOSTILE = `"><img src=x onerror=alert(1)>'</p><script>alert(1)</script>`;
  const actions = [
    { type: 'uri', label: HOSTILE, uri: 'https://example.jp/?a=1&b=2' },
    { type: 'message', label: 'a', text: HOSTILE },
    { type: 'postback', label: 'b', data: HOSTILE },
    { type: 'clipboard', label: 'c', clipboardText: HOSTILE },
  ] as const;
  const body: messagingApi.FlexBox = {
    type: 'box',
    layout: 'vertical',
    contents: [
      { type: 'text', text: `${HOSTILE}\n二行目`, action: actions[2] },
      { type: 'image', url: 'https://example.jp/a.png?")onerror=1;x:url(', action: actions[0] },
      ...actions.map((action): messagingApi.FlexButton => ({ type: 'button', action })),
    ],
    action: actions[1],
  };
  const html =
    renderFlexHtml({
      type: 'carousel',
      contents: [
        { type: 'bubble', body, action: actions[3] },
        { type: 'bubble', body },
      ],
    }) ?? '';

  it('holds no script, no handler and no link', () => {
    expect(html).not.toMatch(/<(script|img|p onerror)/i);
    expect(html.replaceAll(/data-action='[^']*'/g, '')).not.toMatch(/\son\w+="/i);
    expect(html).not.toMatch(/href=|window\.open|ayumi-(action|bubble)/);
  });

  it('holds every action in its place', () => {
    const found = [...html.matchAll(/data-action='([^']*)'/g)].map(([, json = '']) =>
      JSON.parse(
        json
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&'),
      ),
    );
    const ofBody = [actions[1], actions[2], actions[0], ...actions];
    expect(found).toEqual([actions[3], ...ofBody, ...ofBody]);
  });

  it('keeps the text, its lines and nothing of its meaning to HTML', () => {
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br>二行目');
  });

  it('draws an image of https only, and nothing ends its brackets', () => {
    expect(html).not.toContain(')onerror');
    expect(html).toContain('https://example.jp/a.png?%22%29onerror=1%3Bx:url%28');
    const plain = renderFlexHtml({ type: 'bubble', hero: { type: 'image', url: 'javascript:alert(1)' } });
    expect(plain).not.toContain('javascript');
  });
});
