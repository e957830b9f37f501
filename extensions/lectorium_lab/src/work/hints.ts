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
      await this.during(async () => {
        this.shown = await this.api.hints(this.challengeId);
      });
    }
  }

  async next(): Promise<void> {
    if (!this.asking && this.shown.length < this.total) {
      await this.during(async () => {
        this.shown = [...this.shown, await this.api.nextHint(this.challengeId)];
      });
    }
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
