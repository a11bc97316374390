import type { StepFault } from '../../../flows/drafts/review-draft.ts';
import { momentInJapan } from '../time-words.ts';

type Told = Exclude<StepFault, { kind: 'not-found' | 'moved-on' }>;

/** Why a step was not taken, and what to do. */
export function stepFaultWords(fault: Told): { title: string; help: string } {
  switch (fault.kind) {
    case 'empty':
      return {
        title: '変更がないので、承認を依頼できません',
        help: '実績を入れるか、計画を直してから、もう一度依頼してください。',
      };
    case 'no-reason':
      return {
        title: '理由が空白です',
        help: '理由を書いてから、もう一度お試しください。',
      };
    case 'conflicts':
      return {
        title: '公開中の内容と食い違っているので、承認を依頼できません',
        help: '下のお知らせから、どちらを残すか選んでください。',
      };
    case 'invalid':
      return {
        title: '計画のきまりに合わないところがあるので、進めません',
        help: `下の一覧の${fault.faults.length}件を直してから、もう一度お試しください。`,
      };
    case 'too-large':
      return {
        title: '計画全体が大きすぎて、1つの版に入りません',
        help: '使わなくなった言いかえや長い説明を減らしてください。減らせないときは、管理者に相談してください。',
      };
    case 'own-submission':
      return {
        title: 'ご自身が依頼したか、ご自身が入れた行を含む下書きは、承認できません',
        help: '下の「承認できる人」に頼んでください。',
      };
    case 'still-waiting':
      return {
        title: 'ご自身の下書きは、まだ承認できません',
        help: `${momentInJapan(fault.until)}から承認できます。`,
      };
    case 'in-the-past':
      return {
        title: '公開する日時が過ぎています',
        help: 'これからの日時を書いてください。',
      };
  }
}

/** 403 for what nobody could put right on the page, else 422. */
export function stepFaultStatus({ kind }: Told): 403 | 422 {
  return kind === 'own-submission' || kind === 'still-waiting' ? 403 : 422;
}
