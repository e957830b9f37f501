/** Publishing: a dialog, a frozen version, a report, and a place where students find it. */

import { Dialog, Notification } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import { ReactWidget } from '@jupyterlab/ui-components';
import { UUID } from '@lumino/coreutils';

import { ApiError, messageOf } from '../api/errors.ts';
import { pairCells, summary } from '../pure/diff.ts';
import { asNotebook } from '../pure/notebook.ts';
import type { Faults, Wish } from '../pure/placing.ts';
import { headingOf } from '../pure/templates.ts';
import type { ILectorium } from '../tokens.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import { Banner } from '../ui/parts.tsx';
import type { AttachedFile, ProblemVersion, Published, Report } from '../wire.ts';
import { Findings, Guarantees } from './checklist.tsx';
import type { AuthorDraft } from './draft.ts';
import { gatherFiles } from './gather.ts';
import { PlaceDialog, PlaceForm, firstWish } from './place.tsx';
import type { PlaceOptions } from './place.tsx';
import { putInPlace } from './put.ts';

interface Before {
  latest: ProblemVersion | null;
  changes: string;
}

export async function publish(
  house: ILectorium,
  contents: Contents.IManager,
  draft: AuthorDraft,
  goTo: (cell: number) => void
): Promise<void> {
  const files = await gatherFiles(contents, draft.panel);
  const before = await lookBack(house, draft);
  const options = placeOptions(house, draft, files, before);
  const title = before.latest === null ? 'Publish' : 'Publish again';
  const wish = await askWhere(title, 'Publish', options, firstWish(options), null);
  if (wish === null) {
    return;
  }
  const published = await freeze(house, draft, files, wish, before, goTo);
  if (published === null) {
    return;
  }
  draft.remember({ problem_id: published.version.problem_id, version: published.version.number });
  await draft.panel.context.save();
  const place = await putInPlace(house, wish, published.version, (wanted, faults) =>
    askWhere('Its place', 'Put it there', options, wanted, faults)
  );
  house.store.refreshSoon();
  const isNew = published.version.number !== before.latest?.number;
  await tellSuccess(published, isNew, place, goTo);
}

/** What was published before; nothing if it never was, or is no longer there. */
async function lookBack(house: ILectorium, draft: AuthorDraft): Promise<Before> {
  const id = draft.mark.problem_id;
  if (id === undefined) {
    return { latest: null, changes: '' };
  }
  try {
    const card = await house.api.problem(id);
    const [latest, full] = await Promise.all([
      house.api.version(card.latest_version_id),
      house.api.notebookOf(card.latest_version_id, false)
    ]);
    return { latest, changes: summary(pairCells(asNotebook(draft.source()), asNotebook(full))).toLowerCase() };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return { latest: null, changes: '' };
    }
    throw error;
  }
}

function placeOptions(house: ILectorium, draft: AuthorDraft, files: AttachedFile[], before: Before): PlaceOptions {
  const courses = house.store.courses;
  return {
    title: before.latest?.title ?? (headingOf(draft.notebook()) || draft.panel.title.label.replace(/\.ipynb$/, '')),
    next: (before.latest?.number ?? 0) + 1,
    classes: courses?.classes.filter(one => one.my_content === 'edit') ?? [],
    outlines: courses?.outlines ?? new Map(),
    files,
    changes: before.changes
  };
}

async function askWhere(title: string, label: string, options: PlaceOptions, wish: Wish, faults: Faults | null): Promise<Wish | null> {
  const { button, value } = await new PlaceDialog(title, new PlaceForm(options, wish, faults), label).launch();
  return button.accept ? value : null;
}

/** The new version; null if it was refused, which has been shown. */
async function freeze(
  house: ILectorium,
  draft: AuthorDraft,
  files: AttachedFile[],
  wish: Wish,
  before: Before,
  goTo: (cell: number) => void
): Promise<Published | null> {
  const note = Notification.emit('Publishing: your solution is run against its tests…', 'in-progress', { autoClose: false });
  const body = { notebook: draft.source() as never, files, title: wish.title.trim() || null };
  try {
    return before.latest === null
      ? await house.api.publish(body, UUID.uuid4())
      : await house.api.publishVersion(before.latest.problem_id, body, UUID.uuid4());
  } catch (error) {
    const report = error instanceof ApiError ? (error.problem.report as Report | undefined) : undefined;
    await tellRefusal(report, messageOf(error), goTo);
    return null;
  } finally {
    Notification.dismiss(note);
  }
}

async function tellSuccess(published: Published, isNew: boolean, place: string, goTo: (cell: number) => void): Promise<void> {
  const { version, report } = published;
  const pinned = version.number > 1 ? ' Assignments made before keep the version they were made with.' : '';
  const title = isNew ? `“${version.title}” is version ${version.number} now` : `Nothing has changed since version ${version.number}`;
  await showReport(title, report, `${place}${isNew ? pinned : ' No new version was needed.'}`, 'good', goTo);
}

async function tellRefusal(report: Report | undefined, message: string, goTo: (cell: number) => void): Promise<void> {
  const text = report === undefined ? message : 'Nothing was published, and nothing changed for students. Mend what is below, then publish again.';
  await showReport('It can’t be published yet', report ?? { ok: false, findings: [], tests: [] }, text, 'bad', goTo);
}

async function showReport(title: string, report: Report, text: string, tone: 'good' | 'bad', goTo: (cell: number) => void): Promise<void> {
  const go = (cell: number) => {
    dialog.resolve();
    goTo(cell);
  };
  const body = ReactWidget.create(
    <>
      <Banner tone={tone}>{text}</Banner>
      <Findings findings={report.findings} goTo={go} />
      <Guarantees tests={report.tests} goTo={go} />
    </>
  );
  body.addClass('lct-report');
  const dialog = new NamedDialog({ title, body, buttons: [Dialog.okButton({ label: 'Close' })] });
  dialog.addClass('lct-report-dialog');
  await dialog.launch();
}
