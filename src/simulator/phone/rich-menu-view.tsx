import type { messagingApi } from '@line/bot-sdk';
import { useState } from 'hono/jsx/dom';
import type { RichMenuView } from './phone-api.ts';
import { tapName } from './tap-effects.ts';

const percent = (part: number | undefined, whole: number) => `${((part ?? 0) / whole) * 100}%`;

type RichMenuProps = { menu: RichMenuView; onTap: (action: messagingApi.Action) => void };

/** The menu's picture with its tap areas; where the picture is missing the areas show their names. */
export function RichMenu({ menu, onTap }: RichMenuProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const { width, height } = menu.size;
  return (
    <section
      class={`rich-menu ${brokenUrl === menu.imageUrl ? 'bare' : ''}`}
      aria-label={`リッチメニュー ${menu.name}`}
      data-testid="rich-menu"
      data-rich-menu-id={menu.richMenuId}
      style={{ 'aspect-ratio': `${width} / ${height}` }}
    >
      <img src={menu.imageUrl} alt="" draggable={false} onError={() => setBrokenUrl(menu.imageUrl)} />
      {menu.areas.map(({ bounds, action }, index) => {
        const name = tapName(action, `タップ領域 ${index + 1}`);
        return (
          <button
            type="button"
            class="rich-menu-area"
            aria-label={name}
            data-testid="rich-menu-area"
            style={{
              left: percent(bounds?.x, width),
              top: percent(bounds?.y, height),
              width: percent(bounds?.width, width),
              height: percent(bounds?.height, height),
            }}
            onClick={() => action && onTap(action)}
          >
            <span class="area-name" aria-hidden="true">
              {name}
            </span>
          </button>
        );
      })}
    </section>
  );
}

type RichMenuBarProps = { text: string; open: boolean; onToggle: () => void; onKeyboard: () => void };

/** LINE's bar under the chat: to the keyboard, and the menu up or down. */
export function RichMenuBar({ text, open, onToggle, onKeyboard }: RichMenuBarProps) {
  return (
    <div class="menu-bar">
      <button
        type="button"
        class="icon-button"
        aria-label="キーボードを開く"
        data-testid="show-keyboard"
        onClick={onKeyboard}
      >
        <span class="icon icon-keyboard" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="menu-toggle"
        aria-expanded={open ? 'true' : 'false'}
        data-testid="rich-menu-toggle"
        onClick={onToggle}
      >
        {text} <span aria-hidden="true">{open ? '▼' : '▲'}</span>
      </button>
    </div>
  );
}
