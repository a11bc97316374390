import type { messagingApi } from '@line/bot-sdk';
import type { Answer } from '../../domain/look-up/answer.ts';
import type { View } from '../../domain/look-up/intent.ts';
import type { StatusCounts } from '../../domain/progress/count-statuses.ts';
import {
  button,
  column,
  flexMessage,
  linkButton,
  separator,
  text,
  viewAction,
  viewButton,
} from '../flex-parts.ts';
import { PALETTE } from '../palette.ts';
import { quickReplies, type QuickReplyChoice } from '../quick-replies.ts';
import type { RenderContext } from '../render-context.ts';
import type { Wording } from '../wording/wording.ts';
import { followAction, themeItem } from './follow-actions.ts';
import { kpiList, speakList } from './kpi-list.ts';

/** `9件　順調 2件・遅れ 1件`: counts per status, the denominator first. */
export function countsInWords(wording: Wording, { total, byStatus }: StatusCounts): string {
  const parts = byStatus.map(
    ({ status, count }) => `${wording.status[status].label} ${wording.countOf(count)}`,
  );
  return `${wording.countOf(total)}：${parts.join('・')}`;
}

/** The rest of the 13 quick replies leads on. */
const KPI_QUICK_REPLIES = 10;

/** The same ways on under each list: buttons, and the page where nothing is cut. */
function footerOf(
  onward: readonly QuickReplyChoice[],
  { wording, publicOrigin }: RenderContext,
  actions: readonly messagingApi.Action[] = [],
): messagingApi.FlexButton[] {
  return [
    ...actions.map((action) => button(action)),
    ...onward.map(({ view, label }) => viewButton(view, label)),
    linkButton(`${publicOrigin}/`, wording.pageOf),
  ];
}

/** A small line that leads on, under a list. */
function lineTo(view: View, label: string): messagingApi.FlexBox {
  return column([text(`${label} ›`, { size: 'xs' })], { action: viewAction(view, label), paddingAll: 'xs' });
}

/** A theme's KPIs with their statuses, and the initiatives that carry no KPI. */
export function renderThemeList(
  { theme, counts, kpis, withoutKpi }: Extract<Answer, { kind: 'theme' }>,
  context: RenderContext,
): messagingApi.FlexMessage {
  const { wording } = context;
  const summary = countsInWords(wording, counts);
  const follow = followAction(wording, themeItem(theme));
  const overview = { view: { kind: 'overview' } as const, label: wording.buttons.overview };
  const home = { view: { kind: 'home' } as const, label: wording.buttons.home };
  const initiatives = withoutKpi.map(({ id, name }) => lineTo({ kind: 'initiative', id }, name.text));
  const title = wording.withoutKpi(withoutKpi.length);
  const contents = kpiList(wording, kpis, {
    title: wording.themeHeading(theme),
    over: theme.priorityItem.name.text,
    lead: [text(summary, { size: 'xs', color: PALETTE.quiet })],
    tail:
      withoutKpi.length > 0 ? [separator(), text(title, { size: 'xs', weight: 'bold' }), ...initiatives] : [],
    footer: footerOf([overview], context, [follow]),
  });
  const spoken = [`${wording.themeHeading(theme)}。${summary}`, ...speakList(wording, kpis)];
  if (withoutKpi.length > 0) spoken.push(`${title}：${withoutKpi.map(({ name }) => name.text).join('、')}`);
  const choices: QuickReplyChoice[] = kpis.map(({ indicator }) => ({
    view: { kind: 'kpi', id: indicator.id },
    label: indicator.shortName,
  }));
  return {
    ...flexMessage(wording.kpiSentence(spoken), contents),
    quickReply: quickReplies([...choices.slice(0, KPI_QUICK_REPLIES), follow, overview, home]),
  };
}

/** All KPIs at one status. */
export function renderStatusList(
  { status, kpis, total }: Extract<Answer, { kind: 'status' }>,
  context: RenderContext,
): messagingApi.FlexMessage {
  const { wording } = context;
  const { label, symbol, meaning } = wording.status[status];
  const lead =
    kpis.length > 0 ? `${meaning}。${wording.statusCount(kpis.length, total)}` : wording.emptyStatus(label);
  const onward = [
    { view: { kind: 'overview' } as const, label: wording.buttons.overview },
    { view: { kind: 'home' } as const, label: wording.buttons.home },
  ];
  const contents = kpiList(wording, kpis, {
    title: `${symbol} ${label}`,
    over: wording.overviewTitle,
    lead: [text(lead, { size: 'xs', color: PALETTE.quiet })],
    tail: [],
    footer: footerOf(onward, context),
  });
  return {
    ...flexMessage(
      wording.kpiSentence([`${label}。${lead.replace(/。$/, '')}`, ...speakList(wording, kpis)]),
      contents,
    ),
    quickReply: quickReplies(onward),
  };
}

/** One initiative: its KPIs, or that it has none, and those that have ended. */
export function renderInitiative(
  { initiative, kpis, retired }: Extract<Answer, { kind: 'initiative' }>,
  context: RenderContext,
): messagingApi.FlexMessage {
  const { wording } = context;
  const { theme } = initiative.matter;
  const withoutKpi = retired.length > 0 ? wording.initiativeOnlyRetired : wording.withoutKpiExplained;
  const lead = kpis.length > 0 ? wording.initiativeWithKpi(kpis.length) : withoutKpi;
  const facts = [
    initiative.note ? `${wording.note}：${initiative.note}` : '',
    initiative.sourceRow === null
      ? wording.otherSource(initiative.source)
      : wording.initiativeSource(initiative.sourceRow),
  ];
  const ended =
    retired.length > 0
      ? [
          separator(),
          text(wording.retiredTitle, { size: 'xs', weight: 'bold' }),
          ...retired.map(({ id, name }) => lineTo({ kind: 'kpi', id }, name.text)),
        ]
      : [];
  const onward = [
    { view: { kind: 'theme', id: theme.id } as const, label: wording.themeList(theme) },
    { view: { kind: 'home' } as const, label: wording.buttons.home },
  ];
  const contents = kpiList(wording, kpis, {
    title: initiative.name.text,
    over: `${theme.shortName}　${wording.initiativeKind}`,
    lead: [text(lead)],
    tail: [
      ...facts.filter(Boolean).map((words) => text(words, { size: 'xs', color: PALETTE.quiet })),
      ...ended,
    ],
    footer: footerOf(onward, context),
  });
  return {
    ...flexMessage(
      wording.kpiSentence([
        `${initiative.name.text}。${lead.replace(/。$/, '')}`,
        ...speakList(wording, kpis),
        ...(retired.length > 0
          ? [`${wording.retiredTitle}：${retired.map(({ name }) => name.text).join('、')}`]
          : []),
      ]),
      contents,
    ),
    quickReply: quickReplies(onward),
  };
}
