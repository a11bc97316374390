import { readFileSync, writeFileSync } from 'node:fs';
import { processesBelow } from './process-cpu.ts';

/**
 * The sum, in MB, of the most that each process below `root` whose name is counted has held since `forgetPeaks` was called:
 * proc(5), VmHWM in status.
 */
export function peakMbBelow(root: number, isCounted: (name: string) => boolean): number {
  return processesBelow(root, isCounted).reduce((sum, { pid }) => sum + readKb(pid, 'VmHWM') / 1024, 0);
}

/** From now on the peak is counted anew: proc(5), 5 to clear_refs. */
export function forgetPeaks(root: number, isCounted: (name: string) => boolean): void {
  for (const { pid } of processesBelow(root, isCounted)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readKb(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}
