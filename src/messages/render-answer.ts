import type { messagingApi } from '@line/bot-sdk';
import type { Answer } from '../domain/look-up/answer.ts';
import type { Theme } from '../domain/plan/plan.ts';
import { renderArithmeticCard } from './cards/arithmetic-card.ts';
import { renderFollowChoices, renderWish } from './cards/follow-card.ts';
import { renderFollowing } from './cards/following-list.ts';
import { renderGlossary, renderTerm } from './cards/glossary-card.ts';
import { renderKpiCard } from './cards/kpi-card.ts';
import { choice, renderNotice } from './cards/notice-card.ts';
import { renderOverview } from './cards/overview-card.ts';
import {
  asksForDistrict,
  renderChanged,
  renderChoices,
  renderForget,
  renderSettings,
} from './cards/settings-card.ts';
import { renderInitiative, renderStatusList, renderThemeList } from './cards/theme-card.ts';
import { linkButton } from './flex-parts.ts';
import type { QuickReplyChoice } from './quick-replies.ts';
import type { RenderContext } from './render-context.ts';

/** The LINE messages (none to five) that say an answer in the resident's language; empty means silence. */
export function renderAnswer(answer: Answer, context: RenderContext): messagingApi.Message[] {
  const message = renderMain(answer, context);
  if (!message) return [];
  if (context.dataAsOf === null || !showsFigures(answer)) return [message];
  return [{ type: 'text', text: context.wording.unreadableData(context.dataAsOf) }, message];
}

function renderMain(answer: Answer, context: RenderContext): messagingApi.Message | null {
  const { wording, town } = context;
  switch (answer.kind) {
    case 'silence':
      return null;
    case 'greeting':
      return renderNotice(wording.greeting(town.name, answer.again), {
        over: town.planTitle,
        choices: [...themeChoices(answer.themes), ...choicesOf(context, 'overview', 'help')],
        links: [privacyLink(context)],
      });
    case 'home':
      return renderNotice(wording.home, {
        over: town.planTitle,
        choices: [
          ...themeChoices(answer.themes.map(({ theme }) => theme)),
          ...choicesOf(
            context,
            'overview',
            'glossary',
            'help',
            'polls',
            'following',
            'settings',
            'language',
            'contact',
          ),
        ],
        links: [linkButton(`${context.publicOrigin}/`, wording.buttons.website)],
      });
    case 'overview':
      return renderOverview(answer, context);
    case 'theme':
      return renderThemeList(answer, context);
    case 'initiative':
      return renderInitiative(answer, context);
    case 'kpi':
      return renderKpiCard(answer.assessed, answer.siblings, context);
    case 'arithmetic':
      return renderArithmeticCard(answer.assessed, context);
    case 'status':
      return renderStatusList(answer, context);
    case 'glossary':
      return renderGlossary(answer.entries, context);
    case 'term':
      return renderTerm(answer.entry, context);
    case 'choices': {
      const words = answer.near ? wording.nearFound : wording.severalFound;
      return renderNotice(words, {
        choices: [...answer.choices, ...(answer.near ? choicesOf(context, 'home') : [])],
        spoken: `${words.title}。${answer.choices.map(({ label }) => label).join('、')}`,
        after: answer.more > 0 ? wording.moreChoices(answer.more) : '',
      });
    }
    case 'not-found':
      return renderNotice(wording.notFound, {
        choices: [
          ...themeChoices(answer.themes),
          ...choicesOf(context, 'overview', 'glossary', 'help', 'home'),
        ],
      });
    case 'wordless':
      return renderNotice(wording.wordless[answer.what], { choices: choicesOf(context, 'home', 'help') });
    case 'outdated-button':
      return renderNotice(wording.outdatedButton, { choices: choicesOf(context, 'home', 'overview') });
    case 'group-notice':
      return { type: 'text', text: wording.groupNotice };
    case 'help':
      return renderNotice(wording.help, {
        choices: choicesOf(context, 'home', 'overview', 'glossary', 'following', 'settings', 'privacy'),
      });
    case 'polls':
      return renderNotice(wording.polls, { choices: choicesOf(context, 'home', 'overview') });
    case 'following':
      return renderFollowing(answer.page, context);
    case 'follow':
    case 'unfollow':
      return renderWish(answer, context);
    case 'choose-follow':
      return renderFollowChoices(answer, context);
    case 'settings':
      return renderSettings(context, wording.settings.lead);
    case 'district':
      return asksForDistrict(context)
        ? renderChoices('district', context)
        : renderSettings(context, wording.settings.lead);
    case 'language':
    case 'age-band':
    case 'monthly-cap':
    case 'frequency':
      return renderChoices(answer.kind, context);
    case 'changed':
      return renderChanged(answer.setting, context);
    case 'forget':
      return renderForget(context);
    case 'forgotten':
      return renderNotice(wording.forgotten, { choices: choicesOf(context, 'home', 'settings') });
    case 'tester':
      return renderNotice(wording.tester(answer.isRegistered), { choices: choicesOf(context, 'home') });
    case 'try-later':
      return renderNotice(wording.tryLater, { choices: choicesOf(context, 'settings', 'home') });
    case 'website':
      return renderNotice(wording.website, {
        choices: choicesOf(context, 'overview', 'home'),
        links: [linkButton(`${context.publicOrigin}/`, wording.pageOf)],
      });
    case 'contact':
      return renderNotice(wording.contact(town.office, town.telephone), {
        choices: choicesOf(context, 'home', 'help'),
        links: [town.contactUrl, town.websiteUrl]
          .filter(Boolean)
          .slice(0, 1)
          .map((url) => linkButton(url, wording.buttons.website)),
      });
    case 'privacy':
      return renderNotice(wording.privacy, {
        choices: choicesOf(context, 'settings', 'forget', 'home'),
        links: [privacyLink(context)],
      });
  }
}

/** Only answers that carry the plan's figures can be out of date. */
function showsFigures({ kind }: Answer): boolean {
  return ['overview', 'theme', 'initiative', 'kpi', 'arithmetic', 'status'].includes(kind);
}

function themeChoices(themes: readonly Theme[]): QuickReplyChoice[] {
  return themes.map(({ id, shortName }) => choice({ kind: 'theme', id }, shortName));
}

type Button = keyof RenderContext['wording']['buttons'];

function choicesOf(
  { wording }: RenderContext,
  ...kinds: Exclude<Button, 'arithmetic'>[]
): QuickReplyChoice[] {
  return kinds.map((kind) => choice({ kind }, wording.buttons[kind]));
}

function privacyLink({ publicOrigin, wording }: RenderContext): ReturnType<typeof linkButton> {
  return linkButton(`${publicOrigin}/privacy`, wording.buttons.privacy);
}
