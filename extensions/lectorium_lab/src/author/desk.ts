/** Notebooks that are being authored, and which of them is in front. */

import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import type { PanelLayout } from '@lumino/widgets';

import { isAuthored } from '../pure/checks.ts';
import { asNotebook, markOf } from '../pure/notebook.ts';
import type { Json } from '../pure/notebook.ts';
import { Commands } from '../tokens.ts';
import type { ILectorium } from '../tokens.ts';
import { AuthorBar } from './bar.tsx';
import { AuthorDraft } from './draft.ts';
import { RoleStrip } from './strip.tsx';

interface Shown {
  draft: AuthorDraft;
  bar: AuthorBar;
  strips: Map<string, RoleStrip>;
  stop: () => void;
}

export class AuthorDesk {
  private readonly tracker: INotebookTracker;
  private readonly house: ILectorium;
  private readonly commands: CommandRegistry;
  private readonly shown = new Map<NotebookPanel, Shown>();
  private readonly updated = new Signal<this, AuthorDraft | null>(this);

  constructor(tracker: INotebookTracker, house: ILectorium, commands: CommandRegistry) {
    this.tracker = tracker;
    this.house = house;
    this.commands = commands;
    tracker.widgetAdded.connect((_, panel) => void this.meet(panel));
    tracker.currentChanged.connect(() => this.tell());
    house.store.changed.connect(() => {
      tracker.forEach(panel => void this.meet(panel));
      this.tell();
    });
  }

  /** The notebook in front, or what is known of it, changed. */
  get changed(): ISignal<this, AuthorDraft | null> {
    return this.updated;
  }

  get current(): AuthorDraft | null {
    const panel = this.tracker.currentWidget;
    return panel === null ? null : (this.shown.get(panel)?.draft ?? null);
  }

  /** Whether this person may author this notebook: a copy handed out to students is none. */
  mayAuthor(panel: NotebookPanel | null): boolean {
    if (panel === null || !panel.context.isReady || !this.house.store.isAuthor) {
      return false;
    }
    const mark = markOf(panel.context.model.metadata);
    return mark.challenge_id === undefined && mark.preview !== true;
  }

  /** Turns the author's tools on or off for a notebook. */
  toggle(panel: NotebookPanel): void {
    if (this.shown.has(panel)) {
      this.hide(panel);
    } else {
      this.show(panel);
    }
    this.tell();
  }

  private async meet(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    const known = this.shown.has(panel) || panel.isDisposed;
    if (!known && this.mayAuthor(panel) && isAuthored(asNotebook(panel.context.model.toJSON() as unknown as Json))) {
      this.show(panel);
    }
    this.tell();
  }

  private show(panel: NotebookPanel): void {
    const draft = new AuthorDraft(panel, this.house.api);
    const bar = new AuthorBar(draft, this.commands);
    const strips = new Map<string, RoleStrip>();
    const refresh = () => this.dress(panel, draft, strips);
    const tell = () => this.tell();
    const notebook = panel.content;
    notebook.modelContentChanged.connect(refresh);
    notebook.activeCellChanged.connect(refresh);
    draft.changed.connect(tell);
    const stop = () => {
      notebook.modelContentChanged.disconnect(refresh);
      notebook.activeCellChanged.disconnect(refresh);
    };
    this.shown.set(panel, { draft, bar, strips, stop });
    panel.contentHeader.insertWidget(0, bar);
    panel.addClass('lct-authored');
    panel.disposed.connect(() => this.hide(panel));
    refresh();
  }

  /** Every cell has its strip, and the active one's is open. */
  private dress(panel: NotebookPanel, draft: AuthorDraft, strips: Map<string, RoleStrip>): void {
    const active = panel.content.activeCell;
    for (const cell of panel.content.widgets) {
      let strip = strips.get(cell.model.id);
      if (strip === undefined || strip.isDisposed || strip.parent !== cell) {
        strip?.dispose();
        strip = new RoleStrip(cell, draft);
        (cell.layout as PanelLayout).insertWidget(0, strip);
        strips.set(cell.model.id, strip);
      }
      strip.setActive(cell === active);
    }
  }

  private hide(panel: NotebookPanel): void {
    const shown = this.shown.get(panel);
    if (shown !== undefined) {
      this.shown.delete(panel);
      shown.stop();
      shown.strips.forEach(strip => strip.dispose());
      shown.bar.dispose();
      shown.draft.dispose();
      panel.removeClass('lct-authored');
      this.tell();
    }
  }

  private tell(): void {
    this.commands.notifyCommandChanged();
    // Toolbar buttons listen for their own command only.
    this.commands.notifyCommandChanged(Commands.author);
    this.updated.emit(this.current);
  }
}
