/** A conversation about one problem: what was said, what is on its way, and whether more may be asked. */

import { UUID } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { ApiError, messageOf } from '../api/errors.ts';
import type { TutorApi } from '../api/tutor.ts';
import type { Answering } from '../pure/answering.ts';
import { Reading } from '../pure/speech.ts';
import { asRow, isOpen } from '../pure/tutor.ts';
import type { Interaction, InteractionCreate, InteractionRow, TutorStatus } from '../wire.ts';
import { follow } from './follow.ts';
import { Past } from './past.ts';

/** How much of what was read aloud is kept: a screen reader has said the rest. */
const SPOKEN = 40;

export type Question = Omit<InteractionCreate, 'message_key'>;

/** A question without a receipt: on its way, or refused with a reason. */
export interface Unsent {
  create: InteractionCreate;
  words: string;
}

export class Talk {
  readonly challengeId: string;
  private readonly api: TutorApi;
  private readonly updated = new Signal<this, void>(this);
  private readonly leaving = new AbortController();
  private readonly past: Past;
  private loading: Promise<void> | null = null;
  private reading = new Reading();
  private said = 0;
  status: TutorStatus | null = null;
  /** The answer that comes now. */
  live: { id: string; answering: Answering } | null = null;
  unsent: Unsent | null = null;
  sending = false;
  stopping = false;
  /** It couldn't be read; it is tried again once the service has said anything. */
  hasFailed = false;
  error = '';
  /** Sentences of the newest answer, for who listens. */
  spoken: { key: number; text: string }[] = [];

  constructor(api: TutorApi, challengeId: string) {
    this.api = api;
    this.challengeId = challengeId;
    this.past = new Past(api, challengeId);
  }

  get changed(): ISignal<this, void> {
    return this.updated;
  }

  /** Questions and answers, oldest first. */
  get rows(): InteractionRow[] {
    return this.past.rows;
  }

  get isLoaded(): boolean {
    return this.past.isLoaded;
  }

  get hasOlder(): boolean {
    return this.past.hasOlder;
  }

  get isLoading(): boolean {
    return this.loading !== null;
  }

  get isBusy(): boolean {
    return this.sending || this.live !== null;
  }

  /** Nothing of it is here yet, and it can be had. */
  get isWanting(): boolean {
    return !this.isLoaded && !this.isLoading && !this.hasFailed && this.status?.code !== 'exam';
  }

  get mayAsk(): boolean {
    return this.status?.available === true && !this.isBusy;
  }

  dispose(): void {
    this.leaving.abort();
    Signal.clearData(this);
  }

  /** Whether and how it may be asked; never rejects. */
  async look(): Promise<void> {
    try {
      this.stand(await this.api.status(this.challengeId));
    } catch (error) {
      this.trouble(error);
    }
    this.tell();
  }

  /** The same, with what was asked elsewhere if the conversation is shown; never rejects. */
  catchUp(): Promise<void> {
    return this.isLoaded && !this.isBusy ? this.load() : this.look();
  }

  /** In an exam nothing of a conversation is shown, as the service gives nothing of it. */
  private stand(status: TutorStatus): void {
    this.status = status;
    this.error = '';
    this.hasFailed = false;
    if (status.code === 'exam') {
      this.past.clear();
      this.spoken = [];
    } else {
      this.meet();
    }
  }

  /** The newest of the conversation; never rejects. */
  load(): Promise<void> {
    return this.looking(async () => {
      const status = await this.api.status(this.challengeId);
      if (status.code !== 'exam') {
        await this.past.newest();
      }
      this.stand(status);
    });
  }

  /** What was said before; never rejects. */
  older(): Promise<void> {
    return this.looking(() => this.past.older());
  }

  /** One at a time. */
  private looking(look: () => Promise<void>): Promise<void> {
    this.loading ??= look()
      .catch(error => {
        this.hasFailed = true;
        this.trouble(error);
      })
      .finally(() => {
        this.loading = null;
        this.tell();
      });
    this.tell();
    return this.loading;
  }

  /** An answer that goes on somewhere is followed: after a reload, or asked in another tab. */
  private meet(): void {
    const open = this.rows.find(isOpen)?.id ?? this.status?.answering ?? null;
    if (open !== null && this.live === null && !this.sending) {
      void this.join(open);
    }
  }

  private async join(id: string): Promise<void> {
    const row = this.rows.find(one => one.id === id) ?? asRow(await this.api.interaction(id));
    if (this.live === null) {
      this.past.put(row);
      await this.listen(row);
    }
  }

  /** False if it was not taken: `unsent` says why, and holds the question. */
  async ask(question: Question): Promise<boolean> {
    return this.send({ ...question, message_key: UUID.uuid4() });
  }

  /** The same question once more. */
  async again(): Promise<boolean> {
    return this.unsent !== null && this.send(this.unsent.create);
  }

  /** Gives up on a question that was not taken; its text. */
  takeBack(): string {
    const text = this.unsent?.create.text ?? '';
    this.unsent = null;
    this.tell();
    return text;
  }

  private async send(create: InteractionCreate): Promise<boolean> {
    if (this.isBusy) {
      return false;
    }
    this.sending = true;
    this.unsent = { create, words: '' };
    this.tell();
    try {
      const asked = await this.api.ask(this.challengeId, create);
      this.unsent = null;
      this.past.put(asRow(asked));
      void this.listen(asRow(asked));
      return true;
    } catch (error) {
      this.unsent = { create, words: messageOf(error) };
      void this.look(); // perhaps an exam has begun, or another tab asks
      return false;
    } finally {
      this.sending = false;
      this.tell();
    }
  }

  private async listen(row: InteractionRow): Promise<void> {
    this.live = { id: row.id, answering: { text: row.answer, doing: null, ended: null } };
    this.reading = new Reading();
    this.tell();
    const end = await follow(this.api, row, answering => this.hear(row.id, answering), this.leaving.signal);
    if (this.leaving.signal.aborted) {
      return;
    }
    this.live = null;
    this.stopping = false;
    if (end?.ended) {
      this.finish(end.ended);
    } else {
      await this.load();
    }
    void this.look();
  }

  private hear(id: string, answering: Answering): void {
    this.live = { id, answering };
    if (answering.ended === null) {
      this.say(this.reading.feed(answering.text));
    }
    this.tell();
  }

  private finish(whole: Interaction): void {
    this.past.put(asRow(whole));
    // What stands there in the end may be another text than what came: then it is read as a whole.
    this.say(whole.guarding === 'rewritten' || whole.guarding === 'withheld' ? new Reading().feed(whole.answer, true) : this.reading.feed(whole.answer, true));
    if (whole.state === 'failed') {
      this.say([whole.error ?? '']);
    }
    this.tell();
  }

  private say(sentences: string[]): void {
    if (sentences.length > 0) {
      const fresh = sentences.filter(text => text !== '').map(text => ({ key: (this.said += 1), text }));
      this.spoken = [...this.spoken, ...fresh].slice(-SPOKEN);
    }
  }

  /** What was said so far is kept. */
  async stop(): Promise<void> {
    if (this.live === null || this.stopping) {
      return;
    }
    this.stopping = true;
    this.tell();
    await this.api.stop(this.live.id).catch(error => {
      this.stopping = false;
      this.trouble(error);
      this.tell();
    });
  }

  /** Once more takes it back. */
  async rate(row: InteractionRow, thumb: 1 | -1): Promise<void> {
    const rating = row.rating === thumb ? null : thumb;
    this.past.put({ ...row, rating });
    this.tell();
    try {
      this.past.put(asRow(await this.api.rate(row.id, rating)));
    } catch (error) {
      this.past.put(row);
      this.trouble(error);
    }
    this.tell();
  }

  private trouble(error: unknown): void {
    // Without a connection the last state stays, and the panel at the left says so.
    const isAway = error instanceof ApiError && error.kind !== 'refused';
    this.error = isAway ? '' : messageOf(error);
  }

  private tell(): void {
    this.updated.emit();
  }
}
