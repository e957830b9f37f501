/** Two versions of a notebook beside each other, cell by cell. */

import { gradeId, sourceOf } from './notebook.ts';
import type { Cell, Notebook } from './notebook.ts';

export interface CellPair {
  kind: 'same' | 'changed' | 'mine' | 'theirs';
  mine: Cell | null;
  theirs: Cell | null;
}

/** Cells are the same cell if they carry the same id or, without ids, the same text. */
function identity(cell: Cell): string {
  return gradeId(cell) ?? cell.id ?? sourceOf(cell);
}

/** Lengths of the longest common subsequences of all suffixes. */
function table(mine: string[], theirs: string[]): number[][] {
  const rows = Array.from({ length: mine.length + 1 }, () => new Array<number>(theirs.length + 1).fill(0));
  for (let i = mine.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      rows[i][j] = mine[i] === theirs[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
  }
  return rows;
}

function paired(mine: Cell, theirs: Cell): CellPair {
  const same = sourceOf(mine) === sourceOf(theirs) && mine.cell_type === theirs.cell_type;
  return { kind: same ? 'same' : 'changed', mine, theirs };
}

/** The pairs in reading order: cells of both, and where they part, mine before theirs. */
export function pairCells(mine: Notebook, theirs: Notebook): CellPair[] {
  const [left, right] = [mine.cells.map(identity), theirs.cells.map(identity)];
  const common = table(left, right);
  const pairs: CellPair[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      pairs.push(paired(mine.cells[i++], theirs.cells[j++]));
    } else if (j >= right.length || (i < left.length && common[i + 1][j] >= common[i][j + 1])) {
      pairs.push({ kind: 'mine', mine: mine.cells[i++], theirs: null });
    } else {
      pairs.push({ kind: 'theirs', mine: null, theirs: theirs.cells[j++] });
    }
  }
  return pairs;
}

/** "2 cells differ, 1 is only in yours" */
export function summary(pairs: CellPair[]): string {
  const number = (kind: CellPair['kind']) => pairs.filter(pair => pair.kind === kind).length;
  const say = (count: number, text: string) => (count === 0 ? [] : [`${count} ${count === 1 ? 'cell' : 'cells'} ${text}`]);
  const parts = [
    ...say(number('changed'), 'written differently'),
    ...say(number('mine'), 'only in this version'),
    ...say(number('theirs'), 'only in the other version')
  ];
  return parts.length === 0 ? 'Both versions hold the same work' : parts.join(', ');
}
