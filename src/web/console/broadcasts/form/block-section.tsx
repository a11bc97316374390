import type { Child } from 'hono/jsx';
import type { Composition } from '../../../../domain/broadcasts/composition.ts';
import type { JapaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import type { Plan } from '../../../../domain/plan/plan.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { DateField, SelectField, TextField } from '../../parts/fields.tsx';
import type { FieldFault } from '../../parts/form-parts.tsx';
import { BLOCK_WORDS } from '../composition-words.ts';
import { blockField, type TypedBlock } from '../typed/typed-block.ts';
import { FoldedChoices, indicatorGroups, leftOver, TickGroup } from './choices.tsx';
import { LanguageTexts } from './text-inputs.tsx';
import type { VersionChoice } from './version-choices.ts';

export type BlockProps = {
  block: TypedBlock;
  index: number;
  composition: Composition;
  plan: Plan;
  today: JapaneseDate;
  versions: readonly VersionChoice[];
  faults: readonly FieldFault[];
};

/** One part of a broadcast: what it is, what can be done with it, and its fields. */
export function BlockSection(props: BlockProps) {
  const { block, index, composition } = props;
  const place = `${index + 1}番目`;
  const isLast = index === composition.blocks.length - 1;
  return (
    <section
      class="block"
      id={`block-${index + 1}`}
      tabindex={-1}
      aria-labelledby={`block-${index + 1}-title`}
    >
      <div class="block-head">
        <h3 id={`block-${index + 1}-title`}>
          {place}：{BLOCK_WORDS[block.kind]}
        </h3>
        <div class="block-acts">
          {index === 0 ? null : (
            <ActButton act={`up:${index}`} label={`${place}を上へ`}>
              ↑ 上へ
            </ActButton>
          )}
          {isLast ? null : (
            <ActButton act={`down:${index}`} label={`${place}を下へ`}>
              ↓ 下へ
            </ActButton>
          )}
          <ActButton act={`remove:${index}`} label={`${place}を外す`}>
            外す
          </ActButton>
        </div>
      </div>
      <input type="hidden" name={blockField(index, 'kind')} value={block.kind} />
      <BlockFields {...props} />
    </section>
  );
}

/** Saves the form as it stands and does one thing more. */
export function ActButton({ act, label, children }: { act: string; label?: string; children: Child }) {
  return (
    <button class="button secondary small" type="submit" name="do" value={act} aria-label={label}>
      {children}
    </button>
  );
}

function BlockFields(props: BlockProps) {
  switch (props.block.kind) {
    case 'text':
      return <LanguageTexts {...props} fields={[{ field: 'text' }]} />;
    case 'kpis':
      return <Kpis {...props} />;
    case 'changes':
      return <Changes {...props} />;
    case 'poll':
      return <Poll {...props} />;
    case 'link':
      return <Link {...props} />;
  }
}

function Kpis({ block, index, plan, today, faults }: BlockProps) {
  const offered = indicatorGroups(plan, today);
  return (
    <TickGroup
      name={blockField(index, 'ids')}
      label="見せる指標"
      hint="推進項目を開いて選びます。12件までで、並びは計画の順です。"
      error={errorOf(faults, blockField(index, 'ids'))}
    >
      <FoldedChoices
        groups={[...leftOver(plan, offered, block.ids), ...offered]}
        prefix={blockField(index, 'id-')}
        chosen={new Set(block.ids)}
      />
    </TickGroup>
  );
}

function Changes({ block, index, plan, versions, faults }: BlockProps) {
  const chosen = versions.find(({ number }) => String(number) === block.version);
  const choices = (chosen?.changes ?? []).map(({ indicator }) => ({
    value: indicator.id,
    label: indicator.name.text,
  }));
  const offered = [{ heading: '見せる指標を選ぶ（選ばないと、すべて）', choices }];
  return (
    <>
      {versions.length === 0 ? (
        <p>前とくらべられる版が、まだありません。2つ目の版を公開すると選べます。</p>
      ) : null}
      <SelectField
        name={blockField(index, 'version')}
        label="公開した版"
        hint="前の版から変わった指標を、カードにします。"
        blank="選んでください"
        value={block.version}
        choices={versions.map(({ number, label }) => ({ value: String(number), label }))}
        error={errorOf(faults, blockField(index, 'version'))}
      />
      <input type="hidden" name={blockField(index, 'ids-of')} value={block.version} />
      {choices.length + block.ids.length === 0 ? null : (
        <FoldedChoices
          groups={[...leftOver(plan, offered, block.ids), ...offered].filter(
            (group) => group.choices.length > 0,
          )}
          prefix={blockField(index, 'id-')}
          chosen={new Set(block.ids)}
        />
      )}
    </>
  );
}

function Poll(props: BlockProps) {
  const { block, index, faults } = props;
  const [url, closes] = [blockField(index, 'url'), blockField(index, 'closes')];
  return (
    <>
      <LanguageTexts
        {...props}
        fields={[{ field: 'title', hint: '例：バスの時刻についてのアンケート' }, { field: 'body' }]}
      />
      <TextField
        name={url}
        label="アンケートのアドレス"
        hint="町の申請フォームなど、https:// で始まるもの"
        width="full"
        value={block.url}
        error={errorOf(faults, url)}
      />
      <DateField
        name={closes}
        label="締切の日（あれば）"
        hint="例：2026-12-31、R8.12.31。過ぎると送れません"
        value={block.closesOn}
        error={errorOf(faults, closes)}
      />
    </>
  );
}

function Link(props: BlockProps) {
  const { block, index, faults } = props;
  const url = blockField(index, 'url');
  return (
    <>
      <LanguageTexts
        {...props}
        fields={[{ field: 'title' }, { field: 'body' }, { field: 'label', hint: '例：くわしく見る' }]}
      />
      <TextField
        name={url}
        label="リンク先"
        hint="https:// で始まるアドレスか、tel:0123-45-6789 の形の電話番号"
        width="full"
        value={block.url}
        error={errorOf(faults, url)}
      />
    </>
  );
}
