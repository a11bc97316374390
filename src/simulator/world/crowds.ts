import { newResident } from './residents.ts';
import type { World } from './world.ts';

const ID_DIGITS = 32; // LINE: a user id is U and 32 hexadecimal digits
const PREFIX = /^[1-9a-f][0-9a-f]{0,11}$/; // not 0: the personas' ids begin with it
export const CROWD_MAX = 200_000; // members of one; all of them live in the isolate's memory

/** Members of a crowd are numbered from 0, and anybody can work out their ids. */
export function crowdMemberId(prefix: string, index: number): string {
  return `U${prefix}${index.toString(16).padStart(ID_DIGITS - prefix.length, '0')}`;
}

export function isCrowdPrefix(prefix: string): boolean {
  return PREFIX.test(prefix);
}

/** Makes a crowd, or makes it larger. Whoever of it is known already is a friend again. */
export function gatherCrowd(world: World, prefix: string, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const userId = crowdMemberId(prefix, index);
    const known = world.residents.get(userId);
    if (known) known.friendship = 'friend';
    else world.residents.set(userId, newResident(userId, 'friend'));
  }
  world.crowds.set(prefix, Math.max(count, world.crowds.get(prefix) ?? 0));
}

export function isOfCrowd(world: World, userId: string): boolean {
  for (const [prefix, count] of world.crowds) {
    const rest = userId.slice(1 + prefix.length);
    if (userId.startsWith(prefix, 1) && Number.parseInt(rest, 16) < count) return true;
  }
  return false;
}
