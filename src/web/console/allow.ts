import type { MiddlewareHandler } from 'hono';
import { may, NEEDED_ROLE, type Action } from '../../domain/staff/roles.ts';
import { loadRoll } from '../../storage/staff-store.ts';
import type { ConsoleEnv } from './console-env.ts';
import { roleTooLowPage } from './fault-pages.tsx';

/** A route's permission; a test sees to it that no route is without one. */
export type Permission = MiddlewareHandler<ConsoleEnv> & { action: Action };

/** Lets on only who may do this; others are told what it needs and whom to ask. */
export function allow(action: Action): Permission {
  const check: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
    const { staff, deps } = c.var;
    if (may(staff, action)) return next();
    const whom = (await loadRoll(c.env.DB)).filter((other) => may(other, action));
    return c.html(roleTooLowPage({ town: deps.town, staff, needed: NEEDED_ROLE[action], whom }), 403);
  };
  return Object.assign(check, { action });
}
