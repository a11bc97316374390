import { isEmptySegment, type Audience } from '../../../domain/broadcasts/audience.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { AgeBand } from '../../../domain/residents/settings.ts';
import { LANGUAGE_WORDS } from './composition-words.ts';

export const AGE_WORDS: Record<AgeBand, string> = {
  'under-20': '10代以下',
  '20s': '20代',
  '30s': '30代',
  '40s': '40代',
  '50s': '50代',
  '60s': '60代',
  '70s-up': '70代以上',
};

const GONE = '（いまの計画にないもの）';

/** Whom a broadcast is for, in words: each line is asked for besides the others. */
export function audienceText(audience: Audience, plan: Plan): string[] {
  if (audience.kind === 'everyone') return ['町の公式LINEの友だち全員'];
  const { segment } = audience;
  if (isEmptySegment(segment)) return ['LINEで設定をした人すべて'];
  const followed = [
    ...segment.themes.map((id) => `テーマ「${plan.themes.get(id)?.name.text ?? GONE}」`),
    ...segment.kpis.map((id) => `指標「${plan.kpis.get(id)?.name.text ?? GONE}」`),
  ];
  return [
    ...(followed.length > 0
      ? [`${followed.join('か')}をフォローしている人（すべてをフォローしている人も含む）`]
      : []),
    ...listed(
      '使う言語',
      segment.languages.map((language) => LANGUAGE_WORDS[language]),
    ),
    ...listed(
      '年代',
      segment.ageBands.map((band) => AGE_WORDS[band]),
    ),
    ...listed('地区', segment.districts),
  ];
}

function listed(label: string, names: readonly string[]): string[] {
  return names.length > 0 ? [`${label}が${names.join('か')}の人`] : [];
}
