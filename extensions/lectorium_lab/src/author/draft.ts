/** A notebook that its author is making a problem of. */

import type { INotebookContent } from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Cell as CellWidget } from '@jupyterlab/cells';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Api } from '../api/api.ts';
import { messageOf } from '../api/errors.ts';
import { checkNotebook, total } from '../pure/checks.ts';
import type { Check } from '../pure/checks.ts';
import { asJson, asNotebook, gradeId, markOf, withoutOutputs, workOf } from '../pure/notebook.ts';
import type { Cell, Json, Mark, Notebook } from '../pure/notebook.ts';
import { withId, withOurRole, withPoints, withRole, withRoleText } from '../pure/roles.ts';
import type { ProgramRole, Role } from '../pure/roles.ts';
import type { AttachedFile, Report } from '../wire.ts';

/** How long typing must pause before the check list is made again. */
const PAUSE = 350;

export class AuthorDraft {
  readonly panel: NotebookPanel;
  private readonly api: Api;
  private readonly updated = new Signal<this, void>(this);
  private pending: ReturnType<typeof setTimeout> | null = null;
  private checkedWork = '';
  checks: Check[] = [];
  totals = { points: 0, tests: 0 };
  /** What the server found, and whether the notebook has changed since. */
  report: Report | null = null;
  checking = false;
  error = '';

  constructor(panel: NotebookPanel, api: Api) {
    this.panel = panel;
    this.api = api;
    panel.context.model.contentChanged.connect(this.onEdit, this);
    this.look();
  }

  dispose(): void {
    clearTimeout(this.pending ?? undefined);
    Signal.clearData(this);
  }

  get changed(): ISignal<this, void> {
    return this.updated;
  }

  get mark(): Mark {
    return markOf(this.panel.context.model.metadata);
  }

  get isProgram(): boolean {
    return this.mark.kind === 'program';
  }

  get errors(): Check[] {
    return this.checks.filter(check => check.level === 'error');
  }

  get isReportStale(): boolean {
    return this.report !== null && this.checkedWork !== workOf(this.notebook());
  }

  notebook(): Notebook {
    return asNotebook(this.panel.context.model.toJSON() as unknown as Json);
  }

  /** What is published: neither outputs nor what only this copy remembers of its own publishing. */
  source(): Json {
    const plain = withoutOutputs(this.notebook());
    const { problem_id: _, version: __, revision: ___, ...lectorium } = this.mark;
    return asJson({ ...plain, metadata: { ...plain.metadata, lectorium: lectorium as Json } });
  }

  remember(mark: Mark): void {
    this.panel.context.model.setMetadata('lectorium', { ...this.mark, ...mark });
  }

  /** Puts a role on a cell; a program's roles are ours alone, a notebook's are nbgrader's. */
  setRole(cell: CellWidget, role: Role | ProgramRole): void {
    const metadata = cell.model.metadata as Json;
    if (this.isProgram) {
      write(cell, withOurRole(metadata, role === 'none' ? null : role));
      return;
    }
    const source = cell.model.sharedModel.getSource();
    const text = withRoleText(source, role as Role);
    write(cell, withRole(metadata, role as Role, this.ids()));
    if (text !== source) {
      cell.model.sharedModel.setSource(text);
    }
  }

  setPoints(cell: CellWidget, points: number): void {
    write(cell, withPoints(cell.model.metadata as Json, points));
  }

  setId(cell: CellWidget, id: string): void {
    write(cell, withId(cell.model.metadata as Json, id));
  }

  /** The server's own look, with the solution run against the tests. */
  async check(files: () => Promise<AttachedFile[]>): Promise<void> {
    this.checking = true;
    this.error = '';
    this.updated.emit();
    try {
      const work = workOf(this.notebook());
      this.report = await this.api.check({ notebook: this.source(), files: await files(), run_solution: true });
      this.checkedWork = work;
    } catch (error) {
      this.error = messageOf(error);
    } finally {
      this.checking = false;
      this.updated.emit();
    }
  }

  private ids(): string[] {
    const cells = this.panel.content.widgets.map(widget => widget.model.toJSON() as unknown as Cell);
    return cells.map(gradeId).filter(id => id !== null);
  }

  private onEdit(): void {
    clearTimeout(this.pending ?? undefined);
    this.pending = setTimeout(() => this.look(), PAUSE);
  }

  private look(): void {
    if (!this.panel.isDisposed) {
      const notebook = this.notebook();
      this.checks = checkNotebook(notebook);
      this.totals = total(notebook);
      this.updated.emit();
    }
  }
}

/** Replaces nbgrader's part and ours; the rest of a cell's metadata is not touched. */
function write(cell: CellWidget, metadata: Json): void {
  for (const key of ['nbgrader', 'lectorium']) {
    if (key in metadata) {
      cell.model.setMetadata(key, metadata[key]);
    } else {
      cell.model.deleteMetadata(key);
    }
  }
}

export function asContent(notebook: Notebook): INotebookContent {
  return notebook as unknown as INotebookContent;
}
