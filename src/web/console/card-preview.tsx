import type { messagingApi } from '@line/bot-sdk';
import { raw } from 'hono/html';
import { renderFlexHtml } from '../../flex-preview/flex-html.ts';

type ShownMessage = messagingApi.FlexMessage | messagingApi.TextMessage;

/** A message as in the phone, to look at: nothing in it can be tapped, and its spoken text stands below. */
export function CardPreview({ message }: { message: ShownMessage }) {
  return (
    <figure class="card-preview">
      <div class="card-screen flex-view" aria-hidden="true">
        <Drawing message={message} />
      </div>
      <figcaption>読み上げ：{message.type === 'flex' ? message.altText : message.text}</figcaption>
    </figure>
  );
}

function Drawing({ message }: { message: ShownMessage }) {
  if (message.type === 'text') return <div class="card-bubble">{message.text}</div>;
  const html = renderFlexHtml(message.contents, { inert: true });
  return html === undefined ? <div class="card-bubble">このカードは表示できません。</div> : <>{raw(html)}</>;
}
