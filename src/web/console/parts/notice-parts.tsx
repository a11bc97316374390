import type { Child } from 'hono/jsx';

export type NoticeKind = 'info' | 'success' | 'warning' | 'error';

/** The kind is told by sign and word; the colour only repeats it. */
const KIND_WORDS: Record<NoticeKind, { sign: string; word: string }> = {
  info: { sign: 'ℹ', word: 'お知らせ' },
  success: { sign: '✓', word: '完了' },
  warning: { sign: '!', word: '注意' },
  error: { sign: '×', word: 'エラー' },
};

export function Notice({ kind, title, children }: { kind: NoticeKind; title: string; children?: Child }) {
  const { sign, word } = KIND_WORDS[kind];
  return (
    <div class={`notice ${kind}`}>
      <p class="notice-title">
        <span class="notice-sign" aria-hidden="true">
          {sign}
        </span>
        <span class="unseen">{word}：</span>
        {title}
      </p>
      {children ? <div class="notice-body">{children}</div> : null}
    </div>
  );
}

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'error';

/** A state in one word. */
export function Chip({ tone = 'neutral', children }: { tone?: Tone; children: Child }) {
  return <span class={`chip ${tone}`}>{children}</span>;
}

/** How far something is, in words as well. */
export function Progress({ label, done, total }: { label: string; done: number; total: number }) {
  return (
    <label class="progress">
      <span>
        {label}
        <span class="progress-words">
          {done.toLocaleString('ja-JP')} / {total.toLocaleString('ja-JP')}
        </span>
      </span>
      <progress value={done} max={Math.max(total, 1)} />
    </label>
  );
}
