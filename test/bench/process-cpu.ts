import { readdirSync, readFileSync } from 'node:fs';

/** Linux: utime and stime of /proc/<pid>/stat count in ticks of 1/100 s (getconf CLK_TCK). */
const MS_PER_TICK = 10;

type Stat = { pid: number; parent: number; name: string; cpuMs: number };

/** CPU time in ms that the processes below `root` whose name is counted have used so far, in user and kernel mode. */
export function cpuMsBelow(root: number, isCounted: (name: string) => boolean): number {
  return processesBelow(root, isCounted).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** The process and those it started, and those they started; it throws where none is counted. */
export function processesBelow(root: number, isCounted: (name: string) => boolean): Stat[] {
  const stats = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? readStat(entry) : []));
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
  }
  const ours = stats.filter((stat) => family.has(stat.pid) && isCounted(stat.name));
  if (ours.length === 0) throw new Error(`no such process below ${root}`);
  return ours;
}

function readStat(pid: string): Stat[] {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return []; // ended meanwhile
  }
  const [, name = ''] = /\((.*)\)/.exec(line) ?? [];
  // proc(5): after the name come state (3), ppid (4) … utime (14), stime (15)
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return [{ pid: Number(pid), parent: Number(fields[1]), name, cpuMs: ticks * MS_PER_TICK }];
}
