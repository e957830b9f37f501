/** Test runs and submissions of one problem: sending them, and following them to their results. */

import { UUID } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { ApiError, messageOf } from '../api/errors.ts';
import { asDraft, asJson } from '../pure/notebook.ts';
import { isDone } from '../pure/results.ts';
import type { ILectorium } from '../tokens.ts';
import type { Attempt, GradingEvent, Result } from '../wire.ts';
import type { Assignment } from './assignment.ts';

/** How long to wait before asking again, with events arriving and without. */
const [WITH_EVENTS, WITHOUT_EVENTS] = [5_000, 1_500];

export class Attempts {
  private readonly house: ILectorium;
  private readonly home: Assignment;
  private readonly updated = new Signal<this, void>(this);
  private wake: (() => void) | null = null;
  private gone = false;
  /** Newest first. */
  list: Attempt[] = [];
  /** What the panel shows. */
  shown: { attempt: Attempt; result: Result | null } | null = null;
  sending: Attempt['type'] | null = null;
  error = '';

  constructor(house: ILectorium, home: Assignment) {
    this.house = house;
    this.home = home;
    house.events.grading.connect(this.onEvent, this);
  }

  dispose(): void {
    this.gone = true;
    this.wake?.();
    Signal.clearData(this);
  }

  get changed(): ISignal<this, void> {
    return this.updated;
  }

  /** Something is being sent or graded. */
  get busy(): boolean {
    return this.sending !== null || (this.shown !== null && !this.isSettled);
  }

  private get isSettled(): boolean {
    const status = this.shown?.result?.status;
    return status !== undefined && isDone(status);
  }

  get submissions(): Attempt[] {
    return this.list.filter(one => one.type === 'final_submission');
  }

  async load(): Promise<void> {
    try {
      this.list = await this.house.api.attempts(this.home.challengeId);
      if (this.shown === null && this.list.length > 0) {
        await this.show(this.submissions[0] ?? this.list[0]);
      }
    } catch (error) {
      this.error = messageOf(error);
    }
    this.updated.emit();
  }

  /** The newest test run's result, if there was one and it can be had now. */
  async lastTestRun(): Promise<Result | null> {
    const run = this.list.find(one => one.type === 'test_run');
    if (run === undefined || run.id === this.shown?.attempt.id) {
      return run === undefined ? null : (this.shown?.result ?? null);
    }
    return this.house.api.result(run.id).catch(() => null);
  }

  async show(attempt: Attempt): Promise<void> {
    this.shown = { attempt, result: null };
    this.error = '';
    this.updated.emit();
    await this.follow(attempt);
  }

  /** Saves, sends, and shows; false if it was not accepted (the reason is in `error`). */
  async send(type: Attempt['type']): Promise<boolean> {
    if (this.sending !== null) {
      return false;
    }
    this.sending = type;
    this.error = '';
    this.updated.emit();
    try {
      const attempt = await this.post(type, UUID.uuid4());
      this.list = [attempt, ...this.list];
      void this.show(attempt);
      void this.home.refresh();
      return true;
    } catch (error) {
      this.error = messageOf(error);
      return false;
    } finally {
      this.sending = null;
      this.updated.emit();
    }
  }

  private async post(type: Attempt['type'], key: string): Promise<Attempt> {
    const { keeper, challengeId, panel } = this.home;
    await panel.context.save();
    await keeper.flush();
    const work = asDraft(keeper.notebook());
    const focused = keeper.focusedSeconds;
    const body = { type, revision: keeper.state.revision, content: asJson(work), focused_seconds: focused };
    try {
      const attempt = await this.house.api.attempt(challengeId, body, key).catch(error => this.again(error, body, key));
      keeper.acknowledge(work, attempt.revision, attempt.accepted_at, focused);
      return attempt;
    } catch (error) {
      await keeper.failed(error, work, true);
      throw error;
    }
  }

  /** The answer got lost, perhaps after the server had acted: the same key asks for the same attempt. */
  private again(error: unknown, body: Parameters<typeof this.house.api.attempt>[1], key: string): Promise<Attempt> {
    if (error instanceof ApiError && error.kind === 'offline') {
      return this.house.api.attempt(this.home.challengeId, body, key);
    }
    throw error;
  }

  private async follow(attempt: Attempt): Promise<void> {
    while (!this.gone && this.shown?.attempt.id === attempt.id) {
      try {
        const result = await this.house.api.result(attempt.id);
        if (this.shown?.attempt.id !== attempt.id) {
          return;
        }
        this.shown = { attempt: result.attempt, result };
        this.error = '';
        this.updated.emit();
        if (isDone(result.status)) {
          void this.home.refresh();
          return;
        }
      } catch (error) {
        this.error = messageOf(error);
        this.updated.emit();
        if (error instanceof ApiError && error.kind === 'refused') {
          return;
        }
      }
      await this.pause();
    }
  }

  private pause(): Promise<void> {
    return new Promise(wake => {
      this.wake = wake;
      setTimeout(wake, this.house.events.live ? WITH_EVENTS : WITHOUT_EVENTS);
    });
  }

  private onEvent(_: unknown, event: GradingEvent): void {
    if (event.attempt_id === this.shown?.attempt.id) {
      this.wake?.();
    }
  }
}
