import { Hono } from 'hono';
import type { RowChange } from '../../../domain/plan/changes.ts';
import { may } from '../../../domain/staff/roles.ts';
import { beginRestore } from '../../../flows/drafts/edit-draft.ts';
import type { ReadVersion } from '../../../flows/plan-versions.ts';
import { loadDraftsOfVersions, loadRowSavers } from '../../../storage/draft-history.ts';
import { loadDraftOfVersion } from '../../../storage/draft-store.ts';
import { loadNewestNumber, loadVersionHeads } from '../../../storage/plan-store.ts';
import { allow } from '../allow.ts';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import { beginOnce } from '../drafts/begin-once.ts';
import { plainLine, plainText, readText, reasonFaults, titleFaults } from '../drafts/draft-form.ts';
import { loadOfficerNames } from '../officer-names.ts';
import { Notice } from '../parts/notice-parts.tsx';
import { readDifferencePages, readPage } from '../plan-difference/difference-pages.ts';
import { shownChanges } from '../plan-difference/row-changes.tsx';
import { draftHref } from '../plan-edit/edit-page.tsx';
import { field, redirectTo, respondNotFound, respondPage } from '../respond.tsx';
import {
  differenceOf,
  VersionDifference,
  VersionPage,
  type Origin,
  type RestoreForm,
} from './version-page.tsx';
import { readVersionNumber, versionHref } from './version-words.ts';
import { CompareForm, VersionsPage, VERSIONS_SHOWN } from './versions-page.tsx';

/** Every published version, what it changed, and the way back to it. */
export function versionRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/versions', allow('view'), async (c) => {
    const newest = await loadNewestNumber(c.env.DB);
    const pages = Math.max(1, Math.ceil(newest / VERSIONS_SHOWN));
    const page = Math.min(readPage(c.req.query('page')), pages);
    const before = newest + 1 - (page - 1) * VERSIONS_SHOWN; // numbers have no gaps
    const heads = await loadVersionHeads(c.env.DB, { before, limit: VERSIONS_SHOWN });
    const [drafts, names] = await Promise.all([
      loadDraftsOfVersions(
        c.env.DB,
        heads.map(({ number }) => number),
      ),
      loadOfficerNames(c.env.DB),
    ]);
    const shown = { heads, drafts, names, newest, page, pages };
    return respondPage(c, {
      title: '公開の履歴',
      here: 'versions',
      lead: 'これまでに公開した内容が、版として1つ残らずあります。版は変えることも消すこともできません。',
      children: <VersionsPage {...shown} />,
    });
  });

  app.get('/versions/compare', allow('view'), async (c) => {
    const [from = '', to = ''] = [c.req.query('from'), c.req.query('to')];
    const { versions } = c.var.desk;
    const load = async (text: string): Promise<ReadVersion | null> => {
      const number = readVersionNumber(text);
      return number === null ? null : versions.version(c.env.DB, number);
    };
    const [one, other] = [await load(from), await load(to)];
    const missing = '公開した版の番号を、公開の履歴で確かめて書いてください。';
    const faults = [
      ...(one ? [] : [{ name: 'from', text: missing }]),
      ...(other ? [] : [{ name: 'to', text: missing }]),
    ];
    const isPair = one && other;
    return respondPage(
      c,
      {
        title: isPair ? `第${one.head.number}版と第${other.head.number}版の違い` : '2つの版をくらべる',
        here: 'versions',
        children: (
          <>
            <CompareForm from={from} to={to} faults={faults} />
            {isPair ? (
              <VersionDifference
                from={one}
                to={other}
                deps={c.var.deps}
                now={c.var.desk.now}
                pages={readDifferencePages((name) => c.req.query(name))}
                path={`/console/versions/compare?from=${one.head.number}&to=${other.head.number}`}
                enteredBy={() => ''}
              />
            ) : null}
          </>
        ),
      },
      isPair ? 200 : 422,
    );
  });

  app.get('/versions/:number{[0-9]+}', allow('view'), async (c) => {
    const version = await loadVersionOf(c);
    return version ? respondVersion(c, version) : respondNotFound(c);
  });

  // A form that was not taken leads back with a GET.
  app.get('/versions/:number{[0-9]+}/restore', allow('view'), (c) =>
    redirectTo(c, versionHref(Number(c.req.param('number')), '#restore')),
  );

  app.post('/versions/:number{[0-9]+}/restore', allow('propose-restore'), async (c) => {
    const version = await loadVersionOf(c);
    if (!version) return respondNotFound(c);
    const { number, sha256 } = version.head;
    const typed = { title: plainLine(readText(c, 'title')), reason: plainText(readText(c, 'reason')) };
    const newest = await c.var.desk.versions.newest(c.env.DB);
    if (sha256 === newest.head.sha256)
      return respondVersion(c, version, {
        status: 422,
        notice: (
          <Notice kind="info" title={`第${number}版は、いま公開している内容と同じです`}>
            <p>戻す必要はないので、下書きは作っていません。</p>
          </Notice>
        ),
      });
    const faults = [
      ...titleFaults(typed.title),
      ...reasonFaults('reason', typed.reason, '戻す理由を書いてください。'),
    ];
    const draftId = field(c, 'draft');
    if (faults.length > 0)
      return respondVersion(c, version, { status: 422, restore: { draftId, typed, faults } });
    const id = await beginOnce(c, draftId, typed, (newId) =>
      beginRestore(c.var.desk, { number, ...typed, newId }),
    );
    return id === null ? respondNotFound(c) : redirectTo(c, draftHref(id), 'restoring');
  });

  return app;
}

async function loadVersionOf(c: ConsoleContext): Promise<ReadVersion | null> {
  const number = readVersionNumber(c.req.param('number'));
  return number === null ? null : c.var.desk.versions.version(c.env.DB, number);
}

type Again = { status: 200 | 422; notice?: ReturnType<typeof Notice>; restore?: RestoreForm };

async function respondVersion(
  c: ConsoleContext,
  version: ReadVersion,
  { status, notice, restore }: Again = { status: 200 },
): Promise<Response> {
  const { deps, desk, staff } = c.var;
  const { number, sha256 } = version.head;
  const pages = readDifferencePages((name) => c.req.query(name));
  const before = number > 1 ? await desk.versions.version(c.env.DB, number - 1) : null;
  const changes = before ? differenceOf(before, version, deps.dataPackage) : [];
  const [newest, origin, names] = await Promise.all([
    desk.versions.newest(c.env.DB),
    loadOrigin(c.env.DB, number, shownChanges(changes, pages.rows).items),
    loadOfficerNames(c.env.DB),
  ]);
  const mayRestore = may(staff, 'propose-restore') && sha256 !== newest.head.sha256;
  const fresh = { draftId: deps.newId(), typed: { title: `第${number}版に戻す`, reason: '' }, faults: [] };
  return respondPage(
    c,
    {
      title: `第${number}版`,
      here: 'versions',
      notice:
        notice ??
        (number === newest.head.number ? <Notice kind="info" title="いま公開している版です" /> : null),
      children: (
        <VersionPage
          version={version}
          before={before}
          newest={newest.head}
          origin={origin}
          names={names}
          deps={deps}
          now={desk.now}
          pages={pages}
          restore={mayRestore ? (restore ?? fresh) : null}
        />
      ),
    },
    status,
  );
}

/** The draft a version came from, and who saved the rows that are shown. */
async function loadOrigin(
  db: D1Database,
  number: number,
  shown: readonly RowChange[],
): Promise<Origin | null> {
  const draft = await loadDraftOfVersion(db, number);
  if (draft?.state.kind !== 'published') return null;
  const rows = await loadRowSavers(db, draft.id, draft.revision, shown);
  return { draft: { id: draft.id, title: draft.title, submittedBy: draft.state.submittedBy }, rows };
}
