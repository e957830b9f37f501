/** A sitting of an exam on this machine: what the server says of it, and how much time is left. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Api } from '../api/api.ts';
import type { Events } from '../api/events.ts';
import { newsText } from '../pure/exam.ts';
import type { Sitting } from '../wire.ts';

const TICK = 1_000;
/** Work is saved once more when so many seconds are left. */
const LAST_SAVE = 4;
/** After the end the server is asked until it says so, too; not by everybody in the same moment. */
const ASK_AGAIN = 2_000;

export interface News {
  words: string;
  /** It ended without the student's doing, who may be looking elsewhere. */
  stays: boolean;
}

export class Exam {
  readonly itemId: string;
  private readonly api: Api;
  private readonly updated = new Signal<this, void>(this);
  private readonly ending = new Signal<this, void>(this);
  private readonly heard = new Signal<this, News>(this);
  private timer: ReturnType<typeof setInterval> | null = null;
  private askedAt = 0;
  private saved = false;
  private askAt = 0;
  sitting: Sitting | null = null;

  constructor(api: Api, itemId: string) {
    this.api = api;
    this.itemId = itemId;
  }

  /** The sitting changed, or a second has passed of it. */
  get changed(): ISignal<this, void> {
    return this.updated;
  }

  /** It ends in a few seconds: the moment to save what is unsaved. */
  get aboutToEnd(): ISignal<this, void> {
    return this.ending;
  }

  /** More time, a reopening or the end, in words for who sits it. */
  get news(): ISignal<this, News> {
    return this.heard;
  }

  /** Whole seconds left, counted from what the server said and never by this machine's date. */
  get left(): number | null {
    if (this.sitting?.state !== 'running' || this.sitting.remaining_seconds === null) {
      return null;
    }
    return Math.max(0, Math.round(this.sitting.remaining_seconds - (performance.now() - this.askedAt) / 1000));
  }

  async load(): Promise<Sitting> {
    return this.take(await this.api.sitting(this.itemId));
  }

  async start(): Promise<Sitting> {
    return this.take(await this.api.startSitting(this.itemId));
  }

  async handIn(): Promise<Sitting> {
    return this.take(await this.api.handInSitting(this.itemId));
  }

  /** Whether its problems can be read: while it runs, and once it is over for everybody. */
  async isReadable(): Promise<boolean> {
    const [first] = this.sitting?.work ?? [];
    const found = first === undefined ? null : await this.api.challenge(first.challenge_id).catch(() => null);
    return found !== null;
  }

  private take(sitting: Sitting): Sitting {
    const news = newsText(this.sitting, sitting);
    this.sitting = sitting;
    this.askedAt = performance.now();
    this.saved = false;
    this.askAt = this.askedAt + ASK_AGAIN;
    if (sitting.state === 'running') {
      this.timer ??= setInterval(() => this.tick(), TICK);
    } else {
      clearInterval(this.timer ?? undefined);
      this.timer = null;
    }
    this.updated.emit();
    if (news !== '') {
      this.heard.emit({ words: news, stays: sitting.state === 'closed' && sitting.closed_by !== 'student' });
    }
    return sitting;
  }

  private tick(): void {
    const left = this.left;
    if (left === null) {
      return;
    }
    if (left <= LAST_SAVE && !this.saved) {
      this.saved = true;
      this.ending.emit();
    }
    if (left === 0 && performance.now() > this.askAt) {
      this.askAt = performance.now() + ASK_AGAIN * (1 + Math.random());
      void this.load().catch(() => undefined); // offline: it is asked again
    }
    this.updated.emit();
  }
}

/** All exams that are met here; the stream of events keeps them true. */
export class Exams {
  private readonly api: Api;
  private readonly known = new Map<string, Exam>();
  private readonly heard = new Signal<this, News>(this);

  constructor(api: Api, events: Events) {
    this.api = api;
    events.sitting.connect((_, event) => this.refresh(event.item_id));
    events.gap.connect(() => this.refreshAll());
    api.client.connectionChanged.connect((_, connection) => connection === 'ok' && this.refreshAll());
    window.addEventListener('online', () => this.refreshAll());
    // A machine that slept didn't count meanwhile.
    document.addEventListener('visibilitychange', () => document.hidden || this.refreshAll());
  }

  /** What happened to any of them, in words. */
  get news(): ISignal<this, News> {
    return this.heard;
  }

  of(itemId: string): Exam {
    const known = this.known.get(itemId);
    if (known !== undefined) {
      return known;
    }
    const exam = new Exam(this.api, itemId);
    this.known.set(itemId, exam);
    exam.news.connect((_, news) => this.heard.emit(news));
    return exam;
  }

  private refreshAll(): void {
    [...this.known.keys()].forEach(itemId => this.refresh(itemId));
  }

  private refresh(itemId: string): void {
    void this.known.get(itemId)?.load().catch(() => undefined); // the next event or the end asks again
  }
}
