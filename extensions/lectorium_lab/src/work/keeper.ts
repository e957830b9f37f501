/** Keeps a notebook's draft on the server while somebody works on it. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Api } from '../api/api.ts';
import { isApiError } from '../api/client.ts';
import { ApiError, messageOf } from '../api/errors.ts';
import { UNLOADED, maySave, shouldSave, step } from '../pure/drafts.ts';
import type { DraftEvent, DraftState } from '../pure/drafts.ts';
import { FocusClock } from '../pure/focus.ts';
import { asDraft, asJson, asNotebook, markOf, workOf } from '../pure/notebook.ts';
import type { Json, Notebook } from '../pure/notebook.ts';
import type { Draft } from '../wire.ts';

const TICK = 1_000;
/** Typing is looked at when it pauses this long: a kernel that starts or prints is no work. */
const PAUSE = 250;
/** How many of our own states since the last receipt are remembered, to know them again if their answer got lost. */
const REMEMBERED = 30;
/** What a browser lets a request carry that outlives its page. */
const KEEPALIVE_BYTES = 60_000;

export interface KeeperOptions {
  api: Api;
  challengeId: string;
  context: DocumentRegistry.IContext<INotebookModel>;
  /** Milliseconds between saves while somebody types. */
  interval: () => number;
  /** Whether the work is what the person looks at now. */
  inFront: () => boolean;
  /** Two versions, one choice; called with nothing saved yet. */
  ask: (theirs: Draft) => Promise<void>;
}

export class DraftKeeper {
  private readonly options: KeeperOptions;
  private readonly updated = new Signal<this, DraftState>(this);
  private readonly clock = new FocusClock();
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly own: string[] = [];
  private acknowledged = '';
  private running: Promise<void> | null = null;
  private looking: ReturnType<typeof setTimeout> | null = null;
  state: DraftState = UNLOADED;

  constructor(options: KeeperOptions) {
    this.options = options;
    options.context.model.contentChanged.connect(this.onEdit, this);
    options.context.saveState.connect(this.onFile, this);
    this.timer = setInterval(() => this.tick(), TICK);
    document.addEventListener('visibilitychange', this.onLeave);
    window.addEventListener('pagehide', this.onLeave);
    window.addEventListener('online', this.onOnline);
  }

  dispose(): void {
    clearInterval(this.timer);
    clearTimeout(this.looking ?? undefined);
    document.removeEventListener('visibilitychange', this.onLeave);
    window.removeEventListener('pagehide', this.onLeave);
    window.removeEventListener('online', this.onOnline);
    Signal.clearData(this);
  }

  get changed(): ISignal<this, DraftState> {
    return this.updated;
  }

  /** The notebook as it stands now. */
  notebook(): Notebook {
    return asNotebook(this.options.context.model.toJSON() as unknown as Json);
  }

  get focusedSeconds(): number {
    return Math.min(this.clock.seconds, 86_400);
  }

  apply(event: DraftEvent): void {
    this.state = step(this.state, event);
    this.updated.emit(this.state);
  }

  /** The server has this work as this revision. */
  acknowledge(work: Notebook, revision: number, savedAt: string, focused = 0): void {
    this.own.length = 0;
    this.remember(work);
    this.acknowledged = workOf(work);
    this.clock.take(focused);
    this.apply({ type: 'saved', revision, savedAt });
    // What was typed while the answer was on its way is newer than the receipt.
    this.look();
  }

  /** This is what everybody begins with: nothing to save. */
  untouched(work: Notebook): void {
    this.remember(work);
    this.acknowledged = workOf(work);
    this.apply({ type: 'unchanged' });
  }

  /** Saves what is not saved; settles when that is done or has failed, and never rejects. */
  async flush(): Promise<void> {
    while (this.running !== null) {
      await this.running;
    }
    this.look();
    if (maySave(this.state)) {
      await this.save();
    }
  }

  save(): Promise<void> {
    this.running ??= this.put().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async put(retried = false): Promise<void> {
    const work = asDraft(this.notebook());
    const focused = this.focusedSeconds;
    const body = { revision: this.state.revision, content: asJson(work), focused_seconds: focused };
    this.remember(work);
    this.apply({ type: 'saving' });
    try {
      const keepalive = document.hidden && JSON.stringify(body).length < KEEPALIVE_BYTES;
      const saved = await this.options.api.saveDraft(this.options.challengeId, body, keepalive);
      this.acknowledge(work, saved.revision, saved.saved_at, focused);
    } catch (error) {
      await this.failed(error, work, retried);
    }
  }

  /** Sorts a failure; a conflict with our own earlier state is none. */
  async failed(error: unknown, work: Notebook, retried = false): Promise<void> {
    if (['closed', 'archived', 'embargoed'].some(code => isApiError(error, code))) {
      this.apply({ type: 'closed', detail: messageOf(error) });
      return;
    }
    if (!isApiError(error, 'draft_conflict')) {
      const trouble = error instanceof ApiError ? error.kind : 'offline';
      this.apply({ type: 'failed', trouble, detail: messageOf(error), now: Date.now(), luck: Math.random() });
      return;
    }
    const theirs = error.problem.current as Draft;
    const theirWork = workOf(asNotebook(theirs.content ?? {}));
    if (theirWork === workOf(work)) {
      this.acknowledge(work, theirs.revision, theirs.saved_at);
    } else if (this.own.includes(theirWork) && !retried) {
      this.apply({ type: 'failed', trouble: 'conflict', detail: '', now: Date.now(), luck: 0 });
      this.apply({ type: 'based', revision: theirs.revision });
      await this.put(true);
    } else {
      this.apply({ type: 'failed', trouble: 'conflict', detail: messageOf(error), now: Date.now(), luck: 0 });
      void this.options.ask(theirs);
    }
  }

  remember(work: Notebook): void {
    this.own.push(workOf(work));
    this.own.splice(0, this.own.length - REMEMBERED);
  }

  private tick(): void {
    this.clock.tick(Date.now(), document.visibilityState === 'visible' && document.hasFocus() && this.options.inFront());
    if (this.running === null && shouldSave(this.state, Date.now(), this.options.interval())) {
      void this.save();
    }
  }

  private onEdit(): void {
    if (this.state.dirtySince === null || this.running !== null) {
      this.looking ??= setTimeout(() => this.look(), PAUSE);
    }
  }

  /** Dirty only if the work itself differs from what the server has. */
  private look(): void {
    clearTimeout(this.looking ?? undefined);
    this.looking = null;
    if (!this.options.context.model.isDisposed && workOf(this.notebook()) !== this.acknowledged) {
      this.apply({ type: 'edited', now: Date.now() });
    }
  }

  /** The file remembers which revision it holds, so that it can be told from an older one. */
  private onFile(_: unknown, state: DocumentRegistry.SaveState): void {
    const { model } = this.options.context;
    if (state === 'started' && this.state.phase !== 'loading') {
      const lectorium = { ...markOf(model.metadata), challenge_id: this.options.challengeId, revision: this.state.revision };
      model.setMetadata('lectorium', lectorium);
      this.remember(this.notebook());
    } else if (state === 'completed' && this.state.phase !== 'loading') {
      void this.flush();
    }
  }

  private readonly onLeave = (): void => {
    if (document.hidden) {
      void this.flush();
    }
  };

  private readonly onOnline = (): void => {
    if (this.state.trouble === 'offline') {
      void this.save();
    }
  };
}
