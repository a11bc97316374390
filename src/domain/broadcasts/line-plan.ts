/** LINE's plans for official accounts in Japan, with the messages a month that are in each; null is no limit. */
export const LINE_PLANS = {
  communication: 200,
  light: 5_000,
  standard: 30_000,
  'local-government': null,
} as const satisfies Record<string, number | null>;

export type LinePlan = keyof typeof LINE_PLANS;

export function readLinePlan(text: string): LinePlan | null {
  return Object.keys(LINE_PLANS).includes(text) ? (text as LinePlan) : null;
}
