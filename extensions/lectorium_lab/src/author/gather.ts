/** The files a notebook reads, gathered from beside it. */

import type { Contents } from '@jupyterlab/services';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { folderOf, join, referencedFiles } from '../pure/files.ts';
import { asNotebook } from '../pure/notebook.ts';
import type { Json } from '../pure/notebook.ts';
import type { AttachedFile } from '../wire.ts';

/** Files that exist beside the notebook and are named in it; a name without a file is no mistake here. */
export async function gatherFiles(contents: Contents.IManager, panel: NotebookPanel): Promise<AttachedFile[]> {
  const folder = folderOf(panel.context.path);
  const names = referencedFiles(asNotebook(panel.context.model.toJSON() as unknown as Json));
  const found = await Promise.all(names.map(name => read(contents, join(folder, name), name)));
  return found.filter(file => file !== null);
}

async function read(contents: Contents.IManager, path: string, name: string): Promise<AttachedFile | null> {
  try {
    const model = await contents.get(path, { type: 'file', format: 'base64' });
    return { name, content: String(model.content).replace(/\s/g, '') };
  } catch {
    // Most quoted words that look like a file's name are none.
    return null;
  }
}
