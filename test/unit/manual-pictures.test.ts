import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MANUAL_OF_COMPOSING } from '../../src/web/console/manual/manual-of-broadcasts.ts';
import { MANUAL_OF_DELIVERIES } from '../../src/web/console/manual/manual-of-deliveries.ts';
import { MANUAL_OF_DRAFTS } from '../../src/web/console/manual/manual-of-drafts.ts';
import { MANUAL_OF_RECORDS } from '../../src/web/console/manual/manual-of-records.ts';

const PICTURES = join(import.meta.dirname, '../../src/web/console/manual/pictures');

test('the manual has a picture of each of its screens, and no other', () => {
  const pages = [...MANUAL_OF_DRAFTS, ...MANUAL_OF_COMPOSING, ...MANUAL_OF_DELIVERIES, ...MANUAL_OF_RECORDS];
  expect(readdirSync(PICTURES).sort()).toEqual(pages.map(({ screen }) => `${screen}.jpg`).sort());
});
