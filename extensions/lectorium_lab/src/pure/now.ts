/** The time as the server has it: what is due is due by its clock, and this machine's may be wrong. */

/** Less than this isn't worth a word: a header is in whole seconds, and was some time on its way. */
const ENOUGH = 60_000;
let ahead = 0;

/** What an answer's Date header said, when it came. */
export function hear(date: string | null, here: number): void {
  const there = Date.parse(date ?? '');
  if (!Number.isNaN(there)) {
    ahead = Math.abs(there - here) < ENOUGH ? 0 : there - here;
  }
}

export function serverNow(here: number): Date {
  return new Date(here + ahead);
}
