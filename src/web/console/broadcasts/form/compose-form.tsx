import type { Composition } from '../../../../domain/broadcasts/composition.ts';
import { MESSAGES_MAX } from '../../../../domain/broadcasts/composition.ts';
import { RESIDENT_LANGUAGES } from '../../../../domain/language.ts';
import { BROADCAST_TITLE_MAX } from '../../../../flows/broadcasts/edit-broadcast.ts';
import { errorOf } from '../../drafts/draft-form.ts';
import { fieldId, TextField } from '../../parts/fields.tsx';
import { Button, Form } from '../../parts/form-parts.tsx';
import { broadcastHref } from '../broadcast-href.ts';
import { BLOCK_WORDS, LANGUAGE_WORDS } from '../composition-words.ts';
import type { Line } from '../send-time-words.ts';
import { BLOCK_KINDS } from '../typed/typed-block.ts';
import { TEMPLATE_NAME_MAX, type TypedBroadcast } from '../typed/typed-broadcast.ts';
import { AudienceSection, type AudienceSectionProps } from './audience-section.tsx';
import { ActButton, BlockSection, type BlockProps } from './block-section.tsx';
import { Tick, TickGroup } from './choices.tsx';
import { TimeSection } from './time-section.tsx';

export type ComposeFormProps = Pick<AudienceSectionProps, 'plan' | 'today' | 'districts' | 'faults'> &
  Pick<BlockProps, 'versions'> & {
    id: string;
    /** The revision that was seen. */
    revision: number;
    typed: TypedBroadcast;
    composition: Composition;
    audienceLines: readonly Line[];
    timeLines: readonly Line[];
    undoMinutes: number;
    /** What is typed could not be kept. */
    isUnkept: boolean;
  };

/** Everything an officer writes of a broadcast. Each button saves all of it, so that nothing typed is lost. */
export function ComposeForm(props: ComposeFormProps) {
  const { id, revision, typed, faults, isUnkept } = props;
  return (
    <div data-compose="" data-figures="/console/broadcasts/figures" data-unsaved={isUnkept ? '' : undefined}>
      <Form
        action={broadcastHref(id, '/edit')}
        id="compose"
        label="配信の内容"
        hidden={{ revision: String(revision), blocks: String(typed.blocks.length) }}
      >
        {/* Also what the Enter key presses: it must be the first button of the form. */}
        <SaveButton />
        <TextField
          name="title"
          label="題名"
          hint={`職員だけに見えます。${BROADCAST_TITLE_MAX}文字まで`}
          required
          width="full"
          maxLength={BROADCAST_TITLE_MAX}
          value={typed.title}
          error={errorOf(faults, 'title')}
        />
        <ContentSection {...props} />
        <AudienceSection {...props} lines={props.audienceLines} />
        <TimeSection {...props} lines={props.timeLines} />
        <SaveButton />
        <TemplateBox {...props} />
      </Form>
    </div>
  );
}

function SaveButton() {
  return (
    <div class="actions">
      <Button name="do" value="save">
        保存して確かめる
      </Button>
    </div>
  );
}

function ContentSection(props: ComposeFormProps) {
  const { typed, faults } = props;
  const error = errorOf(faults, 'content');
  return (
    <section class="form-part" id={fieldId('content')} tabindex={-1} aria-labelledby="content">
      <h2 id="content">内容</h2>
      {error ? (
        <p class="field-error" id={`${fieldId('content')}-error`}>
          {error}
        </p>
      ) : null}
      <Languages typed={typed} />
      {typed.blocks.length === 0 ? (
        <p>まだ何も入っていません。下のボタンで、上から順に届くものを入れます。</p>
      ) : null}
      {typed.blocks.map((block, index) => (
        <BlockSection {...props} block={block} index={index} />
      ))}
      <AddBlocks count={typed.blocks.length} />
    </section>
  );
}

function Languages({ typed }: Pick<ComposeFormProps, 'typed'>) {
  return (
    <TickGroup
      name="languages"
      label="書く言語"
      hint="日本語は必ず書きます。ほかの言語は、選ぶと入力欄が出ます。外しても、書いた文章は残ります。"
    >
      <div class="ticks">
        <span class="choice-fixed">✓ 日本語</span>
        {RESIDENT_LANGUAGES.filter((language) => language !== 'ja').map((language) => (
          <Tick name={`language-${language}`} value={language} checked={typed.languages.includes(language)}>
            {LANGUAGE_WORDS[language]}
          </Tick>
        ))}
        <span class="without-script">
          <ActButton act="languages">選んだ言語の欄を出す</ActButton>
        </span>
      </div>
    </TickGroup>
  );
}

function AddBlocks({ count }: { count: number }) {
  if (count >= MESSAGES_MAX)
    return (
      <p class="hint">LINEで一度に送れるのは{MESSAGES_MAX}つまでです。加えるには、どれかを外してください。</p>
    );
  return (
    <fieldset class="field add-blocks">
      <legend>{count === 0 ? '入れる' : '下に加える'}</legend>
      <div class="actions">
        {BLOCK_KINDS.map((kind) => (
          <ActButton act={`add:${kind}`}>＋ {BLOCK_WORDS[kind]}</ActButton>
        ))}
      </div>
      <p class="hint">加えたり並べかえたりするたびに、入力したものを保存します。</p>
    </fieldset>
  );
}

function TemplateBox({ typed, faults }: ComposeFormProps) {
  const error = errorOf(faults, 'template-name');
  return (
    <details class="step" open={error !== undefined}>
      <summary>この内容をひな型として残す</summary>
      <p>言語と内容を残し、次の配信をそこから始められます。送り先と日時は残しません。</p>
      <TextField
        name="template-name"
        label="ひな型の名前"
        hint={`例：年度の実績のお知らせ。${TEMPLATE_NAME_MAX}文字まで`}
        maxLength={TEMPLATE_NAME_MAX}
        value={typed.templateName}
        error={error}
      />
      <div class="actions">
        <Button kind="secondary" name="do" value="save-template">
          保存して、ひな型に残す
        </Button>
      </div>
    </details>
  );
}
