import town from 'town-worker';
import { countQueries, type Database, type QueryCounts } from './count-queries.ts';

const counts: QueryCounts = {
  lookUps: 0,
  reads: 0,
  writes: 0,
  rowsRead: 0,
  rowsWritten: 0,
  mostReadsByOne: 0,
  mostWritesByOne: 0,
};

export default {
  async fetch(request: Request, env: { DB: Database }, context: object): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/counts') return Response.json(counts);
    if (pathname === '/ready') return new Response('ok'); // asks nothing, so the first look-up is the isolate's first
    counts.lookUps += 1;
    return town.fetch(request, { ...env, DB: countQueries(env.DB, counts) }, context);
  },
};
