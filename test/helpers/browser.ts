import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { prepareJapaneseFonts } from './japanese-fonts.ts';

/**
 * Chromium from inside the package `@sparticuz/chromium`, so that tests need no browser on the machine. The package
 * brings the system libraries it needs too, but unpacks them only where it believes to be on AWS Lambda.
 */
export async function openBrowser(): Promise<Browser> {
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x';
  process.env['FONTCONFIG_PATH'] = prepareJapaneseFonts(
    fileURLToPath(new URL('../../.build/fonts', import.meta.url)),
  );
  const { default: packaged } = await import('@sparticuz/chromium');
  return chromium.launch({
    // The package's own arguments put all pages into one process, which then ends with the first page.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    executablePath: await packaged.executablePath(),
  });
}
