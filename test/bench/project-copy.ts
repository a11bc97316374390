import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEEDED = ['src', 'data', 'test/bench', 'package.json', 'tsconfig.json', 'wrangler.toml'];

export type ProjectCopy = { folder: string; stateFolder: string; remove(): void };

/** What is measured, apart from the working tree: wrangler dev reloads a Worker whenever a file is saved. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'ayumi-bench-'));
  for (const path of NEEDED) {
    const isOwnWork = (from: string): boolean => !from.includes('/.wrangler');
    cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: isOwnWork });
  }
  mkdirSync(join(folder, '.build/assets'), { recursive: true }); // filled by the build command of wrangler.toml
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    stateFolder: join(folder, '.wrangler/state'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
