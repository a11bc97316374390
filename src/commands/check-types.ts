import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm run types`: one compiler run per world (Worker, pure domain, Node, browser, tests), each with its own globals. */
const PROJECTS = [
  'tsconfig.json',
  'src/domain/tsconfig.json',
  'src/commands/tsconfig.json',
  'src/simulator/phone/tsconfig.json',
  'src/web/console/assets/tsconfig.json',
  'test/tsconfig.json',
  'test/model/tsconfig.json',
  'test/worker/tsconfig.json',
  'test/bench/delivering/tsconfig.json',
];

const root = fileURLToPath(new URL('../../', import.meta.url));
const failed = PROJECTS.filter(
  (project) => spawnSync('tsc', ['--noEmit', '-p', project], { cwd: root, stdio: 'inherit' }).status !== 0,
);
if (failed.length > 0) {
  console.error(`types: faults in ${failed.join(', ')}`);
  process.exitCode = 1;
}
