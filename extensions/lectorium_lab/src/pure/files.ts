/** Files a notebook reads: found by their names in its text, and sent along when it is published. */

import { sourceOf } from './notebook.ts';
import type { Notebook } from './notebook.ts';

/** Something in quotes, or in a Markdown link, that ends like a file. */
const QUOTED = /["'`]([^"'`\n]{1,200}\.[A-Za-z][A-Za-z0-9]{0,7})["'`]/g;
const LINKED = /\]\(\s*<?([^()<>\s]{1,200}\.[A-Za-z][A-Za-z0-9]{0,7})>?(?:\s+"[^"]*")?\s*\)/g;
const SOURCE = /<(?:img|source|video|audio)[^>]*\ssrc=["']([^"']{1,200})["']/gi;

export function isInside(name: string): boolean {
  const parts = name.split('/');
  return !/^[a-z][a-z0-9+.-]*:/i.test(name) && !name.includes('\\') && parts.every(part => part !== '' && part !== '..' && part !== '.');
}

/** Names relative to the notebook, in order of appearance; whether they exist is for the caller to see. */
export function referencedFiles(notebook: Notebook): string[] {
  const names = notebook.cells.flatMap(cell => {
    const text = sourceOf(cell);
    return [QUOTED, LINKED, SOURCE].flatMap(pattern => [...text.matchAll(pattern)].map(match => tidy(match[1])));
  });
  return [...new Set(names)].filter(name => isInside(name) && !name.toLowerCase().endsWith('.ipynb'));
}

function tidy(name: string): string {
  const plain = name.startsWith('./') ? name.slice(2) : name;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** The folder of a path; '' for the root. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** What a folder's listing leaves out though it is there. */
const UNLISTED = /^\.|~$|^__pycache__$|\.(py[co]|so|dylib)$/i;

/** Whether a file can be in the folder that lists these names; a disk may take other letters for the same. */
export function mayBeIn(listed: string[], path: string): boolean {
  const plain = (name: string) => name.normalize('NFC').toLowerCase();
  const name = path.slice(path.lastIndexOf('/') + 1);
  return UNLISTED.test(name) || listed.some(one => plain(one) === plain(name));
}
