import type { AuditFault } from '../../../domain/audit/audit-trail.ts';
import type { AuditReport, VersionFault } from '../../../flows/verify-audit.ts';
import { ButtonLink } from '../parts/form-parts.tsx';
import { Notice } from '../parts/notice-parts.tsx';
import { DefinitionList } from '../parts/table-parts.tsx';

const BROKEN: Record<AuditFault['kind'], string> = {
  gap: '番号が続いていません。記録が抜けたか、並びが変わっています',
  'broken-link': '前の記録とのつながりが合いません',
  changed: '内容が、書かれたときと変わっています',
};

const VERSION_BROKEN: Record<VersionFault['kind'], string> = {
  'content-changed': '内容が、公開したときと変わっています',
  'not-recorded': '公開の記録がありません',
  'recorded-otherwise': '公開の記録と、承認した人・日時・理由・内容のどれかが違います',
  missing: '公開の記録はありますが、版がありません',
};

/** What walking the whole trail has found. */
export function VerifyResult({ report }: { report: AuditReport }) {
  const { entries, last, chainFault, versions, versionFaults } = report;
  const isWhole = chainFault === null && versionFaults.length === 0;
  return (
    <>
      {chainFault ? (
        <Notice kind="error" title={`記録 ${chainFault.seq} 番で、つながりが切れています`}>
          <p>
            {BROKEN[chainFault.kind]}。ここより前の {count(entries)} 件は、書かれたときのままです。
          </p>
        </Notice>
      ) : (
        <Notice
          kind="success"
          title={
            entries === 0 ? '記録はまだありません' : `${count(entries)}件すべて、つながりと内容を確かめました`
          }
        />
      )}
      {versionFaults.length > 0 ? (
        <Notice kind="error" title={`公開した版のうち ${count(versionFaults.length)} か所が合いません`}>
          <ul>
            {versionFaults.map(({ number, kind }) => (
              <li>
                <a href={`/console/versions/${number}`}>第{number}版</a>：{VERSION_BROKEN[kind]}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {isWhole ? null : (
        <p>
          データベースが、管理画面の外から変えられたおそれがあります。すべての記録をダウンロードして保管し、設置の担当者に連絡してください。公開中の内容は、これだけでは変わりません。
        </p>
      )}
      <DefinitionList
        items={[
          { term: '確かめた記録', description: `${count(entries)} 件` },
          {
            term: chainFault ? '正しいところまでの最後の記録' : '最後の記録',
            description: last ? `${last.seq} 番` : 'なし',
          },
          {
            term: 'そのハッシュ',
            description: last ? <code>{last.sha256}</code> : 'なし',
          },
          {
            term: '公開した版',
            description: chainFault
              ? `${count(versions)} 版の内容を確かめました。記録が切れているため、公開の記録との照らし合わせはしていません。`
              : `${count(versions)} 版を確かめました`,
          },
        ]}
      />
      <p>
        最後の番号とハッシュを控えておくと、次に検証したときに、終わりの記録が消されていないことも確かめられます。
      </p>
      <div class="actions">
        <ButtonLink href="/console/audit">監査記録に戻る</ButtonLink>
      </div>
    </>
  );
}

function count(value: number): string {
  return value.toLocaleString('ja-JP');
}
