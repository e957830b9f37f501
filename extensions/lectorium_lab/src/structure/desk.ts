/** What a structure editor holds: a class's outline, and changes sent one after the other. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isApiError } from '../api/client.ts';
import { messageOf } from '../api/errors.ts';
import type { ApiError } from '../api/errors.ts';
import { arranged, isSameOrder, modulePlaced, orderOf, placeText, placed, shifted, titleIn } from '../pure/ordering.ts';
import type { Step } from '../pure/ordering.ts';
import type { ILectorium } from '../tokens.ts';
import type { Module, ModuleOrder, Outline } from '../wire.ts';

/** What the server does only once it is confirmed. */
export function takesAway(reason: unknown): reason is ApiError {
  return isApiError(reason, 'would_be_late') || isApiError(reason, 'sittings_running');
}

export class StructureDesk {
  readonly classId: string;
  readonly house: ILectorium;
  outline: Outline | null = null;
  /** What was refused, and what became of it. */
  error = '';
  /** What was done, to be read aloud. */
  news = '';
  private readonly told = new Signal<this, void>(this);
  private waiting = 0;
  /** Counts failures: what was asked for before one isn't sent after it. */
  private failures = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(house: ILectorium, classId: string) {
    this.house = house;
    this.classId = classId;
    house.store.changed.connect(this.look, this);
  }

  get changed(): ISignal<this, void> {
    return this.told;
  }

  get busy(): boolean {
    return this.waiting > 0;
  }

  get modules(): Module[] {
    return this.outline?.modules ?? [];
  }

  dispose(): void {
    this.house.store.changed.disconnect(this.look, this);
    Signal.clearData(this);
  }

  /** What the server holds takes the place of what is here. */
  async load(): Promise<void> {
    try {
      this.outline = await this.house.api.outline(this.classId);
    } catch (reason) {
      this.error = messageOf(reason);
    }
    this.tell();
  }

  /** A place up or down, in the order as it is shown. */
  shift(id: string, step: Step): void {
    const next = shifted(orderOf(this.modules), id, step);
    if (next === null) {
      this.say(`${titleIn(this.modules, id)} is ${step === 'up' ? 'first' : 'last'} already.`);
    } else {
      this.order(id, next);
    }
  }

  /** Into a module, before an item of it or at its end; a module before another or at the end. */
  put(id: string, moduleId: string | null, before: string | null): void {
    const order = orderOf(this.modules);
    this.order(id, moduleId === null ? modulePlaced(order, id, before) : placed(order, id, moduleId, before));
  }

  /** Does something besides moving, and shows what came of it. False where it was refused, which is said. */
  async change(work: () => Promise<unknown>, said: string): Promise<boolean> {
    const isDone = await this.send(work);
    if (isDone) {
      this.say(said);
    }
    return isDone;
  }

  /** As `change`, for a form that says by itself what is wrong: a refusal is thrown. */
  async changeOrThrow(work: () => Promise<unknown>, said: string): Promise<void> {
    await this.inTurn(async () => {
      await work();
      await this.afterwards();
    });
    this.say(said);
  }

  /** As `change`, for what takes something from students: where they lose by it, `isMeant` is asked first. */
  async changeIfMeant(work: (confirm: boolean) => Promise<unknown>, said: string, isMeant: (reason: ApiError) => Promise<boolean>): Promise<void> {
    try {
      await this.changeOrThrow(() => work(false), said);
    } catch (reason) {
      if (!takesAway(reason)) {
        await this.inTurn(() => this.refused(messageOf(reason)));
      } else if (await isMeant(reason)) {
        await this.change(() => work(true), said);
      }
    }
  }

  private order(id: string, next: ModuleOrder[]): void {
    if (this.outline === null || isSameOrder(next, orderOf(this.modules))) {
      return;
    }
    this.outline = { ...this.outline, modules: arranged(this.modules, next) };
    this.tell();
    void this.sendOrder(id, next);
  }

  private async sendOrder(id: string, modules: ModuleOrder[]): Promise<void> {
    const failures = this.failures;
    await this.inTurn(async () => {
      if (failures !== this.failures || this.outline === null) {
        return; // what was shown when it was moved isn't so any more
      }
      try {
        const { revision } = await this.house.api.reorder(this.classId, { revision: this.outline.revision, modules });
        this.outline = { ...this.outline, revision };
        this.say(`${placeText(this.modules, id)} Saved.`);
        this.house.store.refreshSoon();
      } catch (reason) {
        const had = isApiError(reason, 'outline_changed') ? ` You had moved “${titleIn(this.modules, id)}”.` : '';
        await this.refused(messageOf(reason) + had);
      }
    });
  }

  private async send(work: () => Promise<unknown>): Promise<boolean> {
    return this.inTurn(async () => {
      try {
        await work();
        await this.afterwards();
        return true;
      } catch (reason) {
        await this.refused(messageOf(reason));
        return false;
      }
    });
  }

  private async afterwards(): Promise<void> {
    this.error = '';
    await this.load();
    this.house.store.refreshSoon();
  }

  private async refused(why: string): Promise<void> {
    this.failures += 1;
    this.news = '';
    await this.load();
    this.error = why;
    this.tell();
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    this.tell();
    const mine = this.queue.then(work);
    this.queue = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.waiting -= 1;
      this.tell();
    }
  }

  /** Another editor's changes come with the panel's own refresh. */
  private look(): void {
    const found = this.house.store.courses?.outlines.get(this.classId);
    if (found !== undefined && this.outline !== null && !this.busy && found.revision >= this.outline.revision) {
      this.outline = found;
      this.tell();
    }
  }

  private say(news: string): void {
    this.news = news;
    this.error = '';
    this.tell();
  }

  private tell(): void {
    this.told.emit();
  }
}
