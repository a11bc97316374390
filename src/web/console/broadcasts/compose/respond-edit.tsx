import type { Broadcast } from '../../../../domain/broadcasts/broadcast.ts';
import { japaneseDate } from '../../../../domain/plan/fiscal-year.ts';
import { composeContent } from '../../../../flows/broadcasts/compose-content.ts';
import type { ConsoleContext } from '../../console-env.ts';
import { loadOfficerNames } from '../../officer-names.ts';
import { Notice } from '../../parts/notice-parts.tsx';
import { respondPage } from '../../respond.tsx';
import { audienceLines } from '../audience-lines.ts';
import { loadVersionChoices } from '../form/version-choices.ts';
import { askLine } from '../preview/check-results.tsx';
import { sendTimeLines } from '../send-time-words.ts';
import { loadTestSection } from '../testing/test-section.tsx';
import { isTestDone, TestNotice } from '../testing/test-words.tsx';
import { contentFault, timeFaults, tooFewFaults, type PlacedFault } from '../typed/placed-faults.ts';
import { readComposed } from '../typed/read-composed.ts';
import { typedOf, type TypedBroadcast } from '../typed/typed-broadcast.ts';
import { EditPage } from './edit-page.tsx';

/** What could not be kept: the form as typed, over the revision it was typed over. */
type Unkept = { typed: TypedBroadcast; revision: number; faults: readonly PlacedFault[] };

/** `saved` looks it through: only then is LINE asked, and only then is everything called wrong that is missing. */
type EditView = { done: string; unkept?: Unkept };

export async function respondEdit(
  c: ConsoleContext,
  broadcast: Broadcast,
  { done, unkept }: EditView,
): Promise<Response> {
  const { broadcastDesk: desk, deps, staff } = c.var;
  const { db, now, undoMinutes, town } = desk;
  const typed = unkept?.typed ?? typedOf(broadcast);
  const shown = unkept ? { ...broadcast, ...readComposed(typed, now).composed } : broadcast;
  const isLookedThrough = done === 'saved';
  const { plan } = await desk.versions.newest(db);
  const versions = await loadVersionChoices(
    desk,
    shown.composition.blocks.flatMap((block) => (block.kind === 'changes' ? [block.version] : [])),
  );
  const composed = await composeContent(desk, shown);
  const names = await loadOfficerNames(db);
  const startAt = new Date(shown.schedule.sendAt ?? now);
  const [size, line, tests] = await Promise.all([
    audienceLines(desk, shown.audience, startAt),
    isLookedThrough ? askLine(c, composed.content.variants, shown.audience) : null,
    loadTestSection(
      c,
      broadcast,
      { sha256: composed.sha256, languages: composed.content.variants.map(({ language }) => language) },
      names,
    ),
  ]);
  const missing: PlacedFault[] = [
    ...(unkept?.faults ?? []),
    ...composed.faults.map((fault) => contentFault(fault, shown.composition)),
    ...tooFewFaults(size.isTooFew),
    ...timeFaults(shown.schedule, now, undoMinutes),
  ];
  const faults = unkept ? unkept.faults : isLookedThrough ? missing : [];
  return respondPage(
    c,
    {
      title: broadcast.title,
      here: 'broadcasts',
      help: 'broadcast-compose',
      notice: unkept ? <NotKept /> : <DoneNotice done={done} faults={faults.length} />,
      children: (
        <EditPage
          broadcast={broadcast}
          revision={unkept?.revision ?? broadcast.revision}
          typed={typed}
          composition={shown.composition}
          composed={composed}
          plan={plan}
          today={japaneseDate(now)}
          districts={town.districts}
          versions={versions}
          audienceLines={size.lines}
          timeLines={sendTimeLines(shown.schedule, now, undoMinutes)}
          undoMinutes={undoMinutes}
          isUnkept={unkept !== undefined}
          faults={faults}
          summaryTitle={unkept ? '保存する前に直してください' : '配信する前に直してください'}
          missing={missing}
          line={line}
          tests={tests}
          names={names}
          staff={staff}
          accountName={`${deps.town.name} あゆみ`}
        />
      ),
    },
    unkept ? 422 : 200,
  );
}

function NotKept() {
  return (
    <Notice kind="error" title="まだ保存していません">
      <p>読み取れないところがあります。入力したものは、この画面に残っています。</p>
    </Notice>
  );
}

const DONE: ReadonlyMap<string, string> = new Map([
  ['begun', '配信を作りました。内容を入れてください'],
  ['changed', '保存しました'],
  ['template', '保存し、ひな型に残しました'],
]);

function DoneNotice({ done, faults }: { done: string; faults: number }) {
  if (isTestDone(done)) return <TestNotice done={done} />;
  if (done === 'saved')
    return faults === 0 ? (
      <Notice kind="success" title="保存して確かめました。直すところはありません" />
    ) : (
      <Notice kind="info" title="保存しました。配信する前に直すところがあります" />
    );
  const words = DONE.get(done);
  return words ? <Notice kind="success" title={words} /> : null;
}
