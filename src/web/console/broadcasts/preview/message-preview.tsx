import type { messagingApi } from '@line/bot-sdk';
import type { Audience } from '../../../../domain/broadcasts/audience.ts';
import type { ResidentLanguage } from '../../../../domain/language.ts';
import { CardPreview } from '../../card-preview.tsx';
import { LANGUAGE_WORDS } from '../composition-words.ts';

export type Variant = { language: ResidentLanguage; messages: readonly messagingApi.Message[] };

type MessagePreviewProps = { variants: readonly Variant[]; audience: Audience; accountName: string };

/** What residents see, in each language, drawn as on a phone. */
export function MessagePreview({ variants, audience, accountName }: MessagePreviewProps) {
  const isEmpty = variants.every(({ messages }) => messages.length === 0);
  if (isEmpty) return <p>中身を入れて保存すると、住民に見えるとおりにここに出ます。</p>;
  return (
    <>
      <p class="hint">{whoReadsWhat(audience, variants.length > 1)}</p>
      {variants.map(({ language, messages }, index) => (
        <details class="phone-preview" name="phone-preview" open={index === 0}>
          <summary>
            {LANGUAGE_WORDS[language]}
            <span class="choice-count">{messages.length}通</span>
          </summary>
          <Phone language={language} messages={messages} accountName={accountName} />
        </details>
      ))}
    </>
  );
}

function whoReadsWhat({ kind }: Audience, hasOthers: boolean): string {
  if (!hasOthers) return '言語にかかわらず、日本語が届きます。';
  return kind === 'everyone'
    ? '全員に日本語が届きます。最後のカードのボタンを押した人に、ほかの言語を返信します（返信は送信枠を使いません）。'
    : '言語を設定した人には、その言語で届きます。ほかの人には、日本語で届きます。';
}

function Phone({
  language,
  messages,
  accountName,
}: {
  language: ResidentLanguage;
  messages: readonly messagingApi.Message[];
  accountName: string;
}) {
  const last = messages.at(-1);
  return (
    <div class="phone" lang={language === 'ja' || language === 'ja-easy' ? undefined : language}>
      <div class="chat-list">
        <p class="chat-list-name">{accountName}</p>
        <p class="chat-list-words">{last ? spokenOf(last) : ''}</p>
      </div>
      <p class="hint" lang="ja">
        上は、トーク一覧での見え方です。最後の1通のはじめだけが出て、あとは切れます。
      </p>
      {messages.map((message) =>
        isDrawn(message) ? <CardPreview message={message} /> : <p>この通は、ここでは表示できません。</p>,
      )}
    </div>
  );
}

function isDrawn(
  message: messagingApi.Message,
): message is messagingApi.FlexMessage | messagingApi.TextMessage {
  return message.type === 'flex' || message.type === 'text';
}

/** What the list of chats and a screen reader say of it. */
function spokenOf(message: messagingApi.Message): string {
  if (message.type === 'text') return message.text;
  return 'altText' in message && typeof message.altText === 'string' ? message.altText : '';
}
