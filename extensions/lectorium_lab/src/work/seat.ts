/** What an exam means for one open notebook: its clock, its end, and going on once it was opened again. */

import { ApiError } from '../api/errors.ts';
import { handedInText } from '../pure/exam.ts';
import type { ILectorium } from '../tokens.ts';
import type { Sitting } from '../wire.ts';
import type { Exam } from './exam.ts';
import type { DraftKeeper } from './keeper.ts';

export interface Seated {
  readonly challengeId: string;
  readonly keeper: DraftKeeper;
  /** The time that is left, or anything else of the sitting. */
  tell: () => void;
  /** Over: here, on another machine, by time or by staff. */
  end: (words: string) => void;
  goOn: () => void;
}

export class Seat {
  private readonly house: ILectorium;
  private readonly home: Seated;
  private stood: Sitting['state'] | null = null;
  /** A refused save is looked into once. */
  private asked = false;
  /** The exam, for who sits it. */
  exam: Exam | null = null;

  constructor(house: ILectorium, home: Seated) {
    this.house = house;
    this.home = home;
    home.keeper.changed.connect((_, state) => state.phase === 'closed' && this.ask());
  }

  dispose(): void {
    this.exam?.changed.disconnect(this.onExam, this);
    this.exam?.aboutToEnd.disconnect(this.onEnding, this);
  }

  /** Take the seat; staff look at an exam without sitting it. */
  async take(itemId: string): Promise<void> {
    if (this.exam !== null) {
      return;
    }
    const exam = this.house.exams.of(itemId);
    try {
      await exam.load();
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'refused') {
        return;
      }
      throw error;
    }
    this.exam = exam;
    exam.changed.connect(this.onExam, this);
    exam.aboutToEnd.connect(this.onEnding, this);
    this.onExam(exam);
  }

  /** The problem itself is closed to who asks: only its item tells which exam it belongs to. */
  async find(): Promise<void> {
    const { store } = this.house;
    if (store.courses === null) {
      await store.refresh();
    }
    const item = store.itemOf(this.home.challengeId);
    if (item?.mode === 'exam') {
      await this.take(item.id);
    }
  }

  private onEnding(): void {
    void this.home.keeper.flush();
  }

  private onExam(exam: Exam): void {
    const sitting = exam.sitting!;
    const before = this.stood;
    this.stood = sitting.state;
    if (sitting.state === 'closed' && before !== 'closed') {
      this.asked = false;
      this.home.end(this.words(sitting));
    } else if (sitting.state === 'running' && before === 'closed') {
      this.home.goOn();
    } else {
      this.home.tell();
    }
  }

  private words(sitting: Sitting): string {
    const text = handedInText(sitting, this.home.challengeId);
    return this.home.keeper.state.dirtySince === null ? text : `${text} What you typed after that was not saved.`;
  }

  /** The server took a save no more, and knows why. */
  private ask(): void {
    if (!this.asked && this.exam?.sitting?.state === 'running') {
      this.asked = true;
      void this.exam.load().catch(() => undefined); // the next event, or the end, tells
    }
  }
}
