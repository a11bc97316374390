const ADDRESS_MAX = 254; // characters; RFC 5321, a path of 256 without its angle brackets
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LOCAL_PART_MAX = 64; // characters; RFC 5321
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/**
 * The address as the roll keeps it, trimmed and in lower case, or null where it is none. Letters outside ASCII are
 * refused and not converted: some of them become ASCII in lower case, and one person could pass for another.
 */
export function readEmailAddress(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const address = value.trim();
  const [local = '', domain = '', ...rest] = address.split('@');
  const isPlausible =
    rest.length === 0 &&
    address.length <= ADDRESS_MAX &&
    local.length <= LOCAL_PART_MAX &&
    LOCAL_PART.test(local) &&
    DOMAIN.test(domain);
  return isPlausible ? address.toLowerCase() : null;
}
