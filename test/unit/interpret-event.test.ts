import type { webhook } from '@line/bot-sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPostback, writePostback } from '../../src/domain/look-up/postback.ts';
import { interpretEvent } from '../../src/interpretation/interpret-event.ts';
import { readWebhook } from '../../src/line/read-webhook.ts';
import { isSignedByLine } from '../../src/line/signature.ts';
import { everyView } from '../helpers/answers.ts';
import { loadPlan } from '../helpers/plan.ts';

const USER = { type: 'user', userId: 'U0123456789abcdef0123456789abcdef' };

function eventOf(event: Record<string, unknown>): webhook.Event {
  const whole = {
    mode: 'active',
    timestamp: 1_795_000_000_000,
    webhookEventId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    deliveryContext: { isRedelivery: false },
    source: USER,
    replyToken: 'r',
    ...event,
  };
  const received = readWebhook(
    new TextEncoder().encode(JSON.stringify({ destination: 'U', events: [whole] })),
  );
  const [read] = received?.events ?? [];
  if (!read) throw new Error('the event was not readable');
  return read;
}

const textEvent = (text: string, more: Record<string, unknown> = {}): webhook.Event =>
  eventOf({ type: 'message', message: { id: '1', type: 'text', text, ...more } });

describe('an event is understood as', () => {
  test('a question, for text', () => {
    expect(interpretEvent(textEvent(' 育休 '))).toEqual({ kind: 'ask', text: '育休' });
  });
  test('the question without LINE emoji', () => {
    const emojis = [{ index: 2, length: 6, productId: 'p', emojiId: 'e' }];
    expect(interpretEvent(textEvent('育休(love)は', { emojis }))).toEqual({ kind: 'ask', text: '育休は' });
  });
  test('something wordless, for stickers, pictures, files, places and emoji alone', () => {
    const kinds = ['sticker', 'image', 'video', 'audio', 'file', 'location'].map(
      (type) => interpretEvent(eventOf({ type: 'message', message: { id: '1', type } })).kind,
    );
    expect(new Set(kinds)).toEqual(new Set(['wordless']));
    const emojis = [{ index: 0, length: 6, productId: 'p', emojiId: 'e' }];
    expect(interpretEvent(textEvent('(love)', { emojis }))).toMatchObject({ kind: 'wordless' });
  });
  test('what its button says, for every button there is', () => {
    for (const view of everyView(loadPlan())) {
      expect(interpretEvent(eventOf({ type: 'postback', postback: { data: writePostback(view) } }))).toEqual({
        kind: 'show',
        view,
      });
    }
  });
  test('an outdated button, for postbacks of another version, other software or no sense', () => {
    for (const data of [
      '',
      'v=0&a=kpi&id=line-friends',
      'v=1&a=vote',
      'v=1&a=kpi&id=<script>',
      'v=1&a=status&id=x',
      'x'.repeat(301),
    ]) {
      expect(interpretEvent(eventOf({ type: 'postback', postback: { data } }))).toEqual({
        kind: 'outdated-button',
      });
    }
  });
  test('what is followed, for お知らせ on the rich menu, and a later page of it', () => {
    const shownBy = (data: string) => interpretEvent(eventOf({ type: 'postback', postback: { data } }));
    expect(shownBy('v=1&a=news')).toEqual({ kind: 'show', view: { kind: 'following' } });
    expect(shownBy('v=1&a=following&id=2')).toEqual({ kind: 'show', view: { kind: 'following', page: 2 } });
    expect(shownBy('v=1&a=following&id=-1')).toEqual({ kind: 'show', view: { kind: 'following' } });
  });
  test('nothing, for a tab of the rich menu', () => {
    const postback = { data: 'v=1&a=tab&id=look-up', params: { newRichMenuAliasId: 'a', status: 'SUCCESS' } };
    expect(interpretEvent(eventOf({ type: 'postback', postback }))).toEqual({
      kind: 'nothing',
      why: 'tab-switch',
    });
  });
  test('leaving, when it is blocked, which needs neither a reply token nor active mode', () => {
    const unfollow = { type: 'unfollow', replyToken: undefined };
    expect(interpretEvent(eventOf(unfollow))).toEqual({ kind: 'leave' });
    expect(interpretEvent(eventOf({ ...unfollow, mode: 'standby' }))).toEqual({ kind: 'leave' });
    expect(interpretEvent(eventOf({ ...unfollow, source: { type: 'group', groupId: 'C' } }))).toMatchObject({
      kind: 'nothing',
    });
  });
  test('befriending, and whether it is again', () => {
    expect(interpretEvent(eventOf({ type: 'follow', follow: { isUnblocked: true } }))).toEqual({
      kind: 'befriend',
      again: true,
    });
    expect(interpretEvent(eventOf({ type: 'follow' }))).toEqual({ kind: 'befriend', again: false });
  });
  test('nothing, in standby, in groups, without a user or a token, and for events not known yet', () => {
    expect(interpretEvent(eventOf({ ...textish, mode: 'standby' }))).toMatchObject({
      kind: 'nothing',
      why: 'standby',
    });
    expect(interpretEvent(eventOf({ ...textish, source: { type: 'group', groupId: 'C' } }))).toMatchObject({
      why: 'group',
    });
    expect(interpretEvent(eventOf({ ...textish, source: undefined }))).toMatchObject({ why: 'group' });
    expect(interpretEvent(eventOf({ ...textish, replyToken: undefined }))).toMatchObject({
      why: 'no-reply-token',
    });
    expect(interpretEvent(eventOf({ type: 'telepathy' }))).toMatchObject({ why: 'unknown-event' });
    expect(
      interpretEvent(eventOf({ type: 'message', message: { id: '1', type: 'hologram' } })),
    ).toMatchObject({ kind: 'nothing' });
  });
  test('a short notice, when it is invited to a group', () => {
    expect(interpretEvent(eventOf({ type: 'join', source: { type: 'group', groupId: 'C' } }))).toEqual({
      kind: 'join-group',
    });
  });
});

const textish = { type: 'message', message: { id: '1', type: 'text', text: '育休' } };

describe('hostile input', () => {
  const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  test('a body that is no webhook is null, and an odd event is counted without stopping the others', () => {
    expect(readWebhook(new TextEncoder().encode('{'))).toBeNull();
    expect(readWebhook(new Uint8Array([0xff, 0xfe]))).toBeNull();
    expect(readWebhook(bytesOf([]))).toBeNull();
    expect(readWebhook(bytesOf({ events: 'x' }))).toBeNull();
    const odd = [null, 1, {}, { type: 'message' }, { ...textEvent('x'), message: { type: 'text', text: 7 } }];
    expect(readWebhook(bytesOf({ events: [...odd, textEvent('育休')] }))).toMatchObject({
      unreadable: odd.length,
      events: { length: 1 },
    });
  });
  test('any JSON in an event is read or counted, and what is read is understood, without throwing', () => {
    const anyEvent = fc.record(
      {
        type: fc.constantFrom('message', 'postback', 'follow', 'join', 'unsend', 'x'),
        mode: fc.constantFrom('active', 'standby'),
        timestamp: fc.nat(),
        webhookEventId: fc.string(),
        deliveryContext: fc.constant({ isRedelivery: false }),
        source: fc.oneof(fc.constant(USER), fc.jsonValue()),
        replyToken: fc.oneof(fc.string(), fc.jsonValue()),
        message: fc.oneof(
          fc.record({ type: fc.constant('text'), text: fc.string(), emojis: fc.jsonValue() }),
          fc.jsonValue(),
        ),
        postback: fc.oneof(fc.record({ data: fc.string() }), fc.jsonValue()),
        follow: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, fc.jsonValue())), (events) => {
        const received = readWebhook(bytesOf({ events }));
        expect((received?.events.length ?? 0) + (received?.unreadable ?? 0)).toBe(events.length);
        for (const event of received?.events ?? []) interpretEvent(event);
      }),
    );
  });
  test('any postback data is something a button can say, or unreadable', () => {
    const kinds = new Set([
      'view',
      'change',
      'follow',
      'unfollow',
      'forget-me',
      'read-broadcast',
      'tab',
      'unreadable',
    ]);
    const parameters = fc
      .record({
        v: fc.constantFrom('1', '2'),
        a: fc.oneof(fc.constantFrom('set', 'read', 'follow', 'unfollow', 'forget-me', 'kpi'), fc.string()),
        k: fc.oneof(fc.constantFrom('language', 'age-band', 'district', 'monthly-cap', 'theme'), fc.string()),
        id: fc.string(),
        r: fc.string(),
        l: fc.string(),
      })
      .map((record) => new URLSearchParams(record).toString());
    fc.assert(fc.property(fc.oneof(fc.string(), parameters), (data) => kinds.has(readPostback(data).kind)));
  });
});

describe('the signature', () => {
  const secret = '8c570fa6dd201bb328f1c1eac23a96d8';
  const body = new TextEncoder().encode('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}');
  const signature = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=';
  test('of the documented example is right', () =>
    expect(isSignedByLine(body, secret, signature)).toBe(true));
  test.each([
    undefined,
    '',
    'x',
    signature.slice(0, -4),
    signature.toLowerCase(),
    `${signature.slice(0, 10)}A${signature.slice(11)}`,
  ])('%s is refused', (wrong) => expect(isSignedByLine(body, secret, wrong)).toBe(false));
  test('of another body or with another secret is refused', () => {
    expect(isSignedByLine(new TextEncoder().encode('{}'), secret, signature)).toBe(false);
    expect(isSignedByLine(body, `${secret}0`, signature)).toBe(false);
  });
});
