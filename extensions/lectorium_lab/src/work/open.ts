/** Opening a problem: a session on the server, and a notebook in the home. */

import type { IDocumentManager } from '@jupyterlab/docmanager';

import type { Api } from '../api/api.ts';
import { asNotebook, withMark } from '../pure/notebook.ts';
import { folderOf } from '../pure/files.ts';
import type { Challenge, WorkSession } from '../wire.ts';
import { placeFor, writeFiles, writeNotebook } from './files.ts';

export interface Opened {
  challenge: Challenge;
  session: WorkSession;
}

/** Puts the notebook in place and shows it; the work that is there already stays. */
export async function openProblem(
  api: Api,
  documents: IDocumentManager,
  challengeId: string,
  beforeShown: (opened: Opened) => void
): Promise<void> {
  const [challenge, session] = await Promise.all([api.challenge(challengeId), api.openSession(challengeId)]);
  const contents = documents.services.contents;
  const { path, isThere } = await placeFor(contents, challenge.file_name, challengeId);
  if (!isThere) {
    const content = asNotebook(session.draft?.content ?? session.release);
    const mark = { challenge_id: challengeId, version: challenge.version_number, revision: session.draft?.revision ?? 0 };
    await writeNotebook(contents, path, withMark(content, mark));
  }
  await writeFiles(contents, folderOf(path), session.files);
  beforeShown({ challenge, session });
  documents.openOrReveal(path);
}
