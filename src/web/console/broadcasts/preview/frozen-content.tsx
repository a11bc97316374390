import type { messagingApi } from '@line/bot-sdk';
import type { Content } from '../../../../domain/broadcasts/content.ts';
import { CardPreview } from '../../card-preview.tsx';
import { LANGUAGE_WORDS } from '../composition-words.ts';

export type SentContent = Content<messagingApi.Message>;

/** Every message in every language, as it is sent. */
export function FrozenContent({ content: { audience, variants } }: { content: SentContent }) {
  return (
    <>
      {variants.map(({ language, messages }) => (
        <section class="frozen-variant" aria-label={LANGUAGE_WORDS[language]}>
          <h3>
            {LANGUAGE_WORDS[language]}（{messages.length}通）
          </h3>
          {audience.kind === 'everyone' && variants.length > 1 ? (
            <p class="hint">
              {language === 'ja' ? '全員に届きます。' : 'この言語のボタンを押した人に返信します。'}
            </p>
          ) : null}
          <div class="card-previews" lang={LANGUAGE_TAGS[language] ?? language}>
            {messages.map((message) =>
              message.type === 'text' || message.type === 'flex' ? (
                <CardPreview message={message} />
              ) : (
                <p>このメッセージは、ここには表示できません。</p>
              ),
            )}
          </div>
        </section>
      ))}
    </>
  );
}

const LANGUAGE_TAGS: Readonly<Record<string, string>> = { 'ja-easy': 'ja' };

/** Short enough to read out on the telephone; the whole of it opens, and is printed. */
export function ContentHash({ sha256 }: { sha256: string }) {
  return (
    <>
      <details class="content-hash">
        <summary>
          <code>{sha256.slice(0, 12)}</code>…
        </summary>
        <p class="hint">
          内容（文章、カード、送り先、日時）から計算した、指紋のような値です。1文字でも変わると、まったく別の値になります。
        </p>
        <code>{sha256}</code>
      </details>
      <code class="print-only">{sha256}</code>
    </>
  );
}

/** Which messages would be others if they were made anew, in words; empty where none would. */
export function changedMessages(frozen: SentContent, now: SentContent): string[] {
  return frozen.variants.flatMap(({ language, messages }) => {
    const others = now.variants.find((variant) => variant.language === language)?.messages ?? [];
    const places = Array.from({ length: Math.max(messages.length, others.length) }, (_, at) => at);
    return places
      .filter((at) => JSON.stringify(messages[at]) !== JSON.stringify(others[at]))
      .map((at) => `${LANGUAGE_WORDS[language]}の${at + 1}通目`);
  });
}
