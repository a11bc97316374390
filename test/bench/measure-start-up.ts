import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBareWorkerd, UNSIGNED, writeWorkerdConfig } from './bare-workerd.ts';
import { LIMITS } from './limits.ts';
import type { Bundle } from './measure-bundle.ts';
import type { ProjectCopy } from './project-copy.ts';
import { median } from './quantiles.ts';
import { atMost, ms, type Row } from './report-table.ts';
import { stop } from './wrangler-process.ts';

const STARTS = 9;

/**
 * What compiling and evaluating the bundle adds to a start of workerd: wall time from the start of the process to
 * its first answer, less the same of an empty Worker, medians of fresh processes that take turns. No disk cache and
 * no code cache, as on Cloudflare. `wrangler check startup` works offline too, but its profile has one sample a
 * millisecond, and for an empty Worker it says anything from 0 to 26 ms.
 */
export async function measureStartUp(
  copy: ProjectCopy,
  port: number,
  bundles: { town: Bundle; floor: Bundle },
  vars: Record<string, string>,
): Promise<Row> {
  const configs = {
    empty: writeWorkerdConfig(writeEmptyBundle(copy), port, {}),
    floor: writeWorkerdConfig(bundles.floor, port, vars),
    town: writeWorkerdConfig(bundles.town, port, vars),
  };
  const times: Record<keyof typeof configs, number[]> = { empty: [], floor: [], town: [] };
  for (let round = 0; round < STARTS; round += 1)
    for (const name of ['empty', 'floor', 'town'] as const)
      times[name].push(await timeStart(copy.folder, configs[name], port));
  const added = (name: 'floor' | 'town'): number => median(times[name]) - median(times.empty);
  return {
    ...atMost(
      'start-up: bundle compiled and evaluated',
      added('town'),
      LIMITS.startUpMs,
      'ms',
      `workerd itself ${ms(median(times.empty))}`,
    ),
    floor: ms(added('floor')),
    ratio: added('town') / added('floor'),
  };
}

async function timeStart(folder: string, config: string, port: number): Promise<number> {
  const { child, startedInMs } = await startBareWorkerd(folder, config, port);
  await stop(child);
  return startedInMs;
}

function writeEmptyBundle(copy: ProjectCopy): Bundle {
  const folder = join(copy.folder, '.wrangler/bundles/empty');
  mkdirSync(folder, { recursive: true });
  const code = `export default { fetch: () => new Response('', { status: ${UNSIGNED} }) };`;
  writeFileSync(join(folder, 'index.js'), code);
  return { folder, modules: ['index.js'] };
}
