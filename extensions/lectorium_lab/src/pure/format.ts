/** Numbers as people read them. */

/** Points with at most two digits, half up in decimal (89.995 is 90, whatever its binary form). */
export function points(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(0) : String(Number(`${Math.round(Number(`${text}e2`))}e-2`));
}

/** "12 of 15 points", "1 point" */
export function scoreText(score: number | null, total: number): string {
  const unit = total === 1 ? 'point' : 'points';
  return score === null ? `${points(total)} ${unit}` : `${points(score)} of ${points(total)} ${unit}`;
}

/** "0.4 s", "320 ms" */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

/** "1 test", "3 tests" */
export function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

/** What is left of the attempts: "3 attempts left", "unlimited attempts". */
export function attemptsText(left: number | null): string {
  if (left === null) {
    return 'unlimited attempts';
  }
  return left === 0 ? 'no attempts left' : `${count(left, 'attempt')} left`;
}
