import { useCallback, useEffect, useState } from 'hono/jsx/dom';
import { useConversation } from './conversation.ts';
import { STAND_IN_UNREACHABLE } from './notices.ts';
import type { Resident } from './phone-api.ts';
import { loadResidents } from './phone-client.ts';
import { FriendAdd, PhoneScreen } from './phone-screen.tsx';
import { FIRST_SETTINGS, FONT_SCALES } from './settings.ts';
import { ToolsPanel } from './tools-panel.tsx';

/** The stand-in may start later than this page, and tests bring residents of their own. */
const RESIDENTS_POLL_MS = 3000;
const NOTICE_MS = 6000;

/** The resident stands in the address, so that a reload keeps them and two tabs can show two phones. */
const residentInAddress = () => location.hash.slice(1) || null;

function useResidents() {
  const [residents, setResidents] = useState<Resident[]>([]);
  const [reached, setReached] = useState(true);
  useEffect(() => {
    let shown = '';
    const look = async () => {
      if (document.hidden) return;
      const answer = await loadResidents();
      setReached(answer.ok);
      if (!answer.ok || JSON.stringify(answer.value) === shown) return;
      shown = JSON.stringify(answer.value);
      setResidents(answer.value);
    };
    void look();
    const timer = setInterval(() => void look(), RESIDENTS_POLL_MS);
    return () => clearInterval(timer);
  }, []);
  return { residents, reached };
}

/** A short word to the person at the page; a new object shows the same text again. */
function useNotice() {
  const [notice, setNotice] = useState<{ text: string } | null>(null);
  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  const say = useCallback((text: string | null) => setNotice(text === null ? null : { text }), []);
  return [notice, say] as const;
}

export function App() {
  const { residents, reached } = useResidents();
  const [chosen, setChosen] = useState(residentInAddress());
  const [settings, setSettings] = useState(FIRST_SETTINGS);
  const [toolsOpen, setToolsOpen] = useState(false);
  const [notice, say] = useNotice();
  const userId = (residents.find((resident) => resident.userId === chosen) ?? residents[0])?.userId ?? null;
  const { conversation, act, fault } = useConversation(userId, say);
  const open = conversation.phase === 'open' && conversation.userId === userId ? conversation : null;
  const current = open?.resident ?? null;

  useEffect(() => {
    const follow = () => setChosen(residentInAddress());
    const closeTools = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setToolsOpen(false);
    };
    addEventListener('hashchange', follow);
    addEventListener('keydown', closeTools);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('keydown', closeTools);
    };
  }, []);

  const choose = (next: string) => {
    location.hash = next;
    setToolsOpen(false);
  };
  const said = (reached ? fault : STAND_IN_UNREACHABLE) ?? notice?.text ?? null;

  return (
    <div class="desk">
      <main class="phone" style={{ '--scale': String(FONT_SCALES[settings.fontSize]) }}>
        <header class="phone-header">
          <h1>{open?.accountName ?? 'あゆみの電話'}</h1>
          {settings.device === 'desktop' && <span class="device">LINE for PC</span>}
          <button
            type="button"
            class="icon-button tools-button"
            aria-label="道具を開く"
            aria-expanded={toolsOpen ? 'true' : 'false'}
            data-testid="tools-toggle"
            onClick={() => setToolsOpen(!toolsOpen)}
          >
            <span class="icon icon-tools" aria-hidden="true" />
          </button>
        </header>
        <output class="notice" data-testid="notice" hidden={said === null}>
          {said}
        </output>
        {open === null ? (
          <p class="waiting">読み込んでいます…</p>
        ) : open.resident.friendship === 'stranger' ? (
          <FriendAdd accountName={open.accountName} onAct={act} />
        ) : (
          <PhoneScreen conversation={open} settings={settings} onAct={act} onNotice={say} />
        )}
      </main>
      {toolsOpen && <div class="shade" onClick={() => setToolsOpen(false)} aria-hidden="true" />}
      <aside class={toolsOpen ? 'tools-drawer open' : 'tools-drawer'} aria-label="開発用の道具">
        <button
          type="button"
          class="icon-button close-tools"
          aria-label="道具を閉じる"
          onClick={() => setToolsOpen(false)}
        >
          <span class="icon icon-close" aria-hidden="true" />
        </button>
        <ToolsPanel
          residents={residents}
          current={current}
          settings={settings}
          onResident={choose}
          onSettings={setSettings}
          onAct={act}
        />
      </aside>
    </div>
  );
}
