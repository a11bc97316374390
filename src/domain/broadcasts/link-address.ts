/** LINE: the uri of an action, in UTF-16 units, percent-encoded. */
export const LINK_MAX = 1_000;

const WEB = /^https:\/\/[^\s/?#@:]+(?::\d{1,5})?(?:[/?#]\S*)?$/i;
const TELEPHONE = /^tel:\+?[0-9][0-9-]{2,30}$/;

/** A web address or a telephone number as LINE takes it, percent-encoded; null for anything else. */
export function linkAddress(typed: string): string | null {
  const address = typed.trim();
  return TELEPHONE.test(address) ? address : webAddress(address);
}

/** Only https, and no name or password before the host: they are there to make an address look like another. */
export function webAddress(typed: string): string | null {
  const address = typed.trim();
  if (!WEB.test(address) || !address.isWellFormed() || !URL.canParse(address)) return null;
  return new URL(address).href;
}
