import type { messagingApi } from '@line/bot-sdk';
import { useCallback, useEffect, useState } from 'hono/jsx/dom';
import { ChatView } from './chat-view.tsx';
import { Composer, type KeyboardRequest } from './composer.tsx';
import type { OpenConversation } from './conversation.ts';
import { DateDialog } from './date-dialog.tsx';
import { COPIED, COPY_REFUSED } from './notices.ts';
import type { PhoneAct } from './phone-api.ts';
import { offeredReplies, QuickReplies } from './quick-replies.tsx';
import { RichMenu, RichMenuBar } from './rich-menu-view.tsx';
import { FONT_SCALES, type PhoneSettings } from './settings.ts';
import { readTap, type TapEffect } from './tap-effects.ts';

/** What stands under the chat of a friend. Without a rich menu it is always the composer. */
type Bottom = 'composer' | 'menu-open' | 'menu-closed';

type PhoneScreenProps = {
  conversation: OpenConversation;
  settings: PhoneSettings;
  onAct: (act: PhoneAct) => void;
  onNotice: (text: string) => void;
};

export function PhoneScreen({ conversation, settings, onAct, onNotice }: PhoneScreenProps) {
  const { entries, resident, accountName, userId } = conversation;
  const richMenu = settings.device === 'phone' ? conversation.richMenu : null;
  const [bottom, setBottom] = useState<Bottom>('composer');
  const [keyboard, setKeyboard] = useState<KeyboardRequest | null>(null);
  const [dateAction, setDateAction] = useState<messagingApi.DatetimePickerAction | null>(null);
  const [usedReplies, setUsedReplies] = useState(0);
  // The stand-in keeps what was unsent, for the log; the phone shows it no more.
  const [unsent, setUnsent] = useState<ReadonlySet<string>>(new Set());
  const scale = FONT_SCALES[settings.fontSize];
  const hasMenu = richMenu !== null;

  // A tab switch exchanges the menu and leaves it open; only the first menu of a chat asks whether to open.
  useEffect(() => {
    setKeyboard(null);
    setBottom(richMenu === null ? 'composer' : richMenu.selected ? 'menu-open' : 'menu-closed');
  }, [userId, hasMenu]);

  const carryOut = (effect: TapEffect) => {
    switch (effect.kind) {
      case 'act':
        onAct(effect.act);
        break;
      case 'open-uri':
        window.open(effect.uri, '_blank', 'noopener');
        break;
      case 'copy':
        navigator.clipboard.writeText(effect.text).then(
          () => onNotice(COPIED),
          () => onNotice(COPY_REFUSED),
        );
        break;
      case 'pick-date':
        setDateAction(effect.action);
        break;
      case 'open-keyboard':
        setBottom('composer');
        setKeyboard({ text: effect.text });
        break;
      case 'open-rich-menu':
        if (hasMenu) setBottom('menu-open');
        break;
      case 'close-rich-menu':
        if (hasMenu) setBottom('menu-closed');
        break;
      case 'notice':
        onNotice(effect.text);
        break;
      default:
        effect satisfies never;
    }
  };
  const tap = useCallback(
    (action: messagingApi.Action) => readTap(action).forEach(carryOut),
    [onAct, onNotice, hasMenu],
  );
  const unsend = useCallback(
    (messageId: string) => {
      setUnsent((before) => new Set([...before, messageId]));
      onAct({ kind: 'unsend', messageId });
    },
    [onAct],
  );
  const standing = entries.filter((entry) => entry.from !== 'resident' || !unsent.has(entry.messageId));

  const replies = settings.device === 'phone' ? offeredReplies(entries) : null;

  return (
    <>
      <ChatView
        key={userId}
        entries={standing}
        accountName={accountName}
        spoken={settings.reading === 'spoken'}
        scale={scale}
        onTap={tap}
        onUnsend={unsend}
      />
      {resident.friendship === 'blocked' ? (
        <section class="blocked" aria-label="ブロック中">
          <p>このアカウントをブロックしています。メッセージは届きません。</p>
          <button type="button" class="strong" data-testid="follow" onClick={() => onAct({ kind: 'follow' })}>
            ブロック解除
          </button>
        </section>
      ) : (
        <div class="bottom">
          {replies !== null && replies.seq !== usedReplies && (
            <QuickReplies
              items={replies.items}
              onTap={(action) => {
                setUsedReplies(replies.seq);
                tap(action);
              }}
            />
          )}
          {richMenu === null || bottom === 'composer' ? (
            <Composer
              request={keyboard}
              onAct={onAct}
              onMenu={hasMenu ? () => setBottom('menu-open') : null}
            />
          ) : (
            <>
              {bottom === 'menu-open' && <RichMenu menu={richMenu} onTap={tap} />}
              <RichMenuBar
                text={richMenu.chatBarText}
                open={bottom === 'menu-open'}
                onToggle={() => setBottom(bottom === 'menu-open' ? 'menu-closed' : 'menu-open')}
                onKeyboard={() => carryOut({ kind: 'open-keyboard', text: null })}
              />
            </>
          )}
        </div>
      )}
      {dateAction !== null && (
        <DateDialog
          action={dateAction}
          onDone={(params) => {
            if (params !== null) onAct({ kind: 'postback', data: dateAction.data ?? '', params });
            setDateAction(null);
          }}
        />
      )}
    </>
  );
}

type FriendAddProps = { accountName: string; onAct: (act: PhoneAct) => void };

/** What a stranger sees: the account, and the way to become its friend. */
export function FriendAdd({ accountName, onAct }: FriendAddProps) {
  return (
    <div class="friend-add">
      <span class="avatar large" aria-hidden="true">
        あ
      </span>
      <h2>{accountName}</h2>
      <p>まだ友だちではありません。追加すると、あいさつとメニューが届きます。</p>
      <button type="button" class="strong" data-testid="follow" onClick={() => onAct({ kind: 'follow' })}>
        追加
      </button>
    </div>
  );
}
