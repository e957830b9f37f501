/** Test runs and submissions of one problem: sending them, and following them to their results. */

import { UUID } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isApiError } from '../api/client.ts';
import { ApiError, messageOf } from '../api/errors.ts';
import { asDraft, asJson } from '../pure/notebook.ts';
import { isDone } from '../pure/results.ts';
import type { ILectorium } from '../tokens.ts';
import type { Attempt, AttemptCreate, GradingEvent, Result } from '../wire.ts';
import type { Assignment } from './assignment.ts';

/** How long to wait before asking again, with events arriving and without; in a long queue longer. */
const [WITH_EVENTS, WITHOUT_EVENTS, LONGEST] = [5_000, 1_500, 20_000];

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

  /** `isEnd`: an exam has ended, and what it handed in is shown in place of a test run. */
  async load(isEnd = false): Promise<void> {
    try {
      this.list = await this.house.api.attempts(this.home.challengeId);
      const newest = this.submissions[0] ?? (isEnd ? undefined : this.list[0]);
      if (newest !== undefined && (isEnd || this.shown === null)) {
        await this.show(newest);
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
      await this.save();
      const attempt = await this.post(type);
      this.list = [attempt, ...this.list];
      void this.show(attempt);
      void this.home.refresh();
      this.house.store.refreshSoon();
      return true;
    } catch (error) {
      this.error = messageOf(error);
      return false;
    } finally {
      this.sending = null;
      this.updated.emit();
    }
  }

  private async save(): Promise<void> {
    await this.home.panel.context.save();
    await this.home.keeper.flush();
  }

  private async post(type: Attempt['type'], isSecondTry = false): Promise<Attempt> {
    const { keeper } = this.home;
    const work = asDraft(keeper.notebook());
    const focused = keeper.focusedSeconds;
    const body = { type, revision: keeper.state.revision, content: asJson(work), focused_seconds: focused };
    try {
      const attempt = await this.put(body);
      // The same revision was saved before: what was handed in again is no newer work.
      const { revision, savedAt } = keeper.state;
      keeper.acknowledge(work, attempt.revision, (attempt.revision === revision ? savedAt : null) ?? attempt.accepted_at, focused);
      return attempt;
    } catch (error) {
      if (!['draft_conflict', 'closed', 'archived', 'embargoed'].some(code => isApiError(error, code))) {
        throw error;
      }
      await keeper.failed(error, work, true);
      if (isSecondTry || keeper.state.trouble !== null || keeper.state.phase === 'closed') {
        throw error;
      }
      // The server held this very work under another revision, which is known now.
      return this.post(type, true);
    }
  }

  /** If the answer got lost, perhaps after the server had acted, the same key asks for the same attempt. */
  private async put(body: AttemptCreate): Promise<Attempt> {
    const [{ api }, key, id] = [this.house, UUID.uuid4(), this.home.challengeId];
    try {
      return await api.attempt(id, body, key);
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'offline') {
        return api.attempt(id, body, key);
      }
      throw error;
    }
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
      const least = this.house.events.live ? WITH_EVENTS : WITHOUT_EVENTS;
      const expected = this.shown?.attempt.queue?.expected_wait_seconds ?? 0;
      setTimeout(wake, Math.max(least, Math.min(LONGEST, expected * 250)));
    });
  }

  private onEvent(_: unknown, event: GradingEvent): void {
    if (event.attempt_id === this.shown?.attempt.id) {
      this.wake?.();
    }
  }
}
