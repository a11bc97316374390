import type { Detail } from './rules/fields.ts';

/** LINE's error body; `details` only where there are any. */
export function refuse(status: number, message: string, details: readonly Detail[] = []): Response {
  return Response.json(details.length > 0 ? { message, details } : { message }, { status });
}

/** LINE: 400 with every fault of the body listed. */
export function refuseBody(details: readonly Detail[]): Response {
  return refuse(400, `The request body has ${details.length} error(s)`, details);
}

export function accept(body: unknown = {}, status = 200): Response {
  return Response.json(body, { status });
}

export const NOT_FOUND = 'Not found';
export const RATE_EXCEEDED = 'The API rate limit has been exceeded. Try again later.';
export const MONTHLY_LIMIT = 'You have reached your monthly limit.';
