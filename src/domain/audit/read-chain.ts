import type { AuditAction, ChainedEntry } from './audit-trail.ts';

/** One line of a downloaded trail (newline-delimited JSON) as an entry, or null where it is none. */
export function readChainLine(line: string): ChainedEntry | null {
  const given = parse(line);
  if (typeof given !== 'object' || given === null) return null;
  const cells = new Map<string, unknown>(Object.entries(given));
  const text = (name: string): string | null => {
    const value = cells.get(name);
    return typeof value === 'string' ? value : null;
  };
  const seq = cells.get('seq');
  const version = cells.get('version');
  const [at, actor, action, subject] = [text('at'), text('actor'), text('action'), text('subject')];
  const [reason, writeId] = [text('reason'), text('writeId')];
  const [previousSha256, sha256] = [text('previousSha256'), text('sha256')];
  if (typeof seq !== 'number' || !(version === null || typeof version === 'number')) return null;
  if (at === null || actor === null || action === null || subject === null) return null;
  if (reason === null || writeId === null || previousSha256 === null || sha256 === null) return null;
  if (
    ![cells.get('before'), cells.get('after')].every((value) => value === null || typeof value === 'string')
  )
    return null;
  return {
    seq,
    at,
    actor,
    action: action as AuditAction, // an older trail may know others; the hash covers whatever it is
    subject,
    version,
    before: text('before'),
    after: text('after'),
    reason,
    writeId,
    previousSha256,
    sha256,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
