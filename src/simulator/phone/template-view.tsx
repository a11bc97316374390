import type { messagingApi } from '@line/bot-sdk';
import { Placeholder } from './placeholder.tsx';
import { tapName } from './tap-effects.ts';

type Tap = (action: messagingApi.Action) => void;

function Actions({ actions, onTap }: { actions: messagingApi.Action[]; onTap: Tap }) {
  return (
    <div class="template-actions">
      {actions.map((action) => (
        <button type="button" onClick={() => onTap(action)}>
          {tapName(action, action.type ?? '')}
        </button>
      ))}
    </div>
  );
}

function Card({ card, onTap }: { card: messagingApi.CarouselColumn; onTap: Tap }) {
  const { thumbnailImageUrl, title, text, defaultAction, actions } = card;
  const words = (
    <>
      {title && <strong>{title}</strong>}
      <span>{text}</span>
    </>
  );
  return (
    <div class="template-card">
      {thumbnailImageUrl && <img src={thumbnailImageUrl} alt="" />}
      {defaultAction ? (
        <button type="button" class="template-words" onClick={() => onTap(defaultAction)}>
          {words}
        </button>
      ) : (
        <div class="template-words">{words}</div>
      )}
      <Actions actions={actions} onTap={onTap} />
    </div>
  );
}

/** Template messages, drawn simply. */
export function TemplateView({ template, onTap }: { template: messagingApi.Template; onTap: Tap }) {
  switch (template.type) {
    case 'buttons':
      return <Card card={template} onTap={onTap} />;
    case 'confirm':
      return (
        <div class="template-card confirm">
          <div class="template-words">{template.text}</div>
          <Actions actions={template.actions} onTap={onTap} />
        </div>
      );
    case 'carousel':
      return (
        <div class="template-row">
          {template.columns.map((card) => (
            <Card card={card} onTap={onTap} />
          ))}
        </div>
      );
    case 'image_carousel':
      return (
        <div class="template-row">
          {template.columns.map(({ imageUrl, action }) => (
            <button type="button" class="template-picture" onClick={() => onTap(action)}>
              <img src={imageUrl} alt="" />
              <span>{tapName(action, '')}</span>
            </button>
          ))}
        </div>
      );
    default:
      // LINE's unions grow without notice.
      return (
        <Placeholder title="この電話が知らないテンプレート" about={(template as { type: string }).type} />
      );
  }
}
