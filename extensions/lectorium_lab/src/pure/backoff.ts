/** When to try again: 2, 4, 8 … seconds, a minute at the most. */

const FIRST = 2_000;
const MOST = 60_000;

/** Milliseconds to wait after the n-th failure in a row (1 is the first); `luck` in [0, 1) spreads a crowd. */
export function delay(failures: number, luck: number): number {
  const base = Math.min(FIRST * 2 ** (failures - 1), MOST);
  return Math.round(base * (0.75 + luck / 2));
}
