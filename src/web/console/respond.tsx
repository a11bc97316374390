import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ConsoleContext } from './console-env.ts';
import { notFoundPage } from './fault-pages.tsx';
import { ConsolePage, type ConsolePageProps } from './frame.tsx';

/** A page of the console, with who is signed in and the token its forms carry. */
export function respondPage(
  c: ConsoleContext,
  page: Omit<ConsolePageProps, 'town' | 'staff' | 'formToken'>,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const { staff, formToken, deps } = c.var;
  return c.html(<ConsolePage {...page} town={deps.town} staff={staff} formToken={formToken} />, status);
}

export function respondNotFound(c: ConsoleContext): Response | Promise<Response> {
  return c.html(notFoundPage({ town: c.var.deps.town, staff: c.var.staff }), 404);
}

/** On to a page after something was done; `done` names the notice it shows. */
export function redirectTo(c: ConsoleContext, path: string, done?: string): Response {
  const separator = path.includes('?') ? '&' : '?';
  const [bare = '', hash] = path.split('#');
  const target = done ? `${bare}${separator}done=${encodeURIComponent(done)}${hash ? `#${hash}` : ''}` : path;
  return c.redirect(target, 303);
}

/** One field of the posted form as text, without what a person leaves around it; empty where it is missing. */
export function field(c: ConsoleContext, name: string): string {
  const value = c.var.form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
