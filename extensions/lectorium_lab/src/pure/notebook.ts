/** Notebooks as plain data: what of one is work, and whether two hold the same work. */

import type { JsonValue } from '../wire.ts';

export type Json = Record<string, JsonValue>;

export interface Cell {
  id?: string;
  cell_type: string;
  source: string | string[];
  metadata: Json;
  [key: string]: unknown;
}

export interface Notebook {
  cells: Cell[];
  metadata: Json;
  nbformat: number;
  nbformat_minor: number;
}

export function asNotebook(content: Json): Notebook {
  return content as unknown as Notebook;
}

export function asJson(notebook: Notebook): Json {
  return notebook as unknown as Json;
}

/** nbformat allows a list of lines. */
export function sourceOf(cell: Cell): string {
  return Array.isArray(cell.source) ? cell.source.join('') : cell.source;
}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function gradeId(cell: Cell): string | null {
  const id = object(cell.metadata?.nbgrader).grade_id;
  return typeof id === 'string' ? id : null;
}

/** Outputs and execution counts are no work, and are not saved as a draft. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map(cell => {
    if (cell.cell_type !== 'code') {
      return cell;
    }
    return { ...cell, outputs: [], execution_count: null };
  });
  const { widgets: _, ...metadata } = notebook.metadata;
  return { ...notebook, cells, metadata };
}

/** A text that is equal for two notebooks exactly if they hold the same work. */
export function workOf(notebook: Notebook): string {
  return JSON.stringify(notebook.cells.map(cell => [cell.cell_type, sourceOf(cell), gradeId(cell)]));
}

export function sameWork(left: Notebook, right: Notebook): boolean {
  return workOf(left) === workOf(right);
}

/** What of ours a notebook remembers. */
export interface Mark {
  challenge_id?: string;
  version?: number;
  revision?: number;
  problem_id?: string;
  kind?: string;
  preview?: boolean;
  language?: string;
}

export function markOf(metadata: unknown): Mark {
  return object(object(metadata).lectorium) as Mark;
}

/** What is sent as a draft: no outputs, and not the revision, which says nothing about the work itself. */
export function asDraft(notebook: Notebook): Notebook {
  const plain = withoutOutputs(notebook);
  const { revision: _, ...lectorium } = object(plain.metadata.lectorium);
  return { ...plain, metadata: { ...plain.metadata, lectorium } };
}

/** The notebook with our mark added to it; what else it remembers stays. */
export function withMark(notebook: Notebook, mark: Mark): Notebook {
  const lectorium = { ...object(notebook.metadata.lectorium), ...mark } as Json;
  return { ...notebook, metadata: { ...notebook.metadata, lectorium } };
}
