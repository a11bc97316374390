import { may } from '../../../../domain/staff/roles.ts';
import { ButtonLink } from '../../parts/form-parts.tsx';
import { DefinitionList } from '../../parts/table-parts.tsx';
import { momentInJapan } from '../../time-words.ts';
import { broadcastHref } from '../broadcast-href.ts';
import { FiguresTable } from '../delivery/progress-section.tsx';
import { SettleSection } from '../delivery/settle-section.tsx';
import { ContentHash, FrozenContent } from '../preview/frozen-content.tsx';
import type { StepProps } from '../view/broadcast-step-parts.tsx';
import { ChunkTable } from './chunk-table.tsx';
import { InsightSection } from './insight-section.tsx';
import { recordItems } from './record-items.ts';

/** What became of a broadcast, as the council may see it: on the screen, on paper and as files. */
export function RecordPage(props: StepProps) {
  const { view } = props;
  const { broadcast, content, delivery, names } = view;
  const { id, state, audience } = broadcast;
  const sha256 = 'sha256' in state ? state.sha256 : '';
  return (
    <>
      <SettleSection {...props} />
      <div class="actions">
        <ButtonLink href={broadcastHref(id, '/record.csv')}>記録をCSVで保存する</ButtonLink>
        <ButtonLink href={broadcastHref(id, '/chunks.csv')}>送信の一覧をCSVで保存する</ButtonLink>
        {may(view.staff, 'compose-broadcast') ? (
          <ButtonLink href={`/console/broadcasts/new?of=${id}`}>これをもとに新しい配信を作る</ButtonLink>
        ) : null}
      </div>
      <p class="hint screen-only">このページは、ブラウザーの「印刷」で、そのまま記録として紙に残せます。</p>
      <p class="print-only">{momentInJapan(view.now.toISOString())}現在の記録です。</p>
      <h2>記録</h2>
      <DefinitionList
        items={[
          ...recordItems(view),
          { term: '内容の指紋（SHA-256）', description: <ContentHash sha256={sha256} /> },
        ]}
      />
      <h2>送った内容</h2>
      {content ? (
        <FrozenContent content={content} />
      ) : (
        <p>内容の控えが見つかりません。設置の担当者に連絡してください。</p>
      )}
      <h2>開封とクリック</h2>
      <InsightSection
        insight={delivery?.insight ?? null}
        audience={audience}
        reached={delivery?.figures.total.done.recipients ?? null}
      />
      {delivery ? (
        <>
          <h2 id="chunks">LINEへの送信</h2>
          <FiguresTable figures={delivery.figures} />
          <ChunkTable delivery={delivery} names={names} path={broadcastHref(id)} />
        </>
      ) : null}
    </>
  );
}
