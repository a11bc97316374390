import { DISTRICT_LENGTH_MAX } from './residents/settings.ts';
import { ok, refused, type Result } from './result.ts';

/** The town's own facts, from data/town.json; an empty text is something the town has not set yet. */
export type Town = {
  name: string;
  office: string;
  telephone: string;
  contactUrl: string;
  websiteUrl: string;
  planTitle: string;
  /** Parts of the town that residents may name as theirs; none: they are not asked. */
  districts: readonly string[];
};

/** More are not read on a phone, and small ones would single people out. */
const DISTRICTS_MAX = 24;

const NEEDED = ['name', 'office', 'telephone', 'contact_url', 'website_url', 'plan_title'] as const;
const OTHERS = new Set(['area_code', 'privacy_contact', 'data_license', 'districts']);
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
    districts: readDistricts(file['districts'], faults),
  };
  return faults.length > 0 ? refused(faults) : ok(town);
}

function readDistricts(value: unknown, faults: string[]): string[] {
  const isName = (name: unknown): name is string =>
    typeof name === 'string' && name !== '' && name.trim() === name && name.length <= DISTRICT_LENGTH_MAX;
  const isList = Array.isArray(value) && value.every(isName) && new Set(value).size === value.length;
  if (isList && value.length <= DISTRICTS_MAX) return value;
  faults.push(
    `town.json, districts: must be a list of at most ${DISTRICTS_MAX} different names of at most ` +
      `${DISTRICT_LENGTH_MAX} letters; [] if residents are not to be asked`,
  );
  return [];
}
