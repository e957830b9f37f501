/** Notebooks and their files in the student's home: written where nothing is, never over something. */

import { ServerConnection } from '@jupyterlab/services';
import type { Contents } from '@jupyterlab/services';

import { folderOf, join, mayBeIn } from '../pure/files.ts';
import { asNotebook, markOf } from '../pure/notebook.ts';
import type { Json, Notebook } from '../pure/notebook.ts';
import type { AttachedFile } from '../wire.ts';

/** Whether something is at a path. Its folder is asked first: what isn't there is no error then. */
export async function exists(contents: Contents.IManager, path: string): Promise<boolean> {
  if (path === '') {
    return true;
  }
  const folder = folderOf(path);
  if (!(await exists(contents, folder))) {
    return false;
  }
  const { content } = await contents.get(folder, { content: true });
  const names = Array.isArray(content) ? (content as Contents.IModel[]).map(one => one.name) : [];
  return mayBeIn(names, path) && (await look(contents, path, false)) !== null;
}

/** What is at a path, or null. */
export async function look(contents: Contents.IManager, path: string, content: boolean): Promise<Contents.IModel | null> {
  try {
    return await contents.get(path, { content });
  } catch (error) {
    if (error instanceof ServerConnection.ResponseError && error.response.status === 404) {
      return null;
    }
    throw error;
  }
}

export async function ensureFolder(contents: Contents.IManager, folder: string): Promise<void> {
  if (folder === '' || (await exists(contents, folder))) {
    return;
  }
  await ensureFolder(contents, folderOf(folder));
  await contents.save(folder, { type: 'directory' });
}

export async function writeNotebook(contents: Contents.IManager, path: string, notebook: Notebook): Promise<void> {
  await ensureFolder(contents, folderOf(path));
  await contents.save(path, { type: 'notebook', format: 'json', content: notebook });
}

/** The files a problem brings, beside its notebook. */
export async function writeFiles(contents: Contents.IManager, folder: string, files: AttachedFile[]): Promise<void> {
  for (const file of files) {
    const path = join(folder, file.name);
    if (!(await exists(contents, path))) {
      await ensureFolder(contents, folderOf(path));
      await contents.save(path, { type: 'file', format: 'base64', content: file.content });
    }
  }
}

function numbered(path: string, number: number): string {
  return number === 1 ? path : path.replace(/\.ipynb$/i, '') + ` ${number}.ipynb`;
}

/** Where this problem's notebook is or will be: the first name that is free, or that already holds it. */
export async function placeFor(
  contents: Contents.IManager,
  wanted: string,
  challengeId: string
): Promise<{ path: string; isThere: boolean }> {
  for (let number = 1; ; number++) {
    const path = numbered(wanted, number);
    const found = (await exists(contents, path)) ? await look(contents, path, true) : null;
    if (found === null) {
      return { path, isThere: false };
    }
    if (found.type === 'notebook' && markOf(asNotebook(found.content as Json).metadata).challenge_id === challengeId) {
      return { path, isThere: true };
    }
  }
}
