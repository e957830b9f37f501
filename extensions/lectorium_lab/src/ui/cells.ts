/** Moving to a cell of a notebook. */

import { isCodeCellModel } from '@jupyterlab/cells';
import type { Cell as CellWidget } from '@jupyterlab/cells';
import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { gradeId } from '../pure/notebook.ts';
import type { Cell } from '../pure/notebook.ts';
import type { Output } from '../pure/snippets.ts';

export async function goToIndex(panel: NotebookPanel, index: number): Promise<void> {
  const notebook = panel.content;
  if (index < 0 || index >= notebook.widgets.length) {
    return;
  }
  NotebookActions.deselectAll(notebook);
  notebook.activeCellIndex = index;
  await notebook.scrollToCell(notebook.widgets[index], 'center');
  notebook.activate();
}

/** Cells are found by their nbgrader name, wherever the student has moved them. */
export async function goToCell(panel: NotebookPanel, key: string): Promise<void> {
  const cells = panel.content.widgets.map(cell => cell.model.toJSON() as unknown as Cell);
  await goToIndex(panel, cells.findIndex(cell => gradeId(cell) === key));
}

/** The errors that a cell stopped with; its other outputs may be large, and aren't read. */
export function errorsOf({ model }: CellWidget): Output[] {
  if (!isCodeCellModel(model)) {
    return [];
  }
  const outputs = Array.from({ length: model.outputs.length }, (_, index) => model.outputs.get(index));
  return outputs.filter(output => output.type === 'error').map(output => output.toJSON() as unknown as Output);
}
