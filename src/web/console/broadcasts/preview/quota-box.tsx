import { SEGMENT_MIN, type Audience } from '../../../../domain/broadcasts/audience.ts';
import { LINE_PLANS, type LinePlan } from '../../../../domain/broadcasts/line-plan.ts';
import type { QuotaForecast } from '../../../../flows/broadcasts/forecast-quota.ts';
import { Notice } from '../../parts/notice-parts.tsx';
import { DefinitionList } from '../../parts/table-parts.tsx';

const PLAN_WORDS: Record<LinePlan, string> = {
  communication: 'コミュニケーションプラン（月200通）',
  light: 'ライトプラン（月5,000通）',
  standard: 'スタンダードプラン（月30,000通）',
  'local-government': '地方公共団体プラン（上限なし）',
};

/**
 * What a broadcast takes of the month: by LINE's own figures, or where LINE does not answer by the town's plan. Of a
 * segment that is too small no figure is told, nor one it could be worked out from.
 */
export function QuotaBox({ forecast, audience }: { forecast: QuotaForecast; audience: Audience }) {
  const { recipients, quota, plan } = forecast;
  if (quota === null && plan === null)
    return (
      <>
        <h3>今月のLINEの送信枠</h3>
        <p>LINEから返事がなく、分かりませんでした。</p>
      </>
    );
  const isTooFew = audience.kind === 'segment' && recipients !== null && recipients < SEGMENT_MIN;
  const limit = quota ? quota.limit : plan && LINE_PLANS[plan];
  const left = isTooFew ? null : quota ? forecast.left : leftOfPlan(limit, recipients);
  return (
    <>
      <h3>今月のLINEの送信枠</h3>
      {quota ? null : (
        <p>
          LINEから返事がなかったので、契約のプランの枠で見積もりました。今月すでに使った分は、分かりません。
        </p>
      )}
      <DefinitionList
        items={[
          ...(plan ? [{ term: '契約のプラン', description: PLAN_WORDS[plan] }] : []),
          { term: '枠', description: limitWords(limit) },
          { term: '今月使った分', description: quota ? count(quota.used) : '分かりません' },
          {
            term: 'この配信で使う分',
            description: isTooFew
              ? `${SEGMENT_MIN}人未満（配信できません）`
              : recipients === null
                ? '分かりません（友だちの人数が、まだLINEから届いていません）'
                : count(recipients),
          },
          ...(left === null
            ? []
            : [
                {
                  term: '配信したあとの残り',
                  description: quota ? leftWords(left) : leftAtMostWords(left),
                },
              ]),
        ]}
      />
      {quota && plan ? <PlanDifference plan={plan} limit={quota.limit} /> : null}
      {left !== null && left < 0 ? (
        <Notice kind="warning" title="今月の送信枠が足りません">
          <p>
            このまま配信すると、途中で止まります。送り先をしぼるか、来月に送るか、LINEの契約を見直してください。
          </p>
        </Notice>
      ) : null}
    </>
  );
}

/** As if nothing of the month had been used. */
function leftOfPlan(limit: number | null, recipients: number | null): number | null {
  return limit === null || recipients === null ? null : limit - recipients;
}

/** On the standard plan more can be bought; any other difference is one between the contract and the setting. */
function PlanDifference({ plan, limit }: { plan: LinePlan; limit: number | null }) {
  const ofPlan: number | null = LINE_PLANS[plan];
  if (limit === ofPlan) return null;
  if (plan === 'standard' && limit !== null && limit > LINE_PLANS[plan])
    return <p class="hint">枠がプランの通数より多いのは、追加の枠を買っているためと思われます。</p>;
  return (
    <Notice kind="info" title="LINEが知らせた枠が、契約のプランと違います">
      <p>
        LINEが知らせた枠（{limitWords(limit)}
        ）で見積もっています。プランを変えたのか、契約の担当者に確かめてください。
      </p>
    </Notice>
  );
}

function limitWords(limit: number | null): string {
  return limit === null ? '上限なし' : count(limit);
}

function leftWords(left: number): string {
  return left < 0 ? `${count(-left)} 足りません` : count(left);
}

function leftAtMostWords(left: number): string {
  return left < 0
    ? `少なくとも${count(-left)} 足りません`
    : `多くて${count(left)}（すでに使った分だけ減ります）`;
}

function count(messages: number): string {
  return `${messages.toLocaleString('ja-JP')}通`;
}
