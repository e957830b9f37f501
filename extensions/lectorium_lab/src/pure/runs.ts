/** Runs of code that wait to be kept: the newest are more worth than the oldest, and none is kept twice. */

export interface Run {
  /** The client's own name for it: sent twice it is kept once. */
  key: string;
  challengeId: string;
  cellId: string | null;
  code: string;
  stdin: string | null;
  stdout: string;
}

/** More than this many wait only where the service was away for long. */
const MOST = 50;

export class RunQueue {
  private readonly most: number;
  private waiting: Run[] = [];
  /** By cell: what was kept last, so that pressing Shift+Enter five times is one run. */
  private readonly last = new Map<string, string>();

  constructor(most = MOST) {
    this.most = most;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Whether it is new: the same code with the same output in the same cell says nothing more. */
  add(run: Run): boolean {
    const place = `${run.challengeId} ${run.cellId ?? run.key}`;
    const what = `${run.code}\u0000${run.stdin ?? ''}\u0000${run.stdout}`;
    if (this.last.get(place) === what) {
      return false;
    }
    this.last.set(place, what);
    this.waiting = [...this.waiting, run].slice(-this.most);
    return true;
  }

  /** The oldest that waits. */
  get first(): Run | undefined {
    return this.waiting[0];
  }

  /** It was kept, or can't be. */
  drop(run: Run): void {
    this.waiting = this.waiting.filter(one => one !== run);
  }
}
