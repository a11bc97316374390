import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Bundle } from './measure-bundle.ts';
import { launch, stop } from './wrangler-process.ts';

/** workerd with one bundle and nothing of wrangler around it, nor D1: the nearest to a deployed Worker's own cost. */
export type BareWorkerd = { child: ChildProcess; startedInMs: number };

/** The first answer is the cheapest that every one of the bench's Workers has: to an unsigned webhook. */
export const UNSIGNED = 401;

const WORKERD = 'node_modules/workerd/bin/workerd';
const POLL_MS = 1;
const READY_WITHIN_MS = 10_000;

/** Starts workerd and waits for its first answer. `startedInMs`: from the start of the process until then. */
export async function startBareWorkerd(folder: string, config: string, port: number): Promise<BareWorkerd> {
  const startedAt = performance.now();
  const { child, printed } = launch(folder, ['serve', config], join(folder, WORKERD));
  while (performance.now() - startedAt < READY_WITHIN_MS) {
    const answered = await fetch(`http://127.0.0.1:${port}/webhook`, { method: 'POST' }).then(
      ({ status }) => status,
      () => 0,
    );
    if (answered === UNSIGNED) return { child, startedInMs: performance.now() - startedAt };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await stop(child);
  throw new Error(`workerd did not start:\n${printed()}`);
}

/** workerd's own configuration for a bundle and its settings; gives the file's path. */
export function writeWorkerdConfig(
  { folder, modules }: Bundle,
  port: number,
  vars: Record<string, string>,
): string {
  const entryFirst = [...modules].sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js'));
  const embedded = entryFirst.map((file) => {
    const kind = file.endsWith('.js') ? 'esModule' : 'text';
    return `(name = "${file}", ${kind} = embed "${file}")`;
  });
  const bindings = Object.entries(vars).map(([name, value]) => `(name = "${name}", text = "${value}")`);
  const path = join(folder, `workerd-${port}.capnp`);
  writeFileSync(
    path,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [${embedded.join(', ')}],
  bindings = [${bindings.join(', ')}],
  compatibilityDate = "2026-10-20"
);
`,
  );
  return path;
}
