import type { Child } from 'hono/jsx';
import type { JapaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import { findIndicator, inForce, kpisOfTheme, type Plan } from '../../../../domain/plan/plan.ts';
import { fieldId } from '../../parts/fields.tsx';
import { chosenWords } from './counted-words.ts';

export function Tick({
  name,
  value,
  checked,
  children,
}: {
  name: string;
  value: string;
  checked: boolean;
  children: Child;
}) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value={value} checked={checked} />
      <span>{children}</span>
    </label>
  );
}

/** Ticks that belong together; `name` is what an error leads to. */
export function TickGroup({
  name,
  label,
  hint,
  error,
  children,
}: {
  name: string;
  label: string;
  hint?: Child;
  error?: string | undefined;
  children: Child;
}) {
  const id = fieldId(name);
  return (
    <fieldset
      class={error ? 'field wrong' : 'field'}
      id={id}
      tabindex={-1}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <legend>{label}</legend>
      {hint ? <p class="hint">{hint}</p> : null}
      {error ? (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
      {children}
    </fieldset>
  );
}

/** Things to choose from under one heading, folded up with how many there are and how many are chosen. */
export type ChoiceGroup = {
  heading: string;
  /** What is chosen with all of the group. */
  whole?: { name: string; value: string; label: string; checked: boolean };
  choices: readonly { value: string; label: string }[];
};

export function FoldedChoices({
  groups,
  prefix,
  chosen,
}: {
  groups: readonly ChoiceGroup[];
  prefix: string;
  chosen: ReadonlySet<string>;
}) {
  return (
    <div class="choice-groups">
      {groups.map(({ heading, whole, choices }) => {
        const count = choices.filter(({ value }) => chosen.has(value)).length + (whole?.checked ? 1 : 0);
        return (
          <details class="choice-group">
            <summary>
              {heading}
              <span class="choice-count">
                {choices.length}件<span data-chosen="">{chosenWords(count)}</span>
              </span>
            </summary>
            {whole ? (
              <Tick name={whole.name} value={whole.value} checked={whole.checked}>
                <strong>{whole.label}</strong>
              </Tick>
            ) : null}
            {choices.map(({ value, label }) => (
              <Tick name={`${prefix}${value}`} value={value} checked={chosen.has(value)}>
                {label}
              </Tick>
            ))}
          </details>
        );
      })}
    </div>
  );
}

/** KPIs by theme, then the KGIs; those that are retired are not offered. */
export function indicatorGroups(plan: Plan, today: JapaneseDate): ChoiceGroup[] {
  const kgis = inForce(plan.kgis.values(), today).map(({ id, name }) => ({ value: id, label: name.text }));
  return [
    ...themeGroups(plan, today),
    ...(kgis.length > 0 ? [{ heading: 'KGI（重点項目の目標）', choices: kgis }] : []),
  ];
}

export function themeGroups(plan: Plan, today: JapaneseDate): (ChoiceGroup & { theme: string })[] {
  return [...plan.themes.values()]
    .map(({ id, name }) => ({
      theme: id,
      heading: name.text,
      choices: inForce(kpisOfTheme(plan, id), today).map((kpi) => ({ value: kpi.id, label: kpi.name.text })),
    }))
    .filter(({ choices }) => choices.length > 0);
}

/** What was chosen and is offered no longer: shown, so that it can be taken out. */
export function leftOver(
  plan: Plan,
  groups: readonly ChoiceGroup[],
  chosen: readonly string[],
): ChoiceGroup[] {
  const offered = new Set(groups.flatMap(({ choices }) => choices.map(({ value }) => value)));
  const rest = [...new Set(chosen)].filter((id) => !offered.has(id));
  const choices = rest.map((id) => ({
    value: id,
    label: findIndicator(plan, id)?.name.text ?? '（計画からなくなった指標）',
  }));
  return choices.length > 0 ? [{ heading: 'いまは選べない指標', choices }] : [];
}
