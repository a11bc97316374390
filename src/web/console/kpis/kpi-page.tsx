import type { Child } from 'hono/jsx';
import type { ChainedEntry } from '../../../domain/audit/audit-trail.ts';
import { rowsByKey } from '../../../domain/plan/changes.ts';
import { eraLabel, japaneseDate } from '../../../domain/plan/fiscal-year.ts';
import { findIndicator } from '../../../domain/plan/plan.ts';
import type { Row } from '../../../domain/plan/table-schema.ts';
import { assess } from '../../../domain/progress/count-statuses.ts';
import type { ReadVersion } from '../../../flows/plan-versions.ts';
import type { VersionHead } from '../../../storage/plan-store.ts';
import { CardPreview } from '../card-preview.tsx';
import { cellWords, enumWords, groupedFigure } from '../cell-words.ts';
import type { ConsoleDependencies } from '../console-env.ts';
import type { OfficerNames } from '../officer-names.ts';
import { Chip, Notice } from '../parts/notice-parts.tsx';
import { TableRegion } from '../parts/table-parts.tsx';
import { indicatorCard } from '../plan-difference/indicator-card.ts';
import { columnTitle } from '../row-names.ts';
import { dayWords, momentInJapan } from '../time-words.ts';
import { statesByKey, statesOf, type KeyedStates, type ValueState } from './value-history.ts';

type Origins = {
  heads: ReadonlyMap<number, VersionHead>;
  drafts: ReadonlyMap<number, { id: string; title: string }>;
  names: OfficerNames;
  /** How many of the first versions came from `data/`. */
  fromData: number;
};

type KpiPageProps = {
  id: string;
  newest: ReadVersion;
  entries: readonly ChainedEntry[];
  origins: Origins;
  deps: ConsoleDependencies;
  now: Date;
};

const BASELINE = ['baseline_value', 'baseline_fiscal_year', 'baseline_printed', 'basis'];
const DESCRIBED_ELSEWHERE = new Set([...BASELINE, 'id', 'baseline_era']);

/** An indicator as residents see it, then who, when and why for every value it has and had. */
export function KpiPage({ id, newest, entries, origins, deps, now }: KpiPageProps) {
  const today = japaneseDate(now);
  const { plan, dataset } = newest;
  const indicator = findIndicator(plan, id);
  const own = entries.filter(({ subject }) => subject === `kpis/${id}`);
  const current = rowsByKey(dataset, 'kpis', deps.dataPackage).get(id) ?? null;
  const unit = current?.['unit'] ?? ownUnit(own);
  const cells = (column: string, row: Row): string =>
    cellWords('kpis', column, row, deps.dataPackage, [plan]) || '（空白）';
  return (
    <>
      {indicator ? (
        <>
          <h2>いま住民に見えているカード</h2>
          <CardPreview message={indicatorCard(plan, assess(indicator, plan.rules, today), today, deps)} />
          <p>
            <a href={`/#${id}`}>町の公開ページで見る</a>
          </p>
        </>
      ) : (
        <Notice kind="warning" title="この指標は、いまの計画から外れています">
          <p>これまでの値は、次のとおり残っています。</p>
        </Notice>
      )}
      <h2>誰が・いつ・なぜ</h2>
      <p>いまの値のほかに、置きかえられた前の値も残っています。</p>
      <ValueTable
        title="実績"
        part="年度"
        empty="実績は、まだ公開していません。"
        rows={statesByKey('observations', id, dataset, entries)}
        partWords={(year) => `${eraLabel(Number(year))}年度`}
        value={(row) => <ActualValue row={row} unit={unit} />}
        origins={origins}
      />
      <ValueTable
        title="目標"
        part="見直し"
        empty="目標はありません。"
        rows={statesByKey('targets', id, dataset, entries)}
        partWords={(revision) => (revision === '0' ? '最初の目標' : `見直し${revision}回目`)}
        value={(row) => <TargetValue row={row} unit={unit} />}
        origins={origins}
      />
      <ValueTable
        title="基準値と数え方"
        part="項目"
        empty="基準値の記録はありません。"
        rows={[{ part: '基準値', states: statesOf(current, own, BASELINE) }]}
        partWords={(part) => part}
        value={(row) => <BaselineValue row={row} unit={unit} />}
        origins={origins}
      />
      <OtherChanges states={statesOf(current, own)} cells={cells} origins={origins} deps={deps} />
    </>
  );
}

function ownUnit(entries: readonly ChainedEntry[]): string {
  const [newest] = statesOf(null, entries).flatMap(({ row }) => (row ? [row] : []));
  return newest?.['unit'] ?? '';
}

type ValueTableProps = {
  title: string;
  part: string;
  empty: string;
  rows: readonly KeyedStates[];
  partWords: (part: string) => string;
  value: (row: Row) => Child;
  origins: Origins;
};

function ValueTable({ title, part, empty, rows, partWords, value, origins }: ValueTableProps) {
  const isEmpty = rows.every(({ states }) => states.length === 0);
  return (
    <>
      <h3>{title}</h3>
      {isEmpty ? (
        <p>{empty}</p>
      ) : (
        <StateTable caption={`${title}（いまの値と以前の値）`} part={part}>
          {rows.map((row) =>
            row.states.map((state) => (
              <tr class={state.isCurrent ? undefined : 'was'}>
                <th scope="row">{partWords(row.part)}</th>
                <td>{state.row ? value(state.row) : '削除'}</td>
                <td>{state.isCurrent ? <Chip tone="success">いまの値</Chip> : <Chip>以前の値</Chip>}</td>
                <OriginCells state={state} origins={origins} />
              </tr>
            )),
          )}
        </StateTable>
      )}
    </>
  );
}

function StateTable({ caption, part, children }: { caption: string; part: string; children: Child }) {
  return (
    <TableRegion caption={caption}>
      <table class="data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {[part, '値', 'いま', '入力した人', '承認した人', '公開した日時', '版', '理由', '下書き'].map(
              (heading) => (
                <th scope="col">{heading}</th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </TableRegion>
  );
}

function OriginCells({ state: { by }, origins }: { state: ValueState; origins: Origins }) {
  const { heads, drafts, names, fromData } = origins;
  if (!by)
    return (
      <td colspan={6}>
        {fromData <= 1 ? (
          <>
            町の資料から（<a href="/console/versions/1">第1版</a>）
          </>
        ) : (
          <>
            町の資料から（<a href="/console/versions/1">第1版</a>〜
            <a href={`/console/versions/${fromData}`}>第{fromData}版</a>のどれか）
          </>
        )}
      </td>
    );
  const head = by.version === null ? undefined : heads.get(by.version);
  const draft = by.version === null ? undefined : drafts.get(by.version);
  return (
    <>
      <td>{names(by.actor)}</td>
      <td>{head ? names(head.publishedBy) : ''}</td>
      <td class="nowrap">{momentInJapan(by.at)}</td>
      <td class="nowrap">
        {by.version === null ? '' : <a href={`/console/versions/${by.version}`}>第{by.version}版</a>}
      </td>
      <td>{by.reason}</td>
      <td>{draft ? <a href={`/console/drafts/${encodeURIComponent(draft.id)}`}>{draft.title}</a> : ''}</td>
    </>
  );
}

function withUnit(value: string | undefined, unit: string): string {
  return value ? `${groupedFigure(value)}${unit}` : '（空白）';
}

function ActualValue({ row, unit }: { row: Row; unit: string }) {
  const status = enumWords('observations', 'status', row['status'] ?? '') ?? '';
  const asOf = row['as_of'] ? `${dayWords(row['as_of'])}現在` : '';
  return (
    <>
      <strong>{withUnit(row['value'], unit)}</strong>（{[status, asOf].filter(Boolean).join('、')}）
      {row['source'] ? <small class="line">出典：{row['source']}</small> : null}
      {row['comment'] ? <small class="line">町からのひとこと：{row['comment']}</small> : null}
    </>
  );
}

function TargetValue({ row, unit }: { row: Row; unit: string }) {
  return (
    <>
      <strong>{withUnit(row['value'], unit)}</strong>（{row['era']}年度
      {row['effective_date'] ? `、${dayWords(row['effective_date'])}から` : ''}）
      {row['reason'] ? <small class="line">理由：{row['reason']}</small> : null}
    </>
  );
}

function BaselineValue({ row, unit }: { row: Row; unit: string }) {
  return (
    <>
      <strong>{row['baseline_value'] ? withUnit(row['baseline_value'], unit) : '（なし）'}</strong>
      {row['baseline_era'] ? `（${row['baseline_era']}年度）` : ''}
      <small class="line">数え方：{enumWords('kpis', 'basis', row['basis'] ?? '') ?? row['basis']}</small>
      <small class="line">公表の表記：{row['baseline_printed'] || '（空白）'}</small>
    </>
  );
}

type OtherChangesProps = {
  states: readonly ValueState[];
  cells: (column: string, row: Row) => string;
  origins: Origins;
  deps: ConsoleDependencies;
};

/** Name, wording, retirement: what else an officer has changed of the indicator. */
function OtherChanges({ states, cells, origins, deps }: OtherChangesProps) {
  const changes = states.flatMap((state, at) => {
    const earlier = states[at + 1]?.row ?? null;
    if (!state.by || !state.row) return [];
    const row = state.row;
    const columns = Object.keys(row).filter(
      (column) => !DESCRIBED_ELSEWHERE.has(column) && (row[column] ?? '') !== (earlier?.[column] ?? ''),
    );
    return columns.length > 0 ? [{ state: { ...state, row }, earlier, columns }] : [];
  });
  if (changes.length === 0) return null;
  return (
    <>
      <h3>名前や終了などの変更</h3>
      <StateTable caption="名前や終了などの変更" part="したこと">
        {changes.map(({ state, earlier, columns }) => (
          <tr>
            <th scope="row">{earlier ? '変更' : '追加'}</th>
            <td>
              {columns.map((column) => (
                <small class="line">
                  {columnTitle('kpis', column, deps.dataPackage)}：
                  {earlier ? `${cells(column, earlier)} → ` : ''}
                  {cells(column, state.row)}
                </small>
              ))}
            </td>
            <td>{state.isCurrent ? <Chip tone="success">いまの値</Chip> : <Chip>以前の値</Chip>}</td>
            <OriginCells state={state} origins={origins} />
          </tr>
        ))}
      </StateTable>
    </>
  );
}
