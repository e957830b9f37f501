/** What students will see, as a notebook of its own beside the author's. */

import type { IDocumentManager } from '@jupyterlab/docmanager';
import { ServerConnection } from '@jupyterlab/services';

import { asNotebook, markOf, withMark } from '../pure/notebook.ts';
import type { Json } from '../pure/notebook.ts';
import { studentView } from '../pure/release.ts';
import type { AuthorDraft } from './draft.ts';

function previewPath(path: string, number: number): string {
  return path.replace(/\.ipynb$/i, '') + (number === 1 ? ' (as students see it).ipynb' : ` (as students see it ${number}).ipynb`);
}

/** Writes over an older preview, and never over anything else. */
export async function preview(documents: IDocumentManager, draft: AuthorDraft): Promise<void> {
  const path = await freePath(documents, draft.panel.context.path);
  const view = withMark(studentView(draft.notebook()), { preview: true, problem_id: undefined, kind: undefined });
  const shown = documents.findWidget(path);
  await documents.services.contents.save(path, { type: 'notebook', format: 'json', content: view });
  if (shown !== undefined) {
    await documents.contextForWidget(shown)?.revert();
  }
  documents.openOrReveal(path, undefined, undefined, { mode: 'split-right' });
}

async function freePath(documents: IDocumentManager, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = previewPath(path, number);
    if (await isFree(documents, candidate)) {
      return candidate;
    }
  }
}

async function isFree(documents: IDocumentManager, path: string): Promise<boolean> {
  try {
    const found = await documents.services.contents.get(path, { content: true });
    return markOf(asNotebook(found.content as Json).metadata).preview === true;
  } catch (error) {
    if (error instanceof ServerConnection.ResponseError && error.response.status === 404) {
      return true;
    }
    throw error;
  }
}
