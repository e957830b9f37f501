/** Times in words: relative, with the absolute beside it. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A span of time in its one fitting unit: "2 days", "5 hours", "3 minutes". */
export function span(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  if (size < MINUTE) {
    return 'less than a minute';
  }
  if (size < HOUR) {
    return plural(Math.floor(size / MINUTE), 'minute');
  }
  if (size < 2 * DAY) {
    return plural(Math.floor(size / HOUR), 'hour');
  }
  return plural(Math.floor(size / DAY), 'day');
}

/** "Tue 24 Nov, 23:59" in the given zone (the reader's own if absent); the year only when it isn't this one. */
export function absolute(instant: string, now: Date, zone?: string): string {
  const moment = new Date(instant);
  const parts = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(moment);
  const year = moment.getFullYear() === now.getFullYear() ? '' : ` ${parts({ year: 'numeric' })}`;
  const date = `${parts({ weekday: 'short' })} ${parts({ day: 'numeric' })} ${parts({ month: 'short' })}${year}`;
  return `${date}, ${clock(instant, zone)}`;
}

/** "12:03" */
export function clock(instant: string, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone };
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(instant));
}

/** "due in 2 days", "was due 3 hours ago", "no due date" */
export function dueIn(due: string | null, now: Date): string {
  if (due === null) {
    return 'no due date';
  }
  const left = new Date(due).getTime() - now.getTime();
  return left >= 0 ? `due in ${span(left)}` : `was due ${span(left)} ago`;
}

/** "due in 2 days · Tue 24 Nov, 23:59" */
export function dueText(due: string | null, now: Date, zone?: string): string {
  return due === null ? dueIn(due, now) : `${dueIn(due, now)} · ${absolute(due, now, zone)}`;
}

/** Whether the reader's clock shows another time than the class's: then the zone is named. */
export function zonesDiffer(due: string, now: Date, classZone: string, zone?: string): boolean {
  return absolute(due, now, zone) !== absolute(due, now, classZone);
}

/** The reader's own zone in short: "CET", "GMT-5". */
export function zoneName(instant: string, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { timeZoneName: 'short', timeZone: zone };
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(new Date(instant));
  return parts.find(part => part.type === 'timeZoneName')?.value ?? '';
}

/** A moment on the reader's clock, with the zone's name where the class's clock shows another time. */
export function named(instant: string, now: Date, classZone?: string): string {
  const abroad = classZone !== undefined && zonesDiffer(instant, now, classZone);
  return absolute(instant, now) + (abroad ? ` ${zoneName(instant)}` : '');
}

/** Less than a day is left, or it is past. */
export function isPressing(due: string | null, now: Date): boolean {
  return due !== null && new Date(due).getTime() - now.getTime() < DAY;
}

/** How long ago something was, for lists: "just now", "3 minutes ago". */
export function ago(instant: string, now: Date): string {
  const past = now.getTime() - new Date(instant).getTime();
  return past < MINUTE ? 'just now' : `${span(past)} ago`;
}
