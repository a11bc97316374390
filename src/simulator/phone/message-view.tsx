import type { messagingApi } from '@line/bot-sdk';
import { FlexView } from './flex-view.tsx';
import { Placeholder } from './placeholder.tsx';
import { plainTextV2, spokenText } from './spoken-text.ts';
import { TemplateView } from './template-view.tsx';

const LINK = /(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+[\w\-~/#=&%])/;

/** Text with its line breaks (by style sheet) and its addresses as links. */
export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {text.split(LINK).map((part, index) =>
        index % 2 === 1 ? (
          <a href={part} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

/** A message as the chat list (one line) and a screen reader (all of it) give it. */
function SpokenView({ message }: { message: messagingApi.Message }) {
  const text = spokenText(message);
  return (
    <dl class="bubble spoken">
      <dt>一覧</dt>
      <dd class="spoken-line">{text}</dd>
      <dt>読み上げ（{text.length} 文字）</dt>
      <dd>{text}</dd>
    </dl>
  );
}

type MessageViewProps = {
  message: messagingApi.Message;
  flexHtml: string | undefined;
  spoken: boolean;
  scale: number;
  onTap: (action: messagingApi.Action) => void;
};

/** One message of the account. */
export function MessageView({ message, flexHtml, spoken, scale, onTap }: MessageViewProps) {
  if (spoken) return <SpokenView message={message} />;
  switch (message.type) {
    case 'text':
      return (
        <div class="bubble">
          <LinkedText text={message.text} />
        </div>
      );
    case 'textV2':
      return (
        <div class="bubble">
          <LinkedText text={plainTextV2(message)} />
        </div>
      );
    case 'flex':
      return flexHtml === undefined ? (
        <Placeholder title="表示できない Flex メッセージ" about={message.altText} />
      ) : (
        <FlexView html={flexHtml} contents={message.contents} scale={scale} onTap={onTap} />
      );
    case 'template':
      return <TemplateView template={message.template} onTap={onTap} />;
    case 'image':
      return <img class="picture" src={message.previewImageUrl} alt="写真" />;
    case 'sticker':
      return (
        <Placeholder
          icon="icon-smile"
          title="スタンプ"
          about={`${message.packageId} / ${message.stickerId}`}
        />
      );
    case 'video':
      return <Placeholder icon="icon-video" title="動画" />;
    case 'audio':
      return <Placeholder icon="icon-volume" title="音声" />;
    case 'location':
      return <Placeholder icon="icon-pin" title={message.title} about={message.address} />;
    case 'imagemap':
      return <Placeholder title="imagemap" about={message.altText} />;
    case 'coupon':
      return <Placeholder title="coupon" />;
    default:
      // LINE's unions grow without notice.
      return (
        <Placeholder title="この電話が知らない種類のメッセージ" about={(message as { type: string }).type} />
      );
  }
}
