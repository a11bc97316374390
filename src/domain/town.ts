/** The town's own facts, from data/town.json; an empty text is something the town has not set yet. */
export type Town = {
  name: string;
  office: string;
  telephone: string;
  contactUrl: string;
  websiteUrl: string;
  planTitle: string;
};
