/** A conversation about one problem: what was said, what is on its way, and whether more may be asked. */

import { UUID } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isApiError } from '../api/client.ts';
import { ApiError, messageOf } from '../api/errors.ts';
import type { TutorApi } from '../api/tutor.ts';
import type { Answering } from '../pure/answering.ts';
import { Reading } from '../pure/speech.ts';
import { merged } from '../pure/thread.ts';
import { asRow, isOpen, isTalk } from '../pure/tutor.ts';
import type { Interaction, InteractionCreate, InteractionRow, Page, TutorStatus } from '../wire.ts';
import { follow } from './follow.ts';

/** How much of what was read aloud is kept: a screen reader has said the rest. */
const SPOKEN = 40;
/** Pages of nothing but runs that are gone through at once on the way to older questions. */
const PAGES = 4;

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
  private after: string | null = null;
  private loading: Promise<void> | null = null;
  private reading = new Reading();
  private said = 0;
  rows: InteractionRow[] = [];
  status: TutorStatus | null = null;
  /** The answer that comes now. */
  live: { id: string; answering: Answering } | null = null;
  unsent: Unsent | null = null;
  sending = false;
  stopping = false;
  isLoaded = false;
  error = '';
  /** Sentences of the newest answer, for who listens. */
  spoken: { key: number; text: string }[] = [];

  constructor(api: TutorApi, challengeId: string) {
    this.api = api;
    this.challengeId = challengeId;
  }

  get changed(): ISignal<this, void> {
    return this.updated;
  }

  get hasOlder(): boolean {
    return this.after !== null;
  }

  get isLoading(): boolean {
    return this.loading !== null;
  }

  get isBusy(): boolean {
    return this.sending || this.live !== null;
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
      this.status = await this.api.status(this.challengeId);
      this.error = '';
      this.meet();
    } catch (error) {
      this.trouble(error);
    }
    this.tell();
  }

  /** The newest of the conversation, from whatever machine; never rejects. */
  load(): Promise<void> {
    this.loading ??= this.read().finally(() => {
      this.loading = null;
      this.tell();
    });
    this.tell();
    return this.loading;
  }

  private async read(): Promise<void> {
    try {
      const [status, page] = await Promise.all([this.api.status(this.challengeId), this.api.history(this.challengeId, null)]);
      this.status = status;
      this.after = this.isLoaded ? this.after : page.next;
      this.isLoaded = true;
      this.error = '';
      await this.take(page, 0);
      this.meet();
    } catch (error) {
      this.trouble(error);
    }
  }

  /** What was said before; never rejects. */
  older(): Promise<void> {
    if (this.after === null) {
      return Promise.resolve();
    }
    this.loading ??= this.readOlder().finally(() => {
      this.loading = null;
      this.tell();
    });
    this.tell();
    return this.loading;
  }

  private async readOlder(): Promise<void> {
    try {
      const page = await this.api.history(this.challengeId, this.after);
      this.after = page.next;
      await this.take(page, 0);
    } catch (error) {
      this.trouble(error);
    }
  }

  /** Where a page held nothing but runs, the one before it follows. */
  private async take(page: Page<InteractionRow>, gone: number): Promise<void> {
    this.rows = merged(this.rows, page.items);
    if (page.next !== null && page.next === this.after && gone < PAGES && !page.items.some(isTalk)) {
      const older = await this.api.history(this.challengeId, page.next);
      this.after = older.next;
      await this.take(older, gone + 1);
    }
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
      this.rows = merged(this.rows, [row]);
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
      this.rows = merged(this.rows, [asRow(asked)]);
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
    this.rows = merged(this.rows, [asRow(whole)]);
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
    this.rows = merged(this.rows, [{ ...row, rating }]);
    this.tell();
    try {
      this.rows = merged(this.rows, [asRow(await this.api.rate(row.id, rating))]);
    } catch (error) {
      this.rows = merged(this.rows, [row]);
      this.trouble(error);
    }
    this.tell();
  }

  private trouble(error: unknown): void {
    // Without a connection the last state stays, and the panel at the left says so.
    const isAway = error instanceof ApiError && error.kind !== 'refused';
    this.error = isAway || isApiError(error, 'not_found') ? '' : messageOf(error);
  }

  private tell(): void {
    this.updated.emit();
  }
}
