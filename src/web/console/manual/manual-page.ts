/** One page of the manual (手引き): what a screen is for, how the usual things are done, and what people ask. */
export type ManualPage = {
  /** The screen, as its help link names it. */
  screen: string;
  title: string;
  lead: string;
  /** What the picture shows, for who cannot see it; the file is `pictures/<screen>.jpg`. */
  picture: string;
  steps: readonly { heading: string; lines: readonly string[] }[];
  questions: readonly { question: string; answer: string }[];
};
