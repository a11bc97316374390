import { useRef } from 'hono/jsx/dom';
import type { PhoneAct, Resident } from './phone-api.ts';
import { RequestLog } from './request-log.tsx';
import type { FontSize, PhoneSettings } from './settings.ts';

const FRIENDSHIPS = { stranger: '未追加', friend: '友だち', blocked: 'ブロック中' } as const;
const FONT_SIZES: readonly [FontSize, string][] = [
  ['standard', '標準'],
  ['large', '大'],
  ['largest', '特大'],
];

type ToolsPanelProps = {
  residents: readonly Resident[];
  /** The resident whose phone is shown, as the last poll gave them; null while nothing is loaded. */
  current: Resident | null;
  settings: PhoneSettings;
  onResident: (userId: string) => void;
  onSettings: (settings: PhoneSettings) => void;
  onAct: (act: PhoneAct) => void;
};

function ResidentSwitch({
  residents,
  current,
  onResident,
}: Pick<ToolsPanelProps, 'residents' | 'current' | 'onResident'>) {
  return (
    <ul class="residents" data-testid="resident-switch">
      {residents.map((listed) => {
        const resident = listed.userId === current?.userId ? current : listed;
        return (
          <li key={resident.userId}>
            <button
              type="button"
              data-user-id={resident.userId}
              aria-pressed={resident === current ? 'true' : 'false'}
              onClick={() => onResident(resident.userId)}
            >
              <span class="avatar" aria-hidden="true">
                {resident.name.at(0)}
              </span>
              <span class="who">
                <b>{resident.name}</b>
                <small>{resident.about}</small>
              </span>
              <span class={`badge ${resident.friendship}`}>{FRIENDSHIPS[resident.friendship]}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Friendship({ current, onAct }: Pick<ToolsPanelProps, 'current' | 'onAct'>) {
  if (current?.friendship === 'friend') {
    return (
      <button type="button" data-testid="block" onClick={() => onAct({ kind: 'block' })}>
        ブロックする
      </button>
    );
  }
  return (
    <button
      type="button"
      data-testid="tools-follow"
      disabled={current === null}
      onClick={() => onAct({ kind: 'follow' })}
    >
      {current?.friendship === 'blocked' ? 'ブロックを解除する' : '友だちに追加する'}
    </button>
  );
}

function OutOfOrder({ isFriend, onAct }: { isFriend: boolean } & Pick<ToolsPanelProps, 'onAct'>) {
  const form = useRef<HTMLFormElement>(null);
  const deliver = (event: Event) => {
    event.preventDefault();
    if (form.current === null) return;
    const texts = new FormData(form.current).getAll('text').map(String);
    onAct({ kind: 'deliver-out-of-order', texts });
  };
  return (
    <form class="out-of-order" ref={form} onSubmit={deliver}>
      <label>
        先に送った文
        <input name="text" value="子育て" required />
      </label>
      <label>
        あとに送った文
        <input name="text" value="防災" required />
      </label>
      <button type="submit" data-testid="deliver-out-of-order" disabled={!isFriend}>
        順番を入れ替えて届ける
      </button>
    </form>
  );
}

function Looks({ settings, onSettings }: Pick<ToolsPanelProps, 'settings' | 'onSettings'>) {
  const { fontSize, reading, device } = settings;
  return (
    <>
      <fieldset class="segments" data-testid="font-size">
        <legend>文字の大きさ</legend>
        {FONT_SIZES.map(([size, name]) => (
          <button
            type="button"
            key={size}
            data-size={size}
            aria-pressed={size === fontSize ? 'true' : 'false'}
            onClick={() => onSettings({ ...settings, fontSize: size })}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={reading === 'spoken' ? 'true' : 'false'}
        data-testid="alt-text-toggle"
        onClick={() => onSettings({ ...settings, reading: reading === 'spoken' ? 'shown' : 'spoken' })}
      >
        読み上げ・一覧での見え方（altText）
      </button>
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={device === 'desktop' ? 'true' : 'false'}
        data-testid="pc-toggle"
        onClick={() => onSettings({ ...settings, device: device === 'desktop' ? 'phone' : 'desktop' })}
      >
        LINE for PC として見る
      </button>
    </>
  );
}

/** What a developer does to the phone from outside. */
export function ToolsPanel({ residents, current, settings, onResident, onSettings, onAct }: ToolsPanelProps) {
  const isFriend = current?.friendship === 'friend';
  return (
    <div class="tools">
      <div class="tools-side">
        <section aria-labelledby="tools-residents">
          <h2 id="tools-residents">住民</h2>
          <ResidentSwitch residents={residents} current={current} onResident={onResident} />
          <Friendship current={current} onAct={onAct} />
        </section>
        <section aria-labelledby="tools-delivery">
          <h2 id="tools-delivery">届き方</h2>
          <button
            type="button"
            data-testid="deliver-again"
            disabled={!isFriend}
            onClick={() => onAct({ kind: 'deliver-again' })}
          >
            同じイベントをもう一度届ける
          </button>
          <OutOfOrder isFriend={isFriend} onAct={onAct} />
        </section>
      </div>
      <div class="tools-side">
        <section aria-labelledby="tools-looks">
          <h2 id="tools-looks">見え方</h2>
          <Looks settings={settings} onSettings={onSettings} />
        </section>
        <section aria-labelledby="tools-log">
          <h2 id="tools-log">ボットが呼んだ API</h2>
          <RequestLog />
        </section>
      </div>
    </div>
  );
}
