/** Sources of an answer that the student may have as a notebook of their own. */

import type { Citation } from '../wire.ts';
import { sourceOf } from './notebook.ts';
import type { Cell } from './notebook.ts';

const MATERIAL = /^\/items\/([0-9a-f-]{36})\/source\b/;
const CELL = /^cell (\d{1,6})$/;

/** A cell of a material's notebook, from 0; null where something else is cited. */
export function citedCell(citation: Pick<Citation, 'address' | 'place'>): { itemId: string; index: number } | null {
  const [item, cell] = [MATERIAL.exec(citation.address ?? ''), CELL.exec(citation.place)];
  return item === null || cell === null ? null : { itemId: item[1], index: Number(cell[1]) - 1 };
}

/** Where a cell stands in somebody's own copy, which may have been worked on: by its name, else by its words. */
export function sameCell(own: readonly Cell[], wanted: Cell | undefined): number {
  if (wanted === undefined) {
    return -1;
  }
  const named = wanted.id === undefined ? -1 : own.findIndex(cell => cell.id === wanted.id);
  return named >= 0 ? named : own.findIndex(cell => sourceOf(cell).trim() === sourceOf(wanted).trim());
}
