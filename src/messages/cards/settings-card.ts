import type { messagingApi } from '@line/bot-sdk';
import { FORGET_ME, writeChange } from '../../domain/look-up/postback.ts';
import { USUAL_FREQUENCY, type Setting } from '../../domain/residents/settings.ts';
import {
  bubble,
  button,
  carousel,
  column,
  flexMessage,
  heading,
  row,
  text,
  viewAction,
  viewButton,
} from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import { quickReplies } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import { choicesFor, SETTINGS, type LabelledChange } from '../wording/choice-words.ts';
import { choice, renderNotice } from './notice-card.ts';

/** What a resident has told, each line a way to change it; `lead` says what has just happened, or what this is. */
export function renderSettings(context: RenderContext, lead: string): messagingApi.FlexMessage {
  const { wording, town, told } = context;
  const { settings, follows, buttons } = wording;
  const asked = SETTINGS.filter((setting) => setting !== 'district' || asksForDistrict(context));
  const count = told.follows.length;
  const lines = [
    {
      kind: 'following' as const,
      name: follows.title,
      value: count === 0 ? follows.none : wording.countOf(count),
      sentence: follows.isCounted(count),
    },
    ...asked.map((setting) => {
      const name = settings.names[setting];
      const value = toldValue(setting, context) ?? usualValue(setting, context);
      return { kind: setting, name, value, sentence: settings.isTold(name, value) };
    }),
  ];
  const body = [
    text(lead),
    ...lines.map(({ kind, name, value }) =>
      row(
        [
          column(
            [
              text(name, { color: PALETTE.quiet, size: 'xs' }),
              text(value ?? settings.notTold, { weight: 'bold' }),
            ],
            { flex: 1 },
          ),
          text('›', { flex: 0, size: 'lg', color: PALETTE.quiet, gravity: 'center' }),
        ],
        {
          action: viewAction({ kind }, buttons[kind]),
          backgroundColor: PALETTE.soft,
          cornerRadius: 'md',
          paddingAll: 'md',
          spacing: 'sm',
        },
      ),
    ),
  ];
  const onward = [
    choice({ kind: 'forget' }, buttons.forget),
    choice({ kind: 'privacy' }, buttons.privacy),
    choice({ kind: 'home' }, buttons.home),
  ];
  const spoken = [`${settings.title}。${lead.replace(/。$/, '')}`, ...lines.map(({ sentence }) => sentence)];
  return {
    ...flexMessage(
      wording.kpiSentence(spoken),
      bubble(
        heading(settings.title, town.planTitle),
        body,
        onward.map(({ view, label }) => viewButton(view, label)),
      ),
    ),
    quickReply: quickReplies(onward),
  };
}

/** One setting with everything that can be chosen, and where something has been, the way to take it back. */
export function renderChoices(setting: Setting, context: RenderContext): messagingApi.FlexMessage {
  const { wording, town } = context;
  const { settings, buttons } = wording;
  const value = toldValue(setting, context);
  const pages = pagesOf(choicesFor(setting, wording, town.districts));
  const now = value === null ? [] : [text(settings.now(value), { weight: 'bold' })];
  const takeBack: LabelledChange[] =
    value === null ? [] : [{ label: settings.takeBack[setting], change: { setting, value: null } }];
  const bubbles = pages.map((choices, index) =>
    bubble(
      heading(
        settings.names[setting],
        pages.length > 1 ? `${settings.title}　${wording.page(index + 1, pages.length)}` : settings.title,
      ),
      [...settings.questions[setting].split('\n').map((line) => text(line)), ...now],
      [
        ...choices.map((each) => changeButton(each, each.label === value)),
        ...takeBack.map((each) => changeButton(each, false)),
        viewButton({ kind: 'settings' }, buttons.settings),
      ],
    ),
  );
  const labels = pages.flat().map(({ label }) => label);
  const spoken = [
    `${settings.names[setting]}。${settings.questions[setting].replaceAll('\n', ' ')}`,
    ...(value === null ? [] : [`${settings.now(value)}。`]),
    ...(labels.length === 0 ? [] : [`${labels.join('、')}。`]),
  ];
  return {
    ...flexMessage(spoken.join(''), carousel(bubbles)),
    quickReply: quickReplies([
      choice({ kind: 'settings' }, buttons.settings),
      choice({ kind: 'home' }, buttons.home),
    ]),
  };
}

/** That a choice has been saved, as it stands now: a later one may have come in between. */
export function renderChanged(setting: Setting, context: RenderContext): messagingApi.FlexMessage {
  const { wording, told } = context;
  const { settings, buttons } = wording;
  const value = toldValue(setting, context);
  if (value === null) return renderSettings(context, settings.takenBack[setting]);
  const chosen = settings.chosen(settings.names[setting], value);
  if (setting === 'frequency') return renderSettings(context, `${chosen}${frequencyRemark(context)}`);
  if (setting !== 'language' || told.language === null) return renderSettings(context, chosen);
  return renderNotice(settings.languageChosen[told.language], {
    over: settings.names.language,
    choices: [
      choice({ kind: 'settings' }, buttons.settings),
      choice({ kind: 'language' }, buttons.language),
      choice({ kind: 'home' }, buttons.home),
    ],
  });
}

/** That nothing comes, as was asked for, or that nothing comes yet. */
function frequencyRemark({ wording: { follows }, told }: RenderContext): string {
  return told.frequency === 'never' ? follows.never : follows.preparing;
}

/** The question before everything is deleted. */
export function renderForget({ wording }: RenderContext): messagingApi.FlexMessage {
  const { title, body } = wording.forget;
  const label = wording.settings.forgetMe;
  const onward = [
    choice({ kind: 'settings' }, wording.buttons.settings),
    choice({ kind: 'home' }, wording.buttons.home),
  ];
  return {
    ...flexMessage(
      `${title}。${body.replaceAll('\n', ' ')}`,
      bubble(
        heading(title, wording.settings.title),
        [text(body)],
        [
          button({ type: 'postback', label, data: FORGET_ME, displayText: label }, 'primary'),
          ...onward.map(({ view, label: words }) => viewButton(view, words)),
        ],
      ),
    ),
    quickReply: quickReplies(onward),
  };
}

/** A town without districts does not ask for one; what has been told is shown as long as it is kept. */
export function asksForDistrict({ told, town }: RenderContext): boolean {
  return town.districts.length > 0 || told.district !== null;
}

/** What holds while nothing is told, where that is not simply nothing. */
function usualValue(setting: Setting, { wording: { settings } }: RenderContext): string | null {
  return setting === 'frequency' ? settings.usual(settings.frequencies[USUAL_FREQUENCY]) : null;
}

function toldValue(setting: Setting, { told, town, wording: { settings } }: RenderContext): string | null {
  switch (setting) {
    case 'language':
      return told.language && settings.languages[told.language];
    case 'age-band':
      return told.ageBand && settings.ageBands[told.ageBand];
    case 'monthly-cap':
      return told.monthlyCap && settings.monthlyCap(told.monthlyCap);
    case 'frequency':
      return told.frequency && settings.frequencies[told.frequency];
    case 'district': {
      const isOffered = told.district === null || town.districts.includes(told.district);
      return isOffered ? told.district : settings.noLongerOffered(told.district ?? '');
    }
  }
}

/** The one that is chosen now stands out, and the words above say it too. */
function changeButton({ label, change }: LabelledChange, isChosen: boolean): messagingApi.FlexButton {
  return button(
    { type: 'postback', label, data: writeChange(change), displayText: label },
    isChosen ? 'primary' : 'secondary',
  );
}

const CHOICES_PER_BUBBLE = 8;

/** At least one page, also without a choice: there may be something to take back. */
function pagesOf(choices: readonly LabelledChange[]): LabelledChange[][] {
  const pages = Math.max(1, Math.ceil(choices.length / CHOICES_PER_BUBBLE));
  return Array.from({ length: pages }, (_, index) =>
    choices.slice(index * CHOICES_PER_BUBBLE, (index + 1) * CHOICES_PER_BUBBLE),
  );
}
