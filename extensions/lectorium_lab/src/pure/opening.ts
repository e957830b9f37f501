/** What to do when a notebook is opened: the file in the home and the draft on the server may differ. */

import { markOf, sameWork, withoutOutputs } from './notebook.ts';
import type { Notebook } from './notebook.ts';

export interface ServerDraft {
  revision: number;
  savedAt: string;
  content: Notebook;
}

export type Opening =
  /** The file is what the server has, or newer work upon it: go on from this revision. */
  | { type: 'keep file'; revision: number; savedAt: string | null; dirty: boolean }
  /** The file is an older state of the same work: the server's is put in its place. */
  | { type: 'take draft' }
  /** Both have work that the other lacks. */
  | { type: 'ask' };

/**
 * `before` are states the server held before (so a file equal to one of them holds nothing new);
 * `release` counts as one of them: an untouched file is no work.
 */
export function decide(file: Notebook, draft: ServerDraft | null, before: Notebook[]): Opening {
  if (draft === null) {
    const untouched = before.some(state => sameWork(state, file));
    return { type: 'keep file', revision: 0, savedAt: null, dirty: !untouched };
  }
  const known = markOf(file.metadata).revision ?? 0;
  const kept = { type: 'keep file' as const, revision: draft.revision, savedAt: draft.savedAt };
  if (sameWork(withoutOutputs(file), draft.content)) {
    return { ...kept, dirty: false };
  }
  if (known === draft.revision) {
    return { ...kept, dirty: true };
  }
  if (before.some(state => sameWork(state, file))) {
    return { type: 'take draft' };
  }
  return { type: 'ask' };
}

/** The name of the copy when both are kept: "work.ipynb" → "work (other version, 12.03).ipynb" */
export function copyName(path: string, savedAt: Date): string {
  const at = path.toLowerCase().endsWith('.ipynb') ? path.length - '.ipynb'.length : path.length;
  const time = `${pad(savedAt.getHours())}.${pad(savedAt.getMinutes())}.${pad(savedAt.getSeconds())}`;
  return `${path.slice(0, at)} (other version, ${time}).ipynb`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
