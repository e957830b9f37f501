import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';

const MAGIC = /^\s*%%cpp\b/;
const CPP = 'text/x-c++src';

/** Cells of C++ in a Python notebook are coloured as C++. */
export const cpp: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:cpp',
  description: 'Colours %%cpp cells as C++.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app: JupyterFrontEnd, tracker: INotebookTracker) => {
    const seen = new WeakSet<Cell>();
    const watch = (panel: NotebookPanel) => {
      const meet = () => panel.content.widgets.filter(cell => !seen.has(cell)).forEach(cell => (seen.add(cell), follow(cell, panel.content)));
      panel.content.modelContentChanged.connect(meet);
      void panel.context.ready.then(meet);
    };
    tracker.widgetAdded.connect((_, panel) => watch(panel));
  }
};

/** Lab sets a cell's language when its kernel speaks up; ours is put back then. */
function follow(cell: Cell, notebook: Notebook): void {
  const { model } = cell;
  if (model.type !== 'code') {
    return;
  }
  const look = () => {
    if (MAGIC.test(model.sharedModel.getSource()) && model.mimeType !== CPP) {
      model.mimeType = CPP;
    } else if (!MAGIC.test(model.sharedModel.getSource()) && model.mimeType === CPP && notebook.codeMimetype !== CPP) {
      model.mimeType = notebook.codeMimetype;
    }
  };
  model.contentChanged.connect(look);
  model.mimeTypeChanged.connect(look);
  look();
}
