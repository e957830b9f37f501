/** Bringing a notebook's file and the server's draft together when it is opened. */

import { asJson, asNotebook, markOf, sameWork, withMark } from '../pure/notebook.ts';
import type { Json, Notebook } from '../pure/notebook.ts';
import { decide } from '../pure/opening.ts';
import type { Api } from '../api/api.ts';
import type { Draft, WorkSession } from '../wire.ts';
import type { DraftKeeper } from './keeper.ts';

/** Earlier states are looked at only when the file isn't simply what the server has. */
async function earlier(api: Api, session: WorkSession, file: Notebook): Promise<Notebook[]> {
  const release = asNotebook(session.release);
  const known = markOf(file.metadata).revision ?? 0;
  const draft = session.draft;
  if (draft === null || known >= draft.revision || sameWork(file, asNotebook(draft.content as Json))) {
    return [release];
  }
  const revisions = [known, known + 1].filter(one => one > 0 && one < draft.revision);
  const drafts = await Promise.all(revisions.map(one => api.revision(session.challenge_id, one)));
  return [release, ...drafts.map(one => asNotebook(one.content as Json))];
}

export interface Settled {
  /** The server's draft when somebody must choose. */
  conflict: Draft | null;
  /** The notebook to put in the place of the file's. */
  replacement: Notebook | null;
}

/** After this the keeper is loaded and may save; before, it never does. */
export async function reconcile(api: Api, session: WorkSession, keeper: DraftKeeper): Promise<Settled> {
  const file = keeper.notebook();
  const before = await earlier(api, session, file);
  const draft = session.draft;
  const held = draft && { revision: draft.revision, savedAt: draft.saved_at, content: asNotebook(draft.content as Json) };
  const way = decide(keeper.notebook(), held, before);
  keeper.apply({ type: 'loaded', revision: draft?.revision ?? 0, savedAt: draft?.saved_at ?? null });
  switch (way.type) {
    case 'keep file':
      settle(keeper, way.dirty, held?.content ?? file, draft);
      return { conflict: null, replacement: null };
    case 'take draft':
      return { conflict: null, replacement: withMark(held!.content, { ...markOf(file.metadata), revision: draft!.revision }) };
    case 'ask':
      return { conflict: draft, replacement: null };
  }
}

function settle(keeper: DraftKeeper, dirty: boolean, held: Notebook, draft: Draft | null): void {
  if (dirty) {
    keeper.apply({ type: 'edited', now: 0 });
  } else if (draft !== null) {
    keeper.acknowledge(held, draft.revision, draft.saved_at);
  } else {
    keeper.untouched(held);
  }
}

/** A copy of the other version as a notebook of its own: not bound to the problem, so it saves nothing there. */
export function asCopy(draft: Draft): Notebook {
  const notebook = asNotebook(draft.content as Json);
  const { lectorium: _, ...metadata } = notebook.metadata;
  return asNotebook({ ...asJson(notebook), metadata });
}
