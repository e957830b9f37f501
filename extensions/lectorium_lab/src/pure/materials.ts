/** Where the files of materials go, and how large they are, in words. */

import { join } from './files.ts';

// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f/\\:*?"<>|]+/g;

/** A folder's name as the service makes it for the class's assignments. */
export function folderName(name: string): string {
  const kept = name.replace(UNSAFE, '-').replace(/^[ .-]+|[ .-]+$/g, '').slice(0, 80);
  return kept === '' ? 'Untitled' : kept;
}

/** The nth place for a file: `Intro/Materials/slides.pdf`, then `slides 2.pdf` beside it. */
export function materialPath(folder: string, fileName: string, number: number): string {
  const dot = fileName.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [fileName.slice(0, dot), fileName.slice(dot)] : [fileName, ''];
  return join(`${folder}/Materials`, number === 1 ? fileName : `${stem} ${number}${ending}`);
}

export function sizeText(bytes: number): string {
  if (bytes >= 1_000_000) {
    return `${(bytes / 1_000_000).toFixed(1)} MB`;
  }
  return bytes >= 1_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${bytes} bytes`;
}
