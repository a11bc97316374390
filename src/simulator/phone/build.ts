/**
 * Bundles the phone page into `.build/phone/` (index.html, phone.js, phone.css): `node src/simulator/phone/build.ts`.
 * Nothing in the result points outside: icons and flex-render's sheet are inside phone.css.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const target = join(here, '../../../.build/phone');

await mkdir(target, { recursive: true });
await Promise.all([
  build({
    entryPoints: { phone: join(here, 'phone.tsx') },
    outdir: target,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx/dom',
    conditions: ['import'], // flex-render names its sheet only for that
    loader: { '.svg': 'dataurl' },
    legalComments: 'none',
    logLevel: 'warning',
  }),
  copyFile(join(here, 'index.html'), join(target, 'index.html')),
]);
