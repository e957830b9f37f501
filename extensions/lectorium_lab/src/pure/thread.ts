/** A conversation over days and machines, put together from pages and from what comes in. */

import type { InteractionRow } from '../wire.ts';
import { isTalk } from './tutor.ts';

/** All that is known, oldest first; what comes in again takes the place of what was known. */
export function merged(known: readonly InteractionRow[], incoming: readonly InteractionRow[]): InteractionRow[] {
  const byId = new Map(known.map(row => [row.id, row]));
  for (const row of incoming.filter(isTalk)) {
    byId.set(row.id, row);
  }
  // Ids are made in the order of time, to the millisecond and beyond.
  return [...byId.values()].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}

export interface Day {
  /** A day of the reader's calendar, for telling days apart. */
  key: string;
  title: string;
  rows: InteractionRow[];
}

/** By the reader's calendar: "Today", "Yesterday", "Tue 24 November". */
export function byDay(rows: readonly InteractionRow[], now: Date): Day[] {
  const days: Day[] = [];
  for (const row of rows) {
    const moment = new Date(row.created_at);
    const key = dayKey(moment);
    if (days.at(-1)?.key !== key) {
      days.push({ key, title: dayTitle(moment, now), rows: [] });
    }
    days.at(-1)!.rows.push(row);
  }
  return days;
}

function dayKey(moment: Date): string {
  return `${moment.getFullYear()}-${moment.getMonth() + 1}-${moment.getDate()}`;
}

function dayTitle(moment: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(moment) === dayKey(now)) {
    return 'Today';
  }
  if (dayKey(moment) === dayKey(yesterday)) {
    return 'Yesterday';
  }
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options).format(moment);
  const year = moment.getFullYear() === now.getFullYear() ? '' : ` ${part({ year: 'numeric' })}`;
  return `${part({ weekday: 'short' })} ${part({ day: 'numeric' })} ${part({ month: 'long' })}${year}`;
}
