import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LIMITS } from './limits.ts';
import type { ProjectCopy } from './project-copy.ts';
import { atMost, type Row } from './report-table.ts';
import { runWrangler } from './wrangler-process.ts';

const BYTES_PER_KB = 1_000;
const NOT_UPLOADED = /\.map$|^README\.md$/; // what wrangler leaves beside the modules

export type Bundle = { folder: string; modules: string[] };

/** The Worker as it would be deployed, in a folder. */
export async function buildBundle(copy: ProjectCopy, config: string, name: string): Promise<Bundle> {
  const folder = join(copy.folder, '.wrangler/bundles', name);
  await runWrangler(copy.folder, ['deploy', '--dry-run', '-c', config, '--outdir', folder]);
  return { folder, modules: readdirSync(folder).filter((file) => !NOT_UPLOADED.test(file)) };
}

/** The size of what is uploaded: code and the data it brings along, each module compressed. */
export function measureBundle(town: Bundle, floor: Bundle): Row {
  return {
    ...atMost('bundle, gzip', gzipKb(town), LIMITS.bundleGzipKb, 'kB'),
    floor: `${gzipKb(floor).toFixed(1)} kB`,
    ratio: gzipKb(town) / gzipKb(floor),
  };
}

function gzipKb({ folder, modules }: Bundle): number {
  const bytes = modules.map((file) => gzipSync(readFileSync(join(folder, file))).length);
  return bytes.reduce((sum, size) => sum + size, 0) / BYTES_PER_KB;
}
