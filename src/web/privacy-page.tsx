import type { Town } from '../domain/town.ts';
import { Layout } from './layout.tsx';

/** What the greeting links to: which data of residents there is, and which there is not. */
export function privacyPage({ town }: { town: Town }) {
  return (
    <Layout title="個人情報の取り扱い" town={town}>
      <h2>このアカウントがすること</h2>
      <p>
        {town.name}
        の「あゆみ」は、町長マニフェストの指標が今どこまで進んでいるかを、LINEのトークでお答えします。
      </p>
      <h2>受け取るもの</h2>
      <p>
        LINEからは、送っていただいたことばやボタンの内容と、お答えする相手を区別するための番号（LINEが付けるもの）が届きます。お名前やプロフィール写真は受け取りません。
      </p>
      <h2>保存するもの、しないもの</h2>
      <ul>
        <li>送っていただいたことば、写真、スタンプ、位置情報は保存しません。</li>
        <li>相手を区別する番号は、お答えするときだけに使い、保存しません。</li>
        <li>動作の記録には、時刻と処理の結果だけを残し、どなたの操作かは残しません。</li>
      </ul>
      <h2>お願い</h2>
      <p>
        個別のご相談、お名前、住所、電話番号などは、このトークに書かないでください。ご相談は{town.office}
        へ直接お願いします。LINEヤフー株式会社でのデータの取り扱いは、同社のプライバシーポリシーによります。
      </p>
      <h2>やめるとき</h2>
      <p>ブロックまたは友だちの削除で、いつでもやめられます。町の側に消すべきデータは残りません。</p>
    </Layout>
  );
}
