/** Civil times, as a field for date and time holds them, and the instants they mean where a class is. */

const DAY = 86_400_000;

/** What a clock in an IANA zone shows at an instant: "2026-11-24T23:59". */
export function civilOf(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit'
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(each => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * The instant, in ISO 8601, that a clock in a zone shows as this time; the later one where it comes twice,
 * and null where it is skipped, since clocks are set forward past it.
 */
export function instantOf(civil: string, zone: string): string | null {
  const asUtc = Date.parse(`${civil.slice(0, 16)}Z`);
  const offsets = [asUtc - DAY, asUtc + DAY].map(near => Date.parse(`${civilOf(near, zone)}Z`) - near);
  const found = offsets.map(offset => asUtc - offset).filter(instant => civilOf(instant, zone) === civil.slice(0, 16));
  return found.length === 0 ? null : new Date(Math.max(...found)).toISOString();
}

/** What is wrong with a time in a field, if anything is: that clocks skip it. */
export function timeFault(civil: string, zone: string): string {
  return civil === '' || instantOf(civil, zone) !== null
    ? ''
    : `${civil.slice(11, 16)} doesn’t exist that day in ${zone}: clocks are set forward past it. Choose another time.`;
}
