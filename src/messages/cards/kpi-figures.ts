import type { AssessedKpi } from '../../domain/progress/count-statuses.ts';
import type { Wording } from '../wording/wording.ts';

/** One figure of a KPI in words: what it is, when it holds, how much. `marks` are 速報値 and 見本. */
export type LabelledFigure = { label: string; time: string; value: string; marks: readonly string[] };

/** Baseline, latest actual and target, in that order; figures whose basis is unconfirmed stay as printed. */
export function kpiFigures(wording: Wording, { kpi, assessment }: AssessedKpi): LabelledFigure[] {
  const { latest, target } = assessment;
  const unclear = kpi.basis === 'unconfirmed';
  const baselineValue = kpi.baseline ? wording.figure(kpi.baseline.value, kpi) : wording.noBaseline;
  return [
    {
      label: wording.baseline,
      time: wording.baselineTime(kpi),
      value: unclear ? printed(kpi.baselinePrinted) : baselineValue,
      marks: [],
    },
    {
      label: wording.actual,
      time: latest ? wording.actualTime(kpi, latest.fiscalYear) : '',
      value: latest ? wording.figure(latest.value, kpi) : wording.notPublished,
      marks: [
        ...(latest?.status === 'provisional' ? [wording.provisional] : []),
        ...(latest?.sample ? [wording.sample] : []),
      ],
    },
    {
      label: wording.target,
      time: wording.targetTime(kpi, target.fiscalYear),
      value: unclear && target.revision === 0 ? printed(target.printed) : wording.figure(target.value, kpi),
      marks: [],
    },
  ];
}

function printed(cell: string): string {
  return cell.normalize('NFKC').replace(/(\d) (?=\D)/g, '$1');
}

/** For lists: the latest actual, or while there is none the baseline, and the target. */
export function shortFigures(wording: Wording, assessed: AssessedKpi): string[] {
  const [baseline, actual, target] = kpiFigures(wording, assessed);
  const goal = `${target?.label} ${target?.value}`;
  if (!assessed.assessment.latest) return [`${baseline?.label} ${baseline?.value}`, goal];
  const marks = actual && actual.marks.length > 0 ? `（${actual.marks.join('・')}）` : '';
  return [`${actual?.label} ${actual?.value}${marks}`, goal];
}

/** The figures in one breath, for altText. */
export function spokenFigures(wording: Wording, assessed: AssessedKpi): string[] {
  return kpiFigures(wording, assessed).map(({ label, time, value, marks }) => {
    const remarks = [time, ...marks].filter(Boolean).join('、');
    return `${label} ${value}${remarks ? `（${remarks}）` : ''}`;
  });
}
