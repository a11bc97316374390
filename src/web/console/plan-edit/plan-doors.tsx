import type { OpenDraft } from '../../../flows/drafts/open-draft.ts';
import { Notice } from '../parts/notice-parts.tsx';
import { draftHref } from './edit-page.tsx';
import { formHref, indicatorRows } from './indicators.tsx';

type Door = { path: string; label: string; about: string };

const OFTEN: readonly Door[] = [
  {
    path: '/targets',
    label: '目標を見直す',
    about: '新しい目標と、見直しの理由を書きます。以前の目標は残ります。',
  },
  {
    path: '/baseline',
    label: '基準値・数え方を確認する',
    about: '何を数える指標か、基準はいくつかを決めます。判定がどう変わるかを確かめてから保存できます。',
  },
  {
    path: '/retire',
    label: '指標を終了する',
    about: '一覧と件数から外します。これまでの実績と目標は残ります。',
  },
];

const NEW: readonly Door[] = [
  {
    path: '/kpis/new?kind=kpi',
    label: '指標（KPI）を追加する',
    about: '名前、単位、基準値、目標を1つの画面で決めます。',
  },
  { path: '/kpis/new?kind=kgi', label: 'KGIを追加する', about: '重点項目ごとの、いちばん大きな目標です。' },
  { path: '/tables/initiatives/row', label: '取組を追加する', about: '推進事項の下に置きます。' },
  { path: '/tables/matters/row', label: '推進事項を追加する', about: '推進項目の下に置きます。' },
  {
    path: '/tables/themes/row',
    label: '推進項目を追加する',
    about: '重点項目の下に置きます。住民のメニューに出ます。',
  },
  {
    path: '/tables/priority-items/row',
    label: '重点項目を追加する',
    about: '計画のいちばん大きなまとまりです。',
  },
];

const LOOKED_AT: readonly Door[] = [
  { path: '/tables', label: 'すべての表', about: '計画のもとになっている表と、この下書きで変わる行です。' },
  { path: '/tables/rules', label: '判定のきまり', about: '「順調」「遅れ」とする割合です。' },
];

const WORDS: readonly Door[] = [
  {
    path: '/tables/synonyms/row',
    label: '言いかえを追加する',
    about: '住民がふだん使うことばで、指標が見つかるようにします。',
  },
  { path: '/tables/glossary', label: 'ことばの説明（用語）', about: '「KPIとは」などの答えになる説明です。' },
  {
    path: '/tables/rules',
    label: '判定のきまり',
    about: '「順調」「遅れ」とする割合です。変えると、すべての指標の判定が変わることがあります。',
  },
  { path: '/tables', label: 'すべての表', about: '名前や読みなど、どの行も直せます。' },
];

/** What can be done to the plan, in plain words; what waits for a decision comes first. Others find what to look at. */
export function PlanDoors({ open, today, canEdit }: { open: OpenDraft; today: string; canEdit: boolean }) {
  if (!canEdit) return <Doors heading="見られるもの" doors={LOOKED_AT} draftId={open.draft.id} />;
  const unconfirmed = indicatorRows(open, today).filter((row) => row['basis'] === 'unconfirmed');
  return (
    <>
      {unconfirmed.length > 0 ? (
        <Notice kind="warning" title="確認が必要です">
          <p>数え方が決まっていないので、判定できない指標があります。</p>
          <ul>
            {unconfirmed.map((row) => (
              <li>
                <a href={formHref(open.draft.id, 'baseline', row['id'])}>{row['name']}</a>
                {row['note'] ? <p class="hint">{row['note']}</p> : null}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <Doors heading="よくすること" doors={OFTEN} draftId={open.draft.id} />
      <Doors heading="新しく加える" doors={NEW} draftId={open.draft.id} />
      <Doors heading="ことばと、そのほか" doors={WORDS} draftId={open.draft.id} />
    </>
  );
}

function Doors({ heading, doors, draftId }: { heading: string; doors: readonly Door[]; draftId: string }) {
  return (
    <section>
      <h2>{heading}</h2>
      <ul class="doors">
        {doors.map(({ path, label, about }) => (
          <li>
            <a href={draftHref(draftId, path)}>{label}</a>
            <p class="hint">{about}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
