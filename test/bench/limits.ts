/** What the bench holds the town's Worker to. Source: the project's performance requirements. */
export const LIMITS = {
  /** Town ÷ floor, of the time from sending a webhook to the reply's arrival at LINE. */
  replyRatio: 1.3,
  /** Cloudflare's free plan stops a request at 10 ms; "well inside" is taken as half of it. */
  cpuPerLookUpMs: 5,
  d1ReadsPerLookUp: 1,
  /** Look-ups are counted in memory and written once a minute, by whichever comes then. */
  d1WritesPerLookUp: 1,
  d1WritesPerThousandLookUps: 2,
  burstMs: 10_000,
  /** One body of 100 events, against 2,000 ms were its replies sent one after another. */
  sideBySideMs: 1_000,
  /** Three quarters of it are the console, whose code is not read before somebody opens it; Cloudflare takes 3 MB. */
  bundleGzipKb: 400,
  startUpMs: 50,
  searchMs: 0.5,
  /** A broadcast's: to 100,000 residents where nothing else is said. */
  freezingMs: 5_000,
  d1RowsPerRecipient: 0.05,
  /** Time from the first request to the last ÷ the least that the pace set allows. */
  sendingRatio: 1.3,
  /** Cloudflare's free plan, of one invocation. */
  subrequests: 50,
  /** What the Worker's isolate has in use at most, at 1,000,000 residents ÷ at 10,000. */
  memoryRatio: 1.25,
  /** An officer's wait for any page of the console, wrangler's proxy included. */
  consolePageMs: 50,
  importMs: 2_000,
};
