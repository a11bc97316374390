/** One line of the report. `ratio` and `limit` are absent where a figure is only information. */
export type Row = {
  measure: string;
  town: string;
  /** What the same takes in the floor Worker. */
  floor?: string;
  ratio?: number;
  limit?: { text: string; kept: boolean };
};

const HEADINGS = ['ratio', 'limit', '', 'measure', 'town', 'floor'];

/** The rows as text, ratios first. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [
    HEADINGS,
    ...rows.map(({ measure, town, floor = '', ratio, limit }) => [
      ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
      limit?.text ?? '',
      limit ? (limit.kept ? 'pass' : 'FAIL') : '',
      measure,
      town,
      floor,
    ]),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function missedLimits(rows: readonly Row[]): Row[] {
  return rows.filter(({ limit }) => limit && !limit.kept);
}

/** A row that holds a value to an upper limit of the same unit. */
export function atMost(measure: string, value: number, limit: number, unit: string, note = ''): Row {
  return {
    measure,
    town: `${plain(value)} ${unit}${note && `  (${note})`}`,
    limit: { text: `≤ ${limit} ${unit}`, kept: value <= limit },
  };
}

export const ms = (value: number): string => `${plain(value)} ms`;

/** Three digits are as many as such a measurement gives. */
function plain(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3);
}
