import type { Segment } from '../../../../domain/broadcasts/audience.ts';
import { RESIDENT_LANGUAGES } from '../../../../domain/language.ts';
import type { JapaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import type { Plan } from '../../../../domain/plan/plan.ts';
import { AGE_BANDS } from '../../../../domain/residents/settings.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { RadioGroup } from '../../parts/fields.tsx';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { AGE_WORDS } from '../audience-text.ts';
import { LANGUAGE_WORDS } from '../composition-words.ts';
import { Lines } from '../lines.tsx';
import type { Line } from '../send-time-words.ts';
import type { TypedBroadcast } from '../typed/typed-broadcast.ts';
import { FoldedChoices, leftOver, themeGroups, Tick, TickGroup } from './choices.tsx';

export type AudienceSectionProps = {
  typed: Pick<TypedBroadcast, 'to' | 'segment'>;
  plan: Plan;
  today: JapaneseDate;
  districts: readonly string[];
  lines: readonly Line[];
  faults: readonly FieldFault[];
};

export function AudienceSection(props: AudienceSectionProps) {
  const { typed, lines, faults } = props;
  return (
    <section class="form-part" aria-labelledby="audience" data-audience="">
      <h2 id="audience">だれに</h2>
      <RadioGroup
        name="to"
        label="送り先"
        value={typed.to}
        error={errorOf(faults, 'to')}
        choices={[
          { value: 'everyone', label: '友だち全員' },
          {
            value: 'segment',
            label: '条件に合う人だけ',
            hint: 'LINEで自分から設定した人の中から選びます。20人未満には送れません。',
          },
        ]}
      />
      <div class="only-segment">
        <SegmentFields {...props} />
      </div>
      <Lines title="届く人数" name="audience" lines={lines} />
    </section>
  );
}

function SegmentFields({ typed: { segment }, plan, today, districts, faults }: AudienceSectionProps) {
  return (
    <>
      <p class="hint">選んだ条件の、すべてに合う人に届きます。選ばない条件は、問いません。</p>
      <Follows segment={segment} plan={plan} today={today} error={errorOf(faults, 'follows')} />
      <TickGroup name="speaks" label="言語" hint="言語を設定していない人は、日本語に入ります。">
        <div class="ticks">
          {RESIDENT_LANGUAGES.map((language) => (
            <Tick name={`speaks-${language}`} value={language} checked={segment.languages.includes(language)}>
              {LANGUAGE_WORDS[language]}
            </Tick>
          ))}
        </div>
      </TickGroup>
      <TickGroup name="ages" label="年代" hint="年代を答えた人だけが入ります。">
        <div class="ticks">
          {AGE_BANDS.map((band) => (
            <Tick name={`age-${band}`} value={band} checked={segment.ageBands.includes(band)}>
              {AGE_WORDS[band]}
            </Tick>
          ))}
        </div>
      </TickGroup>
      <Districts segment={segment} districts={districts} error={errorOf(faults, 'districts')} />
    </>
  );
}

function Follows({
  segment,
  plan,
  today,
  error,
}: {
  segment: Segment;
  plan: Plan;
  today: JapaneseDate;
  error: string | undefined;
}) {
  const offered = themeGroups(plan, today).map(({ theme, ...group }) => ({
    ...group,
    whole: {
      name: `theme-${theme}`,
      value: theme,
      label: 'この推進項目の全体',
      checked: segment.themes.includes(theme),
    },
  }));
  const known = new Set(offered.map(({ whole }) => whole.value));
  const goneThemes = segment.themes.filter((id) => !known.has(id));
  return (
    <TickGroup
      name="follows"
      label="フォローしている推進項目や指標"
      hint="どれか1つでもフォローしている人が入ります。「すべて」をフォローしている人も入ります。"
      error={error}
    >
      {goneThemes.map((id) => (
        <Tick name={`theme-${id}`} value={id} checked>
          {plan.themes.get(id)?.name.text ?? '（計画からなくなった推進項目）'}
        </Tick>
      ))}
      <FoldedChoices
        groups={[...leftOver(plan, offered, segment.kpis), ...offered]}
        prefix="kpi-"
        chosen={new Set(segment.kpis)}
      />
    </TickGroup>
  );
}

function Districts({
  segment,
  districts,
  error,
}: {
  segment: Segment;
  districts: readonly string[];
  error: string | undefined;
}) {
  const shown = [...districts, ...segment.districts.filter((name) => !districts.includes(name))];
  if (shown.length === 0) return null;
  return (
    <TickGroup name="districts" label="地区" hint="地区を答えた人だけが入ります。" error={error}>
      <div class="ticks">
        {shown.map((name, index) => (
          <Tick name={`district-${index}`} value={name} checked={segment.districts.includes(name)}>
            {districts.includes(name) ? name : `${name}（いまの一覧にありません）`}
          </Tick>
        ))}
      </div>
    </TickGroup>
  );
}
