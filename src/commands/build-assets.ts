/**
 * Builds what the Worker's static assets serve under `/assets/` into `.build/assets/`: the console's sheet and script,
 * and the pictures of its manual. `npm run build:assets`
 */
import { globSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONSOLE = join(ROOT, 'src/web/console');
const TARGET = join(ROOT, '.build/assets');
const PICTURE = /\.(?:png|jpg)$/;

/** The Worker sets its headers itself; files served before it have only these. */
const HEADERS = '/assets/*\n  X-Content-Type-Options: nosniff\n';

const DECLARATION = /^\s*(--[\w-]+):\s*(.+);$/gm;
const REFERENCE = /var\((--[\w-]+)/g;
const IS_TOKEN = /^--(?:color-(?:primitive|neutral|semantic)|font|line-height|border-radius|elevation)-/;

await mkdir(join(TARGET, 'assets/manual'), { recursive: true });
await Promise.all([
  build({
    entryPoints: [join(CONSOLE, 'assets/console.css'), join(CONSOLE, 'assets/console.ts')],
    outdir: join(TARGET, 'assets'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    conditions: ['import'], // flex-render names its sheet only for that
    plugins: [usedTokens()],
    legalComments: 'none',
    logLevel: 'warning',
  }),
  writeFile(join(TARGET, '_headers'), HEADERS),
  copyPictures(),
]);

/** Of the デジタル庁 design tokens only those that a sheet of the console refers to, directly or by another token. */
function usedTokens(): Plugin {
  return {
    name: 'used-tokens',
    setup(bundle) {
      bundle.onResolve({ filter: /^design-tokens$/ }, () => ({
        path: createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css'),
        namespace: 'design-tokens',
      }));
      bundle.onLoad({ filter: /./, namespace: 'design-tokens' }, async ({ path }) => {
        const declared = await readFile(path, 'utf8');
        const tokens = new Map(
          [...declared.matchAll(DECLARATION)].map(([, name = '', value = '']) => [name, value]),
        );
        const used = new Set<string>();
        const use = (css: string): void => {
          for (const [, name = ''] of css.matchAll(REFERENCE)) {
            const value = tokens.get(name);
            if (value === undefined && IS_TOKEN.test(name)) throw new Error(`${name} is not a design token`);
            if (value === undefined || used.has(name)) continue;
            used.add(name);
            use(value);
          }
        };
        for (const sheet of globSync('assets/*.css', { cwd: CONSOLE }))
          use(readFileSync(join(CONSOLE, sheet), 'utf8'));
        const lines = [...used].sort().map((name) => `${name}: ${tokens.get(name) ?? ''};`);
        return { contents: `:root {\n${lines.join('\n')}\n}`, loader: 'css' };
      });
    },
  };
}

async function copyPictures(): Promise<void> {
  const pictures = globSync('manual/pictures/*', { cwd: CONSOLE }).filter((file) => PICTURE.test(file));
  await Promise.all(
    pictures.map((file) =>
      cp(join(CONSOLE, file), join(TARGET, 'assets/manual', file.replace(/^.*[\\/]/, ''))),
    ),
  );
}
