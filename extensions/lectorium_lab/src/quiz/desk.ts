/** What a quiz's widget holds: answers, their revisions, and saving them one after the other. */

import { UUID } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Api } from '../api/api.ts';
import { ApiError, messageOf } from '../api/errors.ts';
import { clock } from '../pure/due.ts';
import { tidy } from '../pure/quiz.ts';
import type { Answer } from '../pure/quiz.ts';
import type { Quiz, QuizResult } from '../wire.ts';

const QUIET_MS = 1200;
const AGAIN_MS = 5000;
const LOOK_MS = 1500;

export class QuizDesk {
  readonly itemId: string;
  quiz: Quiz | null = null;
  result: QuizResult | null = null;
  status = '';
  error = '';
  busy = false;
  readonly answers = new Map<string, Answer>();
  private readonly api: Api;
  private readonly revisions = new Map<string, number>();
  private readonly waiting = new Set<string>();
  private readonly told = new Signal<this, void>(this);
  private saving: Promise<void> = Promise.resolve();
  private timer = 0;
  private gone = false;

  constructor(api: Api, itemId: string) {
    this.api = api;
    this.itemId = itemId;
  }

  get changed(): ISignal<this, void> {
    return this.told;
  }

  dispose(): void {
    this.gone = true;
    clearTimeout(this.timer);
    void this.flush();
    Signal.clearData(this);
  }

  /** What the server holds takes the place of what is here. */
  async load(): Promise<void> {
    try {
      const quiz = await this.api.quiz(this.itemId);
      this.result = quiz.attempts_used > 0 || quiz.is_closed ? await this.api.quizResult(this.itemId) : null;
      this.answers.clear();
      this.waiting.clear();
      for (const each of quiz.questions) {
        this.answers.set(each.challenge_id, each.answer);
        this.revisions.set(each.challenge_id, each.revision);
      }
      this.quiz = quiz;
      this.error = '';
      this.status = savedText(quiz.questions.map(each => each.saved_at));
    } catch (reason) {
      this.error = messageOf(reason);
    }
    this.tell();
    this.follow();
  }

  give(challengeId: string, answer: Answer): void {
    this.answers.set(challengeId, answer);
    this.waiting.add(challengeId);
    this.say('Not saved yet');
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), QUIET_MS);
  }

  /** All that waits is saved, one after the other. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.run());
    return this.saving;
  }

  async handIn(): Promise<void> {
    this.busy = true;
    this.tell();
    try {
      await this.flush();
      if (this.waiting.size > 0 || this.error !== '') {
        return;
      }
      await this.api.handInQuiz(this.itemId, UUID.uuid4());
      await this.load();
    } catch (reason) {
      this.error = messageOf(reason);
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  private async run(): Promise<void> {
    let last = '';
    for (const challengeId of [...this.waiting]) {
      this.waiting.delete(challengeId);
      try {
        this.say('Saving…');
        last = await this.save(challengeId);
      } catch (reason) {
        this.waiting.add(challengeId);
        this.trouble(reason);
        return;
      }
    }
    if (last !== '' && this.waiting.size === 0) {
      this.say(savedText([last]));
    }
  }

  private async save(challengeId: string): Promise<string> {
    const content = { v: 1, answer: tidy(this.answers.get(challengeId) ?? null) };
    const revision = this.revisions.get(challengeId) ?? 0;
    const saved = await this.api.saveDraft(challengeId, { revision, content, focused_seconds: 0 }, this.gone);
    this.revisions.set(challengeId, saved.revision);
    return saved.saved_at;
  }

  /** What is refused is said and stays refused; what got lost is sent again. */
  private trouble(reason: unknown): void {
    if (reason instanceof ApiError && reason.kind === 'refused') {
      this.error = messageOf(reason);
      this.say('Not saved');
      return;
    }
    this.say('Not saved yet: your answers are still here. Trying again…');
    if (!this.gone) {
      this.timer = window.setTimeout(() => void this.flush(), AGAIN_MS);
    }
  }

  /** Asks again while something is being graded. */
  private follow(): void {
    if (this.result?.is_waiting && !this.gone) {
      window.setTimeout(() => void this.look(), LOOK_MS);
    }
  }

  private async look(): Promise<void> {
    if (this.gone) {
      return;
    }
    try {
      this.result = await this.api.quizResult(this.itemId);
      this.tell();
    } catch {
      // The next look may find it; until then what is shown was true.
    }
    this.follow();
  }

  private say(status: string): void {
    this.status = status;
    this.tell();
  }

  private tell(): void {
    this.told.emit();
  }
}

function savedText(moments: (string | null)[]): string {
  const known = moments.filter(each => each !== null).sort();
  const last = known[known.length - 1];
  if (last === undefined) {
    return 'Nothing is saved yet';
  }
  return `Saved ${clock(last)}`;
}
