import type { messagingApi } from '@line/bot-sdk';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'hono/jsx/dom';
import type { ChatEntry } from './phone-api.ts';
import { dayText, timeText } from './clock-text.ts';
import { LinkedText, MessageView } from './message-view.tsx';
import { Placeholder } from './placeholder.tsx';

/** How far from the end still counts as reading the newest, in CSS pixels. */
const NEAR_END_PX = 60;

type EntryHands = { onTap: (action: messagingApi.Action) => void; onUnsend: (messageId: string) => void };
type EntryProps = EntryHands & {
  entry: ChatEntry;
  accountName: string;
  /** First of a row of messages by the same side: shows who speaks. */
  opensRow: boolean;
  spoken: boolean;
  scale: number;
};

function residentBubble(entry: ChatEntry & { from: 'resident' }) {
  switch (entry.kind) {
    case 'text':
      return (
        <div class="bubble">
          <LinkedText text={entry.text} />
        </div>
      );
    case 'sticker':
      return <Placeholder icon="icon-smile" title="スタンプ" />;
    case 'image':
      return <Placeholder icon="icon-image" title="写真" />;
    default:
      return null;
  }
}

/** Carousels and giant bubbles take the whole width, as in LINE; other Flex is laid beside the avatar. */
function widthOf(message: messagingApi.Message): 'whole' | 'flex' | '' {
  if (message.type !== 'flex') return '';
  const { contents } = message;
  return contents.type === 'carousel' || (contents.type === 'bubble' && contents.size === 'giga')
    ? 'whole'
    : 'flex';
}

/** LINE: a message with a sender of its own says so, and still whose account it comes from. */
function speakerOf(entry: ChatEntry, accountName: string): string {
  if (entry.from !== 'account') return entry.from;
  const name = entry.message.sender?.name;
  return name ? `${name} from ${accountName}` : accountName;
}

function Entry({ entry, accountName, opensRow, spoken, scale, onTap, onUnsend }: EntryProps) {
  const hooks = { 'data-testid': 'entry', 'data-seq': entry.seq, 'data-from': entry.from };
  switch (entry.from) {
    case 'system':
      return (
        <p class="note" {...hooks}>
          {entry.text}
        </p>
      );
    case 'resident':
      return (
        <div class="entry mine" {...hooks}>
          <div class="meta">
            <button
              type="button"
              class="unsend"
              aria-label="この送信を取り消す"
              title="送信取消"
              onClick={() => onUnsend(entry.messageId)}
            >
              <span class="icon icon-undo" aria-hidden="true" />
            </button>
            {/* LINE marks every message to a bot as read at once. */}
            <span>既読</span>
            <time>{timeText(entry.at)}</time>
          </div>
          {residentBubble(entry)}
        </div>
      );
    case 'account': {
      const { name, iconUrl } = entry.message.sender ?? {};
      return (
        <div class={`entry theirs ${opensRow ? 'opens' : ''}`} data-via={entry.via} {...hooks}>
          {opensRow && (
            <>
              {iconUrl ? (
                <img class="avatar" src={iconUrl} alt="" />
              ) : (
                <span class="avatar" aria-hidden="true">
                  {Array.from(name || 'あ')[0]}
                </span>
              )}
              <span class="sender">{speakerOf(entry, accountName)}</span>
            </>
          )}
          <div class={`said ${spoken ? '' : widthOf(entry.message)}`}>
            <MessageView
              message={entry.message}
              flexHtml={entry.flexHtml}
              spoken={spoken}
              scale={scale}
              onTap={onTap}
            />
          </div>
          <div class="meta">
            <time>{timeText(entry.at)}</time>
          </div>
        </div>
      );
    }
    default:
      return null;
  }
}

const SteadyEntry = memo(Entry);

const sizesOf = (box: Element) => `${box.scrollHeight}/${box.clientHeight}`;

type ChatViewProps = EntryHands & {
  entries: readonly ChatEntry[];
  accountName: string;
  spoken: boolean;
  scale: number;
};

/** The chat's log. Stays at the newest entry unless the reader has scrolled up. */
export function ChatView({ entries, accountName, spoken, scale, onTap, onUnsend }: ChatViewProps) {
  const log = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seenSeq = useRef(0);
  const sizes = useRef('');
  const [unseen, setUnseen] = useState(false);
  const newest = entries.at(-1);

  const goToEnd = () => {
    if (log.current !== null) log.current.scrollTop = log.current.scrollHeight;
  };

  useLayoutEffect(() => {
    // An own message takes the reader to the end, also where the answer to it arrived together with it.
    const hasOwn = entries.some(({ seq, from }) => seq > seenSeq.current && from === 'resident');
    seenSeq.current = newest?.seq ?? 0;
    if (atEnd.current || hasOwn) goToEnd();
    else setUnseen(true);
  }, [newest?.seq]);

  // The log also changes its size by the rich menu, pictures that arrive late and another font size.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current) goToEnd();
      if (log.current !== null) sizes.current = sizesOf(log.current);
    });
    if (log.current !== null) observer.observe(log.current);
    if (list.current !== null) observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  const noteScroll = () => {
    const box = log.current;
    // The browser also scrolls when sizes change; only the reader's own scrolling says where they want to be.
    if (box === null || sizes.current !== sizesOf(box)) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (atEnd.current) setUnseen(false);
  };

  return (
    <div class="chat">
      <div
        class="chat-log"
        role="log"
        aria-live="polite"
        aria-label="トーク"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        tabIndex={0}
        data-testid="chat-log"
        ref={log}
        onScroll={noteScroll}
      >
        <div ref={list}>
          {entries.length === 0 && <p class="note">まだメッセージはありません</p>}
          {entries.map((entry, index) => {
            const before = entries[index - 1];
            const newDay = before === undefined || dayText(before.at) !== dayText(entry.at);
            return (
              <div key={entry.seq}>
                {newDay && <p class="day">{dayText(entry.at)}</p>}
                <SteadyEntry
                  entry={entry}
                  accountName={accountName}
                  opensRow={newDay || speakerOf(before, accountName) !== speakerOf(entry, accountName)}
                  spoken={spoken}
                  scale={scale}
                  onTap={onTap}
                  onUnsend={onUnsend}
                />
              </div>
            );
          })}
        </div>
      </div>
      {unseen && (
        <button type="button" class="to-newest" onClick={goToEnd}>
          <span class="icon icon-down" aria-hidden="true" />
          新しいメッセージ
        </button>
      )}
    </div>
  );
}
