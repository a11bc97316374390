import { PAUSE_REASONS, type PauseReason } from '../../../domain/broadcasts/broadcast.ts';

/** Why sending waits for a person, in a few words. */
export const PAUSE_WORDS: Record<PauseReason, string> = {
  'monthly-limit': '今月LINEで送れる通数を使い切った',
  token: 'LINEが、町のアカウントの合鍵（トークン）を受け付けない',
  forbidden: 'LINEが、この配信を許していない',
  refused: 'LINEが、最初の送信を断った',
  late: '送る時刻を大きく過ぎたか、夜間・早朝に入った',
};

export function isPauseReason(text: string): text is PauseReason {
  return PAUSE_REASONS.some((reason) => reason === text);
}

/** What to do about it, step by step, before sending goes on. */
export const PAUSE_STEPS: Record<PauseReason, readonly string[]> = {
  'monthly-limit': [
    'LINE公式アカウントの管理画面（LINE Official Account Manager）で、料金プランを上げるか、追加メッセージを買います。契約の担当者に頼んでください。',
    '上限が増えたら「再開する」を押します。残りの人にだけ送ります。',
    '来月まで待つ場合は、このままにして、月が変わってから再開します。内容が古くなるときは、止めてください。',
  ],
  token: [
    '設置の担当者に、このページを見せて連絡してください。住民への返事も止まっているおそれがあります。',
    '担当者は、LINE Developers で新しいチャネルアクセストークンを発行し、設定 LINE_CHANNEL_ACCESS_TOKEN（使っていないときは LINE_CHANNEL_ID と LINE_CHANNEL_SECRET）を入れ直します。',
    '入れ直したら「再開する」を押します。残りの人にだけ送ります。',
  ],
  forbidden: [
    '設置の担当者に連絡してください。LINE Developers で、アカウントの種類（認証済みか）と、チャネルの権限を確かめます。',
    '確かめ終わったら「再開する」を押します。直らないときは、止めて別の方法で知らせてください。',
  ],
  refused: [
    '下の「LINEのことば」を、設置の担当者に見せてください。内容のどこかが、LINEの決まりに合っていません。',
    'この内容のままでは届きません。止めてから「これをもとに新しい配信を作る」で直し、もう一度承認を受けるのが確実です。',
    'LINEの側の一時的な故障だと分かったときだけ「再開する」を押します。断られた分は、再開のあとで1つずつ「送りなおす」を選びます。',
  ],
  late: [
    '内容が、いま送っても正しいかどうかを確かめてください（締切や「今日」「明日」の書き方など）。',
    '正しければ「再開する」を押します。すぐに送り始めます。',
    '正しくなければ止めて、新しい配信を作ってください。まだ誰にも届いていません。',
  ],
};
