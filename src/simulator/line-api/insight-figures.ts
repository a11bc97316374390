import type { Delivery } from '../world/world.ts';

const SHOWN_LEAST = 20; // LINE: smaller numbers are null
const UPDATED_MS = 14 * 24 * 60 * 60_000; // LINE: statistics are updated for 14 days

// Made up, there is nobody to look: shares of those reached, at once and after 14 days.
const SEEN = { first: 0.6, last: 0.8 };
const CLICKED = { first: 0.1, last: 0.2 };
const CLICKS_EACH = 1.5; // how often somebody who opens an address opens it

type Figure = number | null;
type Click = {
  seq: number;
  url: string;
  click: Figure;
  uniqueClick: Figure;
  uniqueClickOfRequest: Figure;
};

const NOTHING_PLAYED = {
  mediaPlayed: null,
  mediaPlayed25Percent: null,
  mediaPlayed50Percent: null,
  mediaPlayed75Percent: null,
  mediaPlayed100Percent: null,
  uniqueMediaPlayed: null,
  uniqueMediaPlayed25Percent: null,
  uniqueMediaPlayed50Percent: null,
  uniqueMediaPlayed75Percent: null,
  uniqueMediaPlayed100Percent: null,
};

export type Figures = {
  overview: {
    uniqueImpression: Figure;
    uniqueClick: Figure;
    uniqueMediaPlayed: null;
    uniqueMediaPlayed100Percent: null;
  };
  messages: ({ seq: number; impression: Figure; uniqueImpression: Figure } & typeof NOTHING_PLAYED)[];
  clicks: Click[];
};

/** LINE: get-message-event, get-statistics-per-unit. Where nothing can be shown of the whole, the lists are empty. */
export function figuresOf(deliveries: readonly Delivery[], now: number): Figures {
  const sum = (share: typeof SEEN, some: readonly Delivery[]): number =>
    Math.floor(some.reduce((total, { at, recipients }) => total + recipients * grown(share, now - at), 0));
  const linked = deliveries.filter(({ links }) => links.length > 0);
  const clicked = sum(CLICKED, linked);
  const overview = {
    uniqueImpression: shown(sum(SEEN, deliveries)),
    uniqueClick: shown(clicked),
    uniqueMediaPlayed: null,
    uniqueMediaPlayed100Percent: null,
  };
  if (overview.uniqueImpression === null) return { overview, messages: [], clicks: [] };

  const bubbles = Math.max(0, ...deliveries.map(({ messages }) => messages));
  const messages = Array.from({ length: bubbles }, (_, i) => {
    const impression = shown(
      sum(
        SEEN,
        deliveries.filter((delivery) => delivery.messages > i),
      ),
    );
    return { seq: i + 1, impression, uniqueImpression: impression, ...NOTHING_PLAYED };
  });

  const opened = new Map<string, { seq: number; url: string; people: number }>();
  for (const delivery of linked) {
    const people = sum(CLICKED, [delivery]);
    delivery.links.forEach(({ seq, url }, i) => {
      const key = `${seq} ${url}`;
      // The first address is opened most, each further one half as often.
      opened.set(key, { seq, url, people: (opened.get(key)?.people ?? 0) + people / 2 ** i });
    });
  }
  const clicks = [...opened.values()].map(({ seq, url, people }) => {
    const uniqueClick = shown(Math.floor(people));
    const ofAll = [...opened.values()].filter((other) => other.url === url);
    const anywhere = ofAll.reduce((total, other) => total + other.people, 0);
    return {
      seq,
      url,
      click: uniqueClick === null ? null : Math.floor(people * CLICKS_EACH),
      uniqueClick,
      uniqueClickOfRequest: shown(Math.floor(Math.min(anywhere, clicked))),
    };
  });
  return { overview, messages, clicks };
}

/** Grows evenly and ends with LINE's 14 days. */
function grown({ first, last }: typeof SEEN, age: number): number {
  return first + (last - first) * Math.min(1, Math.max(0, age) / UPDATED_MS);
}

function shown(value: number): Figure {
  return value < SHOWN_LEAST ? null : value;
}
