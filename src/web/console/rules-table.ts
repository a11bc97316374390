import { RULES_TABLE } from '../../domain/plan/changes.ts';
import type { DataPackage } from '../../domain/plan/dataset.ts';

type Resource = DataPackage['resources'][number];

/** The thresholds are one row and no table of `datapackage.json`; the console shows them like one. */
export const RULES_RESOURCE: Resource = {
  name: RULES_TABLE,
  path: '',
  title: '判定のきまり',
  description: '「順調」「遅れ」などを決める割合。変えると、すべての指標の判定が変わることがある。',
  schema: {
    fields: [
      {
        name: 'version',
        title: '版',
        description: 'きまりを変えるたびに、新しい番号にする。',
        type: 'string',
        constraints: { required: true, maxLength: 20 },
      },
      {
        name: 'behind_below_percent',
        title: '「遅れ」とする割合',
        description: 'めやすに対する進み具合が、この％より小さいと「遅れ」。1から100までの整数。',
        type: 'integer',
        constraints: { required: true },
      },
      {
        name: 'on_track_from_percent',
        title: '「順調」とする割合',
        description: 'めやすに対する進み具合が、この％以上だと「順調」。1から100までの整数。',
        type: 'integer',
        constraints: { required: true },
      },
      {
        name: 'baseline_fiscal_year',
        title: '計画のはじまりの年度',
        description: '期間の合計を数えはじめる前の年度。西暦で書く（2024 はR6年度）。',
        type: 'integer',
        constraints: { required: true },
      },
    ],
    primaryKey: [],
  },
};

/** A table as `datapackage.json` describes it, or the thresholds; undefined where there is none of that name. */
export function resourceOf(table: string, { resources }: DataPackage): Resource | undefined {
  return table === RULES_TABLE ? RULES_RESOURCE : resources.find(({ name }) => name === table);
}
