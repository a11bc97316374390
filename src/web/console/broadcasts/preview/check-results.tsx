import type { messagingApi } from '@line/bot-sdk';
import type { Audience } from '../../../../domain/broadcasts/audience.ts';
import { MESSAGES_MAX } from '../../../../domain/broadcasts/composition.ts';
import type { ResidentLanguage } from '../../../../domain/language.ts';
import { forecastQuota, type QuotaForecast } from '../../../../flows/broadcasts/forecast-quota.ts';
import { validateMessages, type Validation } from '../../../../line/validate-messages.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { Notice } from '../../parts/notice-parts.tsx';
import { LANGUAGE_WORDS } from '../composition-words.ts';
import type { Variant } from './message-preview.tsx';

/** What LINE says of a broadcast, asked when it is looked through. */
export type LineSays = {
  verdicts: readonly { language: ResidentLanguage; validation: Validation }[];
  forecast: QuotaForecast;
};

export async function askLine(
  c: ConsoleContext,
  variants: readonly Variant[],
  audience: Audience,
): Promise<LineSays> {
  const { line } = c.var.deps;
  const call = audience.kind === 'everyone' ? 'broadcast' : 'multicast';
  const asked = variants.filter(({ messages }) => messages.length > 0 && messages.length <= MESSAGES_MAX);
  const validate = async (messages: readonly messagingApi.Message[]): Promise<Validation> =>
    line ? validateMessages(line, [...messages], call) : { kind: 'unreachable' };
  const [verdicts, forecast] = await Promise.all([
    Promise.all(
      asked.map(async ({ language, messages }) => ({ language, validation: await validate(messages) })),
    ),
    forecastQuota(c.var.broadcastDesk, line, audience),
  ]);
  return { verdicts, forecast };
}

export function LineVerdicts({ verdicts }: Pick<LineSays, 'verdicts'>) {
  if (verdicts.length === 0) return null;
  const wrong = verdicts.filter(({ validation }) => validation.kind === 'invalid');
  if (wrong.length > 0)
    return (
      <>
        {wrong.map(({ language, validation }) => (
          <Notice kind="error" title={`LINEがこの内容を受け付けません（${LANGUAGE_WORDS[language]}）`}>
            <p>直し方が分からないときは、次の内容を設置の担当者に伝えてください。</p>
            <details>
              <summary>LINEの返事（担当者向け）</summary>
              <ul>
                {(validation.kind === 'invalid' ? validation.faults : []).map((fault) => (
                  <li>
                    <code>{fault}</code>
                  </li>
                ))}
              </ul>
            </details>
          </Notice>
        ))}
      </>
    );
  if (verdicts.some(({ validation }) => validation.kind === 'unreachable'))
    return (
      <Notice kind="warning" title="LINEに確かめられませんでした">
        <p>内容の確認はこの画面の検査だけです。あとで、もう一度「保存して確かめる」を押してください。</p>
      </Notice>
    );
  return <Notice kind="success" title="LINEも、この内容を受け付けます" />;
}
