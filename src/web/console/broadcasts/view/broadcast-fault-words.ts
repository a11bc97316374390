import type { ControlFault } from '../../../../flows/broadcasts/control-broadcast.ts';
import type { StepFault } from '../../../../flows/broadcasts/review-broadcast.ts';
import { momentInJapan } from '../../time-words.ts';

/** Why a step was not taken, but for what moved on meanwhile. `startAt` null: it would go on at once. */
export type ToldFault =
  | Exclude<StepFault, { kind: 'not-found' | 'moved-on' | 'quiet-hours' }>
  | { kind: 'quiet-hours'; startAt?: string };

export function broadcastFaultWords(fault: ToldFault): { title: string; help: string } {
  switch (fault.kind) {
    case 'invalid':
      return {
        title: `内容に直すところが${fault.faults.length}件あるので、進めません`,
        help: '「編集する」から、示されたところを直してください。',
      };
    case 'no-reason':
      return { title: '理由が空白です', help: '理由を書いてから、もう一度お試しください。' };
    case 'too-few':
      return {
        title: '送り先が20人未満なので、送れません',
        help: '誰に送ったかが分かってしまわないよう、20人未満には送りません。差し戻すか取り下げて、送り先の条件をゆるめてください。',
      };
    case 'in-the-past':
      return {
        title: '送る日時が過ぎています',
        help: '作成中に戻して日時を直し、もう一度承認を依頼してください。',
      };
    case 'quiet-hours':
      return {
        title:
          fault.startAt === undefined
            ? 'いまは夜間・早朝（20:00〜9:00）です'
            : `いま承認すると、夜間・早朝の${momentInJapan(fault.startAt)}に送り始めることになります`,
        help: '9:00まで待つか、急ぐ理由を書いてください。承認の前なら、作成中に戻して「夜間・早朝に送る理由」を書きます。',
      };
    case 'own-submission':
      return {
        title: 'ご自身が依頼したか、ご自身が編集した配信は、承認できません',
        help: '下の「承認できる人」に頼んでください。',
      };
    case 'still-waiting':
      return {
        title: 'ご自身の配信は、まだ承認できません',
        help: `${momentInJapan(fault.until)}から承認できます。`,
      };
  }
}

/** 403 for what nobody could put right on the page, else 422. */
export function broadcastFaultStatus({ kind }: ToldFault): 403 | 422 {
  return kind === 'own-submission' || kind === 'still-waiting' ? 403 : 422;
}

export type AnyFault = StepFault | ControlFault;
