import type { messagingApi } from '@line/bot-sdk';
import type { Fault } from './faults.ts';
import type { ChatEntry, Resident } from '../phone/phone-api.ts';
import type { Topic } from './reached.ts';
import { SEEDED_RESIDENTS, newResident } from './residents.ts';
import type { SentEntry } from './sent-log.ts';
import type { Fields } from '../line-api/rules/fields.ts';

const CHAT_MAX = 300; // entries kept of one chat

type RichMenu = {
  request: messagingApi.RichMenuRequest;
  image: { type: 'image/png' | 'image/jpeg'; bytes: Uint8Array<ArrayBuffer> } | null;
};

type ReplyToken = {
  userId: string | null;
  eventAt: number;
  expiresAt: number;
  state: 'open' | 'used';
};

/** What a retry key was first accepted for; `response` is what that request was answered. */
type AcceptedRequest = { requestId: string; acceptedAt: number; response: Fields };

/** An address that can be tapped, and the number of the message it stands in, from 1. */
export type Link = { seq: number; url: string };

/** One request that sent. `addressed` were named, or were friends; `recipients` were reached. `content` names what it said. */
export type Delivery = {
  kind: 'reply' | 'push' | 'multicast' | 'broadcast' | 'narrowcast';
  at: number;
  messages: number;
  links: readonly Link[];
  content: string;
  addressed: number;
  recipients: number;
  unit: string | null;
};

export type WebhookEvent = Fields & { type: string; timestamp: number; webhookEventId: string };

type Quota = { type: 'none' } | { type: 'limited'; value: number };

/** Everything the stand-in knows, as plain data. One value lives as long as the Worker's isolate. */
export type World = {
  residents: Map<string, Resident>;
  /** How many members each crowd has, by its prefix. */
  crowds: Map<string, number>;
  chats: Map<string, ChatEntry[]>;
  lastEvents: Map<string, WebhookEvent>;
  richMenus: Map<string, RichMenu>;
  richMenuAliases: Map<string, string>;
  richMenuLinks: Map<string, string>;
  defaultRichMenuId: string | null;
  richMenuBatches: Map<string, number>;
  replyTokens: Map<string, ReplyToken>;
  retryKeys: Map<string, AcceptedRequest>;
  accessTokens: Map<string, number>;
  deliveries: Map<string, Delivery>;
  reached: Map<string, Topic>;
  rates: Map<string, { windowStart: number; count: number }>;
  quota: Quota;
  usage: number;
  webhook: { endpoint: string; active: boolean };
  /** `reservedQuota`: messages that LINE holds back for deliveries under way, so that the limit comes early. */
  settings: { redelivery: boolean; rateLimits: boolean; clockOffsetMs: number; reservedQuota: number };
  /** Of Access: whether its keys can be had. */
  access: { keysAvailable: boolean };
  faults: Fault[];
  sent: SentEntry[];
  sentBytes: number;
  /** Grows for ever, even over a reset: a page that asks for entries "after" and ids made of it stay right. */
  counter: number;
};

export function createWorld(webhookEndpoint: string): World {
  return {
    residents: new Map(SEEDED_RESIDENTS.map((resident) => [resident.userId, { ...resident }])),
    crowds: new Map(),
    chats: new Map(),
    lastEvents: new Map(),
    richMenus: new Map(),
    richMenuAliases: new Map(),
    richMenuLinks: new Map(),
    defaultRichMenuId: null,
    richMenuBatches: new Map(),
    replyTokens: new Map(),
    retryKeys: new Map(),
    accessTokens: new Map(),
    deliveries: new Map(),
    reached: new Map(),
    rates: new Map(),
    quota: { type: 'none' },
    usage: 0,
    webhook: { endpoint: webhookEndpoint, active: true },
    settings: { redelivery: true, rateLimits: true, clockOffsetMs: 0, reservedQuota: 0 },
    access: { keysAvailable: true },
    faults: [],
    sent: [],
    sentBytes: 0,
    counter: 0,
  };
}

export function resetWorld(world: World, webhookEndpoint: string): void {
  Object.assign(world, { ...createWorld(webhookEndpoint), counter: world.counter });
}

/** Puts a value into a map that forgets its oldest entries beyond `most`. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

/** LINE's message ids are decimal strings. Time comes first, so that two runs never share one. */
export function nextMessageId(world: World, now: number): string {
  world.counter += 1;
  return `${now}${String(world.counter % 100_000).padStart(5, '0')}`;
}

export function meetResident(world: World, userId: string, friendship: Resident['friendship']): Resident {
  const known = world.residents.get(userId);
  if (known) {
    known.friendship = friendship;
    return known;
  }
  const resident = newResident(userId, friendship);
  world.residents.set(userId, resident);
  return resident;
}

export function isFriend(world: World, userId: string): boolean {
  return world.residents.get(userId)?.friendship === 'friend';
}

export function listFriends(world: World): string[] {
  return [...world.residents.values()].flatMap(({ userId, friendship }) =>
    friendship === 'friend' ? [userId] : [],
  );
}

type EntryContent = ChatEntry extends infer E ? (E extends ChatEntry ? Omit<E, 'seq' | 'at'> : never) : never;

export function addChatEntry(world: World, userId: string, now: number, content: EntryContent): void {
  world.counter += 1;
  const chat = world.chats.get(userId) ?? [];
  chat.push({ seq: world.counter, at: now, ...content });
  if (chat.length > CHAT_MAX) chat.splice(0, chat.length - CHAT_MAX);
  world.chats.set(userId, chat);
}
