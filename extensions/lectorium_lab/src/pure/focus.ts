/** Time in which somebody really worked: the page visible, the window and the notebook in front. */

/** A gap longer than this means the machine slept, and is not counted. */
const LONGEST_GAP = 5_000;

export class FocusClock {
  private total = 0;
  private last: number | null = null;

  /** Tell it now and then (every second or so) whether the work is in front. */
  tick(now: number, inFront: boolean): void {
    if (this.last !== null && inFront && now - this.last <= LONGEST_GAP) {
      this.total += Math.max(0, now - this.last);
    }
    this.last = inFront ? now : null;
  }

  /** Whole seconds so far. */
  get seconds(): number {
    return Math.floor(this.total / 1000);
  }

  /** Take off what the server has counted. */
  take(seconds: number): void {
    this.total = Math.max(0, this.total - seconds * 1000);
  }
}
