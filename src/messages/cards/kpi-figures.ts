import type { Assessed } from '../../domain/progress/count-statuses.ts';
import type { Wording } from '../wording/wording.ts';
import { spokenStatus } from './status-chip.ts';

/** What is needed to name the figures of an indicator. */
export type FigureWords = Pick<
  Wording,
  | 'figure'
  | 'baselineTime'
  | 'actualTime'
  | 'targetTime'
  | 'baseline'
  | 'actual'
  | 'target'
  | 'noBaseline'
  | 'notPublished'
  | 'provisional'
  | 'sample'
>;

/** One figure of a KPI in words: what it is, when it holds, how much. `marks` are 速報値 and 見本. */
export type LabelledFigure = { label: string; time: string; value: string; marks: readonly string[] };

/** Baseline, latest actual and target, in that order; figures whose basis is unconfirmed stay as printed. */
export function kpiFigures(wording: FigureWords, { indicator, assessment }: Assessed): LabelledFigure[] {
  const { latest, target } = assessment;
  const unclear = indicator.basis === 'unconfirmed';
  const baselineValue = indicator.baseline
    ? wording.figure(indicator.baseline.value, indicator)
    : wording.noBaseline;
  return [
    {
      label: wording.baseline,
      time: wording.baselineTime(indicator),
      value: unclear ? printed(indicator.baselinePrinted) : baselineValue,
      marks: [],
    },
    {
      label: wording.actual,
      time: latest ? wording.actualTime(indicator, latest.fiscalYear) : '',
      value: latest ? wording.figure(latest.value, indicator) : wording.notPublished,
      marks: [
        ...(latest?.status === 'provisional' ? [wording.provisional] : []),
        ...(latest?.sample ? [wording.sample] : []),
      ],
    },
    {
      label: wording.target,
      time: wording.targetTime(indicator, target.fiscalYear),
      value:
        unclear && target.revision === 0 ? printed(target.printed) : wording.figure(target.value, indicator),
      marks: [],
    },
  ];
}

function printed(cell: string): string {
  return cell.normalize('NFKC').replace(/(\d) (?=\D)/g, '$1');
}

/** For lists: the latest actual, or while there is none the baseline, and the target. */
export function shortFigures(wording: Wording, assessed: Assessed): string[] {
  const [baseline, actual, target] = kpiFigures(wording, assessed);
  const goal = `${target?.label} ${target?.value}`;
  if (!assessed.assessment.latest) return [`${baseline?.label} ${baseline?.value}`, goal];
  const marks = actual && actual.marks.length > 0 ? `（${actual.marks.join('・')}）` : '';
  return [`${actual?.label} ${actual?.value}${marks}`, goal];
}

/** How a card about one indicator begins for those who hear it: its name, that it has ended if so, its status. */
export function spokenOpening(wording: Wording, { indicator, assessment }: Assessed): string[] {
  const { retired } = assessment;
  const ended = retired ? [withoutFullStop(wording.retired(retired.on, retired.reason))] : [];
  const [first, ...rest] = [...ended, spokenStatus(wording, assessment)];
  return [`${indicator.name.text}：${first}`, ...rest];
}

export function withoutFullStop(sentence: string): string {
  return sentence.replace(/。$/, '');
}

/** The figures in one breath, for altText. */
export function spokenFigures(wording: Wording, assessed: Assessed): string[] {
  return kpiFigures(wording, assessed).map(({ label, time, value, marks }) => {
    const remarks = [time, ...marks].filter(Boolean).join('、');
    return `${label} ${value}${remarks ? `（${remarks}）` : ''}`;
  });
}
