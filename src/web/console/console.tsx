import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { admitStaff } from '../../flows/manage-staff.ts';
import { loadRoll } from '../../storage/staff-store.ts';
import { createAccessVerifier } from './access.ts';
import type { ConsoleDependencies, ConsoleEnv } from './console-env.ts';
import {
  brokenPage,
  formNotTakenPage,
  notConfiguredPage,
  notOnTheRollPage,
  signInNeededPage,
  signInUnreachablePage,
  tooLargePage,
} from './fault-pages.tsx';
import { formTokenOf, isFormToken, isSameOrigin } from './form-token.ts';
import { respondNotFound } from './respond.tsx';
import { consoleRoutes } from './console-routes.ts';

/** A file of 5 MB with what a form adds to it. */
const FORM_MAX_BYTES = 5_300_000;

/** Where Cloudflare Access puts its signed word on who somebody is. */
const ASSERTION = 'cf-access-jwt-assertion';

/**
 * The staff console under /console. Nobody reaches a route without a checked identity and a place on the roll; there is
 * no way around it, also not for trying out, where the stand-in plays the identity provider.
 */
export function createConsole(deps: ConsoleDependencies): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>().basePath('/console');

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"], // the cards' previews carry their styles
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'same-origin',
    }),
    async (c, next) => {
      await next();
      c.header('cache-control', 'no-store');
    },
    signIn(deps),
    bodyLimit({
      maxSize: FORM_MAX_BYTES,
      onError: (c) =>
        c.html(tooLargePage({ town: deps.town, staff: c.var.staff, limit: '5 MB', back: c.req.path }), 413),
    }),
    takeForm(deps),
  );

  app.route('/', consoleRoutes());
  app.notFound(respondNotFound);
  app.onError((error, c) => {
    const number = deps.newId();
    deps.log({
      event: 'console-failed',
      id: number,
      path: c.req.path,
      fault: `${error.name}: ${error.message}`,
    });
    return c.html(brokenPage({ town: deps.town, number }), 500);
  });
  return app;
}

/** Fails closed: whatever is missing, refused or unreachable, nothing behind this runs. */
function signIn(deps: ConsoleDependencies): MiddlewareHandler<ConsoleEnv> {
  const { town, settings, now, log } = deps;
  if (!settings) return async (c) => c.html(notConfiguredPage({ town }), 503);
  const verifier = createAccessVerifier(settings.access);
  return async (c, next) => {
    const signedIn = await verifier.verify(c.req.header(ASSERTION), now());
    if (!signedIn.ok) {
      const { fault } = signedIn;
      if (fault.kind !== 'no-token')
        log({
          event: 'console-refused',
          ...(fault.kind === 'refused' ? { why: fault.why } : { why: fault.kind }),
        });
      if (fault.kind === 'keys-unreachable') return c.html(signInUnreachablePage({ town }), 503);
      return c.html(signInNeededPage({ town }), 403);
    }
    const { email, token } = signedIn.value;
    await deps.plans.read(c.env.DB, now());
    await deps.plans.publishBundledWhereDue(c.env.DB, now()); // a new installation begins with what is in data/
    const staff = await admitStaff(c.env.DB, email, { ...settings, now: now() });
    if (!staff) {
      const administrators = (await loadRoll(c.env.DB)).filter(({ role }) => role === 'administrator');
      return c.html(notOnTheRollPage({ town, email, administrators }), 403);
    }
    const { versions, opener, dataPackage } = deps;
    c.set('staff', staff);
    c.set('formToken', await formTokenOf(token));
    c.set('desk', { db: c.env.DB, opener, versions, dataPackage, staff, now: now() });
    const { publicOrigin, broadcastUndoMinutes: undoMinutes, samplesOnShow, linePlan } = deps;
    const ofTheTown = { db: c.env.DB, versions, town, publicOrigin, undoMinutes, samplesOnShow, linePlan };
    c.set('broadcastDesk', { ...ofTheTown, staff, now: now() });
    c.set('deps', deps);
    return isRead(c.req.method) || isSameOrigin(c.req.raw) ? next() : refuseForm(c, new FormData());
  };
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Reads the form of a POST once, and only lets on one that a page of this sign-in made. */
function takeForm(deps: ConsoleDependencies): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    if (isRead(c.req.method)) return next();
    let form: FormData;
    try {
      form = await c.req.formData();
    } catch (error) {
      deps.log({ event: 'console-form-unreadable', fault: error instanceof Error ? error.name : 'unknown' });
      return refuseForm(c, new FormData());
    }
    const isOurs = await isFormToken(signatureOf(c.req.header(ASSERTION)), form.get('token'));
    if (!isOurs) return refuseForm(c, form);
    c.set('form', form);
    return next();
  };
}

function signatureOf(header: string | undefined): string {
  return header?.trim() ?? '';
}

const NOT_TYPED = new Set(['token', 'revision', 'sha256']);

function refuseForm(
  c: Parameters<MiddlewareHandler<ConsoleEnv>>[0],
  form: FormData,
): Response | Promise<Response> {
  const { staff, deps } = c.var;
  deps.log({ event: 'console-form-refused', path: c.req.path });
  const posted = [...form].flatMap(([label, value]) =>
    typeof value === 'string' && !NOT_TYPED.has(label) ? [{ label, value }] : [],
  );
  return c.html(formNotTakenPage({ town: deps.town, staff, back: c.req.path, posted }), 403);
}
