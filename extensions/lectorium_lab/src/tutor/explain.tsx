/** Under a cell that stopped with an error: the way to have it explained. */

import type { Cell } from '@jupyterlab/cells';
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { PanelLayout } from '@lumino/widgets';

import { errorsOf } from '../ui/cells.ts';
import { Button } from '../ui/parts.tsx';

interface Asking {
  /** Whether this notebook has a tutor now. */
  mayAsk: (notebook: Notebook) => boolean;
  explain: (cell: Cell) => void;
}

class ExplainStrip extends ReactWidget {
  private readonly explain: () => void;

  constructor(explain: () => void) {
    super();
    this.explain = explain;
    this.addClass('lct-explain');
  }

  protected render(): JSX.Element {
    return <Button label="Explain this error" minor title="Asks the tutor what this error means" onClick={this.explain} />;
  }
}

/** Looks after the cells of one notebook. */
export class Explaining {
  private readonly notebook: Notebook;
  private readonly asking: Asking;
  private readonly strips = new Map<Cell, ExplainStrip>();

  constructor(panel: NotebookPanel, asking: Asking) {
    this.notebook = panel.content;
    this.asking = asking;
    this.notebook.modelContentChanged.connect(this.look, this);
    this.look();
  }

  /** Each cell with an error has its strip, and no other has. */
  look(): void {
    const mayAsk = this.asking.mayAsk(this.notebook);
    for (const cell of this.notebook.widgets) {
      const wants = mayAsk && errorsOf(cell).length > 0;
      if (wants && !this.strips.has(cell)) {
        this.add(cell);
      } else if (!wants) {
        this.strips.get(cell)?.dispose();
      }
    }
  }

  private add(cell: Cell): void {
    const strip = new ExplainStrip(() => this.asking.explain(cell));
    this.strips.set(cell, strip);
    strip.disposed.connect(() => this.strips.delete(cell));
    // Cells out of sight get their parts later; the strip comes after them.
    void cell.ready.then(() => strip.isDisposed || (cell.layout as PanelLayout).addWidget(strip));
  }
}
