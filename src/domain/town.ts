import { ok, refused, type Result } from './result.ts';

/** The town's own facts, from data/town.json; an empty text is something the town has not set yet. */
export type Town = {
  name: string;
  office: string;
  telephone: string;
  contactUrl: string;
  websiteUrl: string;
  planTitle: string;
};

const NEEDED = ['name', 'office', 'telephone', 'contact_url', 'website_url', 'plan_title'] as const;
const OTHERS = new Set(['area_code', 'privacy_contact', 'data_license']);
const NEVER_EMPTY = new Set(['name', 'office', 'plan_title']);

/** Reads data/town.json; the faults are English lines that name the key and say what to write. */
export function readTown(file: Readonly<Record<string, unknown>>): Result<Town, string[]> {
  const faults = Object.keys(file)
    .filter((key) => !(NEEDED as readonly string[]).includes(key) && !OTHERS.has(key))
    .map((key) => `town.json, ${key}: is not a key that is read; check its spelling`);
  const text = (key: (typeof NEEDED)[number]): string => {
    const value = file[key];
    if (typeof value !== 'string')
      faults.push(`town.json, ${key}: is missing; write a text, empty if not set yet`);
    else if (value === '' && NEVER_EMPTY.has(key)) faults.push(`town.json, ${key}: is empty`);
    else if (key.endsWith('_url') && value !== '' && !/^https:\/\/[^\s/]+/.test(value)) {
      faults.push(`town.json, ${key}: must begin with https:// or be empty`);
    }
    return typeof value === 'string' ? value : '';
  };
  const town: Town = {
    name: text('name'),
    office: text('office'),
    telephone: text('telephone'),
    contactUrl: text('contact_url'),
    websiteUrl: text('website_url'),
    planTitle: text('plan_title'),
  };
  return faults.length > 0 ? refused(faults) : ok(town);
}
