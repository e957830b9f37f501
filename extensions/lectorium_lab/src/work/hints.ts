/** Hints to one problem: they come one step at a time, and only when asked for. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Api } from '../api/api.ts';
import { messageOf } from '../api/errors.ts';
import type { Hint } from '../wire.ts';

export class Hints {
  private readonly api: Api;
  private readonly challengeId: string;
  private readonly updated = new Signal<this, void>(this);
  /** Those shown so far, in their order. */
  shown: Hint[] = [];
  total = 0;
  /** What the next one costs, in points. */
  cost = 0;
  /** Whether the price is on the screen, and a yes or no awaited. */
  deciding = false;
  asking = false;
  error = '';

  constructor(api: Api, challengeId: string) {
    this.api = api;
    this.challengeId = challengeId;
  }

  get changed(): ISignal<this, void> {
    return this.updated;
  }

  async load(total: number): Promise<void> {
    this.total = total;
    if (total > 0) {
      await this.during(() => this.read());
    }
  }

  /** The next one: at once where it is free, and after a question where it costs. */
  async next(): Promise<void> {
    if (this.cost > 0 && !this.deciding) {
      this.decide(true);
    } else if (!this.asking && this.shown.length < this.total) {
      await this.during(() => this.take());
    }
  }

  decide(deciding: boolean): void {
    this.deciding = deciding;
    this.updated.emit();
  }

  private async take(): Promise<void> {
    try {
      await this.api.takeHint(this.challengeId, this.shown.length + 1, this.cost);
    } finally {
      this.deciding = false;
      await this.read(); // also after a refusal: the price on the screen is the one that holds
    }
  }

  private async read(): Promise<void> {
    const hints = await this.api.hints(this.challengeId);
    this.shown = hints.items;
    this.cost = hints.next_cost ?? 0;
  }

  private async during(action: () => Promise<void>): Promise<void> {
    this.asking = true;
    this.error = '';
    this.updated.emit();
    try {
      await action();
    } catch (error) {
      this.error = messageOf(error);
    } finally {
      this.asking = false;
      this.updated.emit();
    }
  }
}
