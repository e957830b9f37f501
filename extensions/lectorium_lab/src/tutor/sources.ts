/** Opening what an answer cites: in Lab where the student has that notebook, else on its page. */

import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { materialPath } from '../pure/materials.ts';
import { asNotebook } from '../pure/notebook.ts';
import type { Cell, Json } from '../pure/notebook.ts';
import { citedCell, sameCell } from '../pure/sources.ts';
import { folderOfClass } from '../reading/save.ts';
import type { ILectorium } from '../tokens.ts';
import { goToIndex } from '../ui/cells.ts';
import { pageUrl } from '../ui/links.ts';
import type { Citation } from '../wire.ts';
import { exists, look } from '../work/files.ts';

export type OpenSource = (citation: Citation) => void;

interface Own {
  path: string;
  wanted: Cell | undefined;
}

/** `uncover` is called before a notebook is shown. */
export function sourceOpener(house: ILectorium, documents: IDocumentManager, uncover: () => void): OpenSource {
  return citation => void open(house, documents, citation, uncover);
}

async function open(house: ILectorium, documents: IDocumentManager, citation: Citation, uncover: () => void): Promise<void> {
  const own = await ownCopy(house, documents, citation).catch(() => null); // its page says the same
  const isShown = own !== null && (await show(documents, own, uncover).catch(() => false));
  if (!isShown) {
    openPage(pageUrl(citation.address!));
  }
}

/** The student's copy of a material's notebook, where it was saved. */
async function ownCopy(house: ILectorium, documents: IDocumentManager, citation: Citation): Promise<Own | null> {
  const cited = citedCell(citation);
  if (cited === null) {
    return null;
  }
  const material = await house.api.material(cited.itemId);
  const path = materialPath(folderOfClass(house, material.class_id), material.file?.name ?? '', 1);
  if (!path.toLowerCase().endsWith('.ipynb') || !(await exists(documents.services.contents, path))) {
    return null;
  }
  const bytes = Uint8Array.from(atob(await house.api.materialFile(material.id)), letter => letter.charCodeAt(0));
  const given = JSON.parse(new TextDecoder().decode(bytes)) as Json;
  return { path, wanted: asNotebook(given).cells[cited.index] };
}

/** False where the cell isn't in it any more. */
async function show(documents: IDocumentManager, { path, wanted }: Own, uncover: () => void): Promise<boolean> {
  const saved = await look(documents.services.contents, path, true);
  if (saved === null || sameCell(asNotebook(saved.content as Json).cells, wanted) < 0) {
    return false;
  }
  uncover();
  const panel = documents.openOrReveal(path) as NotebookPanel | undefined;
  if (panel === undefined) {
    return false;
  }
  await panel.revealed;
  const cells = panel.content.widgets.map(cell => cell.model.toJSON() as unknown as Cell);
  await goToIndex(panel, sameCell(cells, wanted));
  return true;
}

/** After looking up what the student has, a browser may take it for a page that opens itself. */
function openPage(url: string): void {
  const opened = window.open(url, '_blank');
  if (opened !== null) {
    opened.opener = null;
    return;
  }
  Notification.info('Your browser didn’t open the source by itself. Nothing is lost.', {
    autoClose: false,
    actions: [{ label: 'Open the source', callback: () => void window.open(url, '_blank', 'noopener') }]
  });
}
