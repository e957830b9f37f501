/** All open notebooks that are work on a problem, and which of them is in front. */

import type { INotebookTracker, Notebook, NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import { MessageLoop } from '@lumino/messaging';

import { markOf } from '../pure/notebook.ts';
import { Assignment } from './assignment.ts';
import type { Surroundings } from './assignment.ts';
import { AssignmentBar } from './bar.tsx';
import type { Opened } from './open.ts';

export class Desk {
  private readonly tracker: INotebookTracker;
  private readonly around: Surroundings;
  private readonly commands: CommandRegistry;
  private readonly assignments = new Map<NotebookPanel, Assignment>();
  private readonly updated = new Signal<this, Assignment | null>(this);
  /** Just opened, and not yet met by their notebook's panel. */
  private readonly expected = new Map<string, Opened>();

  constructor(tracker: INotebookTracker, around: Surroundings, commands: CommandRegistry) {
    this.tracker = tracker;
    this.around = around;
    this.commands = commands;
    tracker.widgetAdded.connect((_, panel) => void this.meet(panel));
    tracker.currentChanged.connect(() => this.tell());
    tracker.forEach(panel => void this.meet(panel));
  }

  /** The assignment in front, or the one in front changed. */
  get changed(): ISignal<this, Assignment | null> {
    return this.updated;
  }

  get current(): Assignment | null {
    const panel = this.tracker.currentWidget;
    return panel === null ? null : (this.assignments.get(panel) ?? null);
  }

  expect(opened: Opened): void {
    this.expected.set(opened.challenge.id, opened);
  }

  /** What a notebook is the work on. */
  of(notebook: Notebook): Assignment | null {
    return [...this.assignments.values()].find(one => one.panel.content === notebook) ?? null;
  }

  find(challengeId: string): Assignment | null {
    return [...this.assignments.values()].find(one => one.challengeId === challengeId) ?? null;
  }

  /** Everything that is open is saved; settles when that is done or has failed. */
  async flush(): Promise<void> {
    await Promise.all([...this.assignments.values()].map(one => one.keeper.flush()));
  }

  private async meet(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    const challengeId = markOf(panel.context.model.metadata).challenge_id;
    if (challengeId === undefined || panel.isDisposed || this.assignments.has(panel)) {
      return;
    }
    const assignment = new Assignment(panel, challengeId, this.around);
    this.assignments.set(panel, assignment);
    this.attach(panel, assignment);
    const given = this.expected.get(challengeId) ?? null;
    this.expected.delete(challengeId);
    this.tell();
    await assignment.load(given);
  }

  private attach(panel: NotebookPanel, assignment: Assignment): void {
    const bar = new AssignmentBar(assignment, this.commands);
    panel.contentHeader.insertWidget(0, bar);
    assignment.changed.connect(() => this.tell());
    // The model is gone once the panel is: what is unsaved is sent while it closes.
    MessageLoop.installMessageHook(panel, (_, message) => {
      if (message.type === 'close-request') {
        void assignment.keeper.flush();
      }
      return true;
    });
    panel.disposed.connect(() => {
      this.assignments.delete(panel);
      assignment.dispose();
      void this.around.house.api.endSession(assignment.challengeId).catch(() => undefined);
      this.tell();
    });
  }

  private tell(): void {
    this.commands.notifyCommandChanged();
    this.updated.emit(this.current);
  }
}
