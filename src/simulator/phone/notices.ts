import type { PhoneAct, PhoneActResult } from './phone-api.ts';
import type { Answer } from './phone-client.ts';

/** The page's small notices, all in one place. */

export const STAND_IN_UNREACHABLE = '代役サーバーにつながりません。npm start が動いているか見てください。';
export const COPIED = 'コピーしました';
export const COPY_REFUSED = 'コピーできませんでした';
export const NO_LOCATION = 'この電話では位置情報を送れません';
export const NO_VOICE = 'この電話では音声入力を使えません';

export const opensInLine = (uri: string) => `LINE の中の画面が開きます: ${uri}`;
export const callsNumber = (uri: string) => `電話をかけます: ${uri.replace('tel:', '')}`;
export const unknownAction = (type: string) => `この電話が知らないアクションです（${type}）`;

/** LINE counts any 2xx as delivered. */
const delivered = (status: number) => status >= 200 && status < 300;

/** What to tell about an act's outcome; null when all went well. */
export function actFault(act: PhoneAct, answer: Answer<PhoneActResult>): string | null {
  if (!answer.ok) {
    return answer.status === null
      ? STAND_IN_UNREACHABLE
      : `代役サーバーが断りました（HTTP ${answer.status}）`;
  }
  const { webhookStatus } = answer.value;
  if (webhookStatus === null) {
    return act.kind === 'deliver-again'
      ? '届け直せるイベントがまだないか、ボットに届きませんでした'
      : 'ボットに届きませんでした（応答なし）';
  }
  return delivered(webhookStatus) ? null : `ボットに届きませんでした（HTTP ${webhookStatus}）`;
}
