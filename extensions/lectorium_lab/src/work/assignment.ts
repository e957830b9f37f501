/** A notebook that is the work on a problem: its draft, its attempts, and what is shown of them. */

import { Notification } from '@jupyterlab/apputils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { ApiError, messageOf } from '../api/errors.ts';
import { delay } from '../pure/backoff.ts';
import { folderOf } from '../pure/files.ts';
import { asDraft, asJson, asNotebook, markOf, withMark } from '../pure/notebook.ts';
import type { Json, Notebook } from '../pure/notebook.ts';
import { copyName } from '../pure/opening.ts';
import { signInUrl } from '../ui/links.ts';
import type { ILectorium } from '../tokens.ts';
import type { Challenge, Draft, WorkSession } from '../wire.ts';
import { Attempts } from './attempts.ts';
import { chooseVersion } from './conflict.tsx';
import type { Exam } from './exam.ts';
import { writeFiles, writeNotebook } from './files.ts';
import { Hints } from './hints.ts';
import { DraftKeeper } from './keeper.ts';
import { asCopy, reconcile } from './reconcile.ts';
import { Seat } from './seat.ts';

export interface Surroundings {
  house: ILectorium;
  /** Milliseconds between draft saves. */
  interval: () => number;
  isCurrent: (panel: NotebookPanel) => boolean;
  open: (path: string) => void;
  contents: Parameters<typeof writeFiles>[0];
}

export class Assignment {
  readonly panel: NotebookPanel;
  readonly challengeId: string;
  readonly keeper: DraftKeeper;
  readonly attempts: Attempts;
  readonly hints: Hints;
  private readonly seat: Seat;
  private readonly around: Surroundings;
  private readonly updated = new Signal<this, void>(this);
  private asking = false;
  challenge: Challenge | null = null;

  constructor(panel: NotebookPanel, challengeId: string, around: Surroundings) {
    this.panel = panel;
    this.challengeId = challengeId;
    this.around = around;
    this.keeper = new DraftKeeper({
      api: around.house.api,
      challengeId,
      context: panel.context,
      interval: around.interval,
      inFront: () => around.isCurrent(panel),
      ask: theirs => this.resolve(theirs)
    });
    this.seat = new Seat(around.house, {
      challengeId,
      keeper: this.keeper,
      tell: () => this.updated.emit(),
      end: words => this.onEnd(words),
      goOn: () => void this.load(null)
    });
    this.attempts = new Attempts(around.house, this);
    this.hints = new Hints(around.house.api, challengeId);
    this.hints.changed.connect(() => this.updated.emit());
    this.keeper.changed.connect((_, state) => this.onDraft(state.revision));
    this.attempts.changed.connect(() => this.updated.emit());
    window.addEventListener('focus', this.onReturn);
  }

  /** The draft, the problem or the attempts changed. */
  get changed(): ISignal<this, void> {
    return this.updated;
  }

  /** The exam that it belongs to, for who sits it. */
  get exam(): Exam | null {
    return this.seat.exam;
  }

  /** Whether it is an exam's problem, for who sits it and for who looks at it. */
  get inExam(): boolean {
    return this.exam !== null || this.challenge?.mode === 'exam';
  }

  /** The zone of the problem's class, where it has one. */
  get zone(): string | undefined {
    return this.around.house.store.zoneOf(this.challenge?.class_id ?? null);
  }

  get title(): string {
    return this.challenge?.title ?? this.panel.title.label;
  }

  dispose(): void {
    window.removeEventListener('focus', this.onReturn);
    this.seat.dispose();
    this.keeper.dispose();
    this.attempts.dispose();
    Signal.clearData(this);
  }

  /** Loads until it succeeds; typing in the meantime is kept. */
  async load(given: { challenge: Challenge; session: WorkSession } | null): Promise<void> {
    for (let failures = 1; !this.panel.isDisposed; failures++) {
      try {
        await this.begin(given);
        return;
      } catch (error) {
        if (error instanceof ApiError && error.kind === 'refused') {
          this.keeper.apply({ type: 'closed', detail: messageOf(error) });
          await this.seat.find().catch(() => undefined); // what was said before stands
          return;
        }
        const retry = delay(failures, Math.random());
        this.keeper.apply({ type: 'failed', trouble: 'offline', detail: messageOf(error), now: Date.now(), luck: 0 });
        await new Promise(wake => setTimeout(wake, retry));
      }
    }
  }

  private async begin(given: { challenge: Challenge; session: WorkSession } | null): Promise<void> {
    const { api } = this.around.house;
    const ask = () => Promise.all([api.challenge(this.challengeId), api.openSession(this.challengeId)]);
    const [challenge, session] = given ? [given.challenge, given.session] : await ask();
    this.challenge = challenge;
    if (challenge.mode === 'exam' && challenge.item_id !== null) {
      await this.seat.take(challenge.item_id);
    }
    await writeFiles(this.around.contents, folderOf(this.panel.context.path), session.files);
    const { conflict, replacement } = await reconcile(api, session, this.keeper);
    if (replacement !== null) {
      await this.replace(replacement, session.draft!);
      Notification.info(`Your newest work on “${challenge.title}” was loaded from the server.`);
    }
    if (challenge.is_closed) {
      this.keeper.apply({ type: 'closed', detail: challenge.closed_reason ?? 'Closed' });
    }
    this.lock(challenge.is_closed && this.exam !== null);
    void this.attempts.load();
    void this.hints.load(challenge.hint_count);
    if (conflict !== null) {
      await this.resolve(conflict);
    }
  }

  private onEnd(words: string): void {
    this.keeper.apply({ type: 'closed', detail: words });
    this.challenge &&= { ...this.challenge, is_closed: true };
    this.lock(true);
    this.around.house.store.refreshSoon();
    void this.attempts.load(true);
    this.updated.emit();
  }

  /** On the screen alone: the notebook itself says only what its teacher has fixed. */
  private lock(locked: boolean): void {
    for (const cell of this.panel.content.widgets) {
      cell.syncEditable = !locked;
      cell.readOnly ||= locked;
    }
  }

  /** With its first draft an item is in progress, which the Courses panel should say too. */
  private onDraft(revision: number): void {
    if (revision === 1 && this.challenge?.state === 'not started') {
      this.challenge = { ...this.challenge, state: 'in progress' };
      this.around.house.store.refreshSoon();
    }
    this.updated.emit();
  }

  /** Back from another tab or machine, where the same work may have gone on. */
  private readonly onReturn = (): void => {
    const { phase, trouble } = this.keeper.state;
    if (phase === 'ready' && trouble === null && !this.asking) {
      void this.catchUp().catch(() => undefined); // whoever can't be reached is asked again by the next save
    }
  };

  private async catchUp(): Promise<void> {
    const draft = await this.around.house.api.draft(this.challengeId);
    const { revision, dirtySince, phase } = this.keeper.state;
    if (draft === null || phase !== 'ready' || draft.revision <= revision) {
      return;
    }
    if (dirtySince !== null) {
      await this.keeper.flush(); // meets the other version, and shows both
      return;
    }
    // Through the file, so that Lab knows its newest state and has no quarrel with the next save.
    await this.panel.context.revert();
    await this.begin(null);
  }

  async refresh(): Promise<void> {
    this.challenge = await this.around.house.api.challenge(this.challengeId);
    this.updated.emit();
  }

  private async replace(notebook: Notebook, draft: Pick<Draft, 'revision' | 'saved_at'>): Promise<void> {
    this.panel.context.model.fromJSON(notebook as unknown as INotebookContent);
    NotebookActions.renderAllMarkdown(this.panel.content);
    this.keeper.acknowledge(notebook, draft.revision, draft.saved_at);
    await this.panel.context.save();
  }

  /** What to do about a draft that isn't saved: choose, sign in, or know why. */
  async mend(): Promise<void> {
    const { trouble, detail } = this.keeper.state;
    if (trouble === 'signin') {
      window.open(signInUrl(), '_blank', 'noopener');
    } else if (trouble === 'conflict') {
      await this.askAgain().catch(error => Notification.error(messageOf(error)));
    } else if (trouble !== null) {
      Notification.warning(detail);
      await this.keeper.flush();
    }
  }

  private async askAgain(): Promise<void> {
    const theirs = await this.around.house.api.draft(this.challengeId);
    if (theirs !== null) {
      await this.resolve(theirs);
    }
  }

  /** Shows both versions; nothing is overwritten before somebody has chosen. */
  private async resolve(theirs: Draft): Promise<void> {
    if (this.asking) {
      return;
    }
    this.asking = true;
    this.keeper.apply({ type: 'failed', trouble: 'conflict', detail: '', now: Date.now(), luck: 0 });
    try {
      await this.choose(theirs);
    } catch (error) {
      Notification.error(messageOf(error));
    } finally {
      this.asking = false;
    }
  }

  private async choose(theirs: Draft): Promise<void> {
    const choice = await chooseVersion(this.keeper.notebook(), theirs, this.title);
    if (choice === 'later') {
      return;
    }
    if (choice === 'both') {
      const path = copyName(this.panel.context.path, new Date(theirs.saved_at));
      await writeNotebook(this.around.contents, path, asCopy(theirs));
      this.around.open(path);
    }
    this.keeper.apply({ type: 'based', revision: theirs.revision });
    await this.putMine();
    if (choice === 'theirs') {
      await this.putTheirs(theirs);
    }
  }

  /** Even a version that is not kept enters the history first. */
  private async putMine(): Promise<void> {
    this.keeper.apply({ type: 'edited', now: 0 });
    await this.keeper.flush();
  }

  private async putTheirs(theirs: Draft): Promise<void> {
    const content = asNotebook(theirs.content as Json);
    const mark = { ...markOf(this.keeper.notebook().metadata), revision: this.keeper.state.revision };
    const save = { revision: this.keeper.state.revision, content: asJson(asDraft(content)), focused_seconds: 0 };
    const saved = await this.around.house.api.saveDraft(this.challengeId, save);
    await this.replace(withMark(content, { ...mark, revision: saved.revision }), saved);
  }
}
