import { Hono } from 'hono';
import { allow } from '../allow.ts';
import type { ConsoleEnv } from '../console-env.ts';
import { DefinitionList } from '../parts/table-parts.tsx';
import { respondNotFound, respondPage } from '../respond.tsx';
import { MANUAL_OF_DELIVERIES } from './manual-of-deliveries.ts';
import { MANUAL_OF_COMPOSING } from './manual-of-broadcasts.ts';
import { MANUAL_OF_DRAFTS } from './manual-of-drafts.ts';
import { MANUAL_OF_RECORDS } from './manual-of-records.ts';
import type { ManualPage } from './manual-page.ts';

const PAGES: readonly ManualPage[] = [
  ...MANUAL_OF_DRAFTS,
  ...MANUAL_OF_COMPOSING,
  ...MANUAL_OF_DELIVERIES,
  ...MANUAL_OF_RECORDS,
];

/** 手引き: a page for every screen, with a picture taken of the running console. */
export function manualRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/help', allow('view'), (c) =>
    respondPage(c, {
      title: '手引き',
      here: 'help',
      lead: '画面ごとの使い方です。どの画面にも、右上に「この画面の手引き」があります。',
      children: (
        <>
          <h2>1年の仕事の流れ</h2>
          <ol>
            <li>4月から5月：年度の実績を集めます。「取り込みと書き出し」のひな型を担当課に配れます。</li>
            <li>集まったら：新しい下書きで「実績を入れる」を選び、表に入れるか、ファイルを取り込みます。</li>
            <li>確かめる：住民に見える変化とカードを見て、承認を依頼します。</li>
            <li>公開する：別の承認者が、すぐに、または日時を決めて公開します。</li>
            <li>そのあと：「指標」で誰が・いつ・なぜを確かめ、「監査記録」を検証します。</li>
          </ol>
          <h2>画面ごとの手引き</h2>
          <ul class="manual-contents">
            {PAGES.map(({ screen, title, lead }) => (
              <li>
                <a href={`/console/help/${screen}`}>{title}</a>
                <p>{lead}</p>
              </li>
            ))}
          </ul>
        </>
      ),
    }),
  );

  app.get('/help/:screen', allow('view'), (c) => {
    const page = PAGES.find(({ screen }) => screen === c.req.param('screen'));
    if (!page) return respondNotFound(c);
    return respondPage(c, {
      title: `手引き：${page.title}`,
      here: 'help',
      lead: page.lead,
      children: <ManualBody page={page} />,
    });
  });

  return app;
}

function ManualBody({ page }: { page: ManualPage }) {
  return (
    <>
      <figure class="manual-picture">
        <img src={`/assets/manual/${page.screen}.jpg`} alt={page.picture} />
        <figcaption>画面の例（数字は見本で、架空の値です）</figcaption>
      </figure>
      {page.steps.map(({ heading, lines }) => (
        <section>
          <h2>{heading}</h2>
          <ul>
            {lines.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </section>
      ))}
      <h2>よくある質問</h2>
      <DefinitionList
        items={page.questions.map(({ question, answer }) => ({ term: question, description: answer }))}
      />
    </>
  );
}
