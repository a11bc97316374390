import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { findAuditFault, type AuditFault, type ChainedEntry } from '../domain/audit/audit-trail.ts';
import { readChainLine } from '../domain/audit/read-chain.ts';

/** `npm run audit:verify -- FILE.ndjson`: checks a downloaded audit trail by itself, without the console or D1. */

const WHY: Record<AuditFault['kind'], string> = {
  gap: 'is not the next one: entries are missing, doubled or out of order',
  'broken-link': 'does not follow from the entry before it',
  changed: 'is not what its hash was taken of',
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const [file, ...more] = process.argv.slice(2);
if (file === undefined || more.length > 0) {
  fail('audit: name one file, as downloaded from the console: npm run audit:verify -- audit.ndjson');
} else {
  try {
    await verify(file);
  } catch (error) {
    fail(`audit: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function verify(path: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let last: Pick<ChainedEntry, 'seq' | 'sha256'> | null = null;
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text === '') continue;
    const entry = readChainLine(text);
    if (!entry) return fail(`audit: line ${line} is no entry of an audit trail`);
    const fault = findAuditFault([entry], last, sha256);
    if (fault) return fail(`audit: line ${line}: entry ${fault.seq} ${WHY[fault.kind]}`);
    last = { seq: entry.seq, sha256: entry.sha256 };
  }
  if (!last) return fail('audit: the file has no entries');
  console.log(
    `audit: ${last.seq} ${last.seq === 1 ? 'entry' : 'entries'}, every link and every content as written`,
  );
  console.log(`audit: last hash ${last.sha256}; it must be the one that the console shows for this entry`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
