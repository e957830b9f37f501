/** Publishing: a dialog, a frozen version, a report, and a place where students find it. */

import { Dialog, Notification } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import { ReactWidget } from '@jupyterlab/ui-components';
import { UUID } from '@lumino/coreutils';

import { ApiError, messageOf } from '../api/errors.ts';
import { instantOf } from '../pure/civil.ts';
import { pairCells, summary } from '../pure/diff.ts';
import { asNotebook } from '../pure/notebook.ts';
import { headingOf } from '../pure/templates.ts';
import type { ILectorium } from '../tokens.ts';
import { Banner } from '../ui/parts.tsx';
import type { AttachedFile, ProblemVersion, Published, Report } from '../wire.ts';
import { Findings, Guarantees } from './checklist.tsx';
import type { AuthorDraft } from './draft.ts';
import { gatherFiles } from './gather.ts';
import { PlaceForm } from './place.tsx';
import type { Wish } from './place.tsx';

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
  const wish = await askWhere(house, draft, files, before);
  if (wish === null) {
    return;
  }
  const published = await freeze(house, draft, files, wish, before, goTo);
  if (published === null) {
    return;
  }
  draft.remember({ problem_id: published.version.problem_id, version: published.version.number });
  await draft.panel.context.save();
  const place = await putInPlace(house, wish, published);
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

async function askWhere(house: ILectorium, draft: AuthorDraft, files: AttachedFile[], before: Before): Promise<Wish | null> {
  const courses = house.store.courses;
  const body = new PlaceForm({
    title: before.latest?.title ?? (headingOf(draft.notebook()) || draft.panel.title.label.replace(/\.ipynb$/, '')),
    next: (before.latest?.number ?? 0) + 1,
    classes: courses?.classes.filter(one => one.my_content === 'edit') ?? [],
    outlines: courses?.outlines ?? new Map(),
    files,
    changes: before.changes
  });
  const dialog = new Dialog({
    title: before.latest === null ? 'Publish' : 'Publish again',
    body,
    focusNodeSelector: '.lct-form input',
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'Publish' })]
  });
  const { button, value } = await dialog.launch();
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

/** A sentence on where students find it now. A version is kept even if its place could not be made. */
async function putInPlace(house: ILectorium, wish: Wish, published: Published): Promise<string> {
  const id = published.version.id;
  try {
    if (wish.where === 'library') {
      return 'It is in the library. Nothing changes for students.';
    }
    if (wish.where === 'practice') {
      await house.api.makePractice(id, wish.title.trim());
      return 'Everybody at your school finds it under Practice.';
    }
    const moduleId =
      wish.moduleId === 'new' ? (await house.api.addModule(wish.where, wish.newModule.trim() || 'Assignments')).id : wish.moduleId;
    const zone = house.store.courses?.classes.find(one => one.id === wish.where)?.time_zone ?? 'UTC';
    const item = await house.api.assign(moduleId, assignment(wish, zone, published));
    return item.is_published
      ? `Students of ${house.store.className(wish.where)} find “${item.title}” under Courses.`
      : `“${item.title}” is in ${house.store.className(wish.where)}, hidden from students until you show it.`;
  } catch (error) {
    return `The version is kept in the library, but it could not be put in its place: ${messageOf(error)}`;
  }
}

function assignment(wish: Wish, zone: string, published: Published): Parameters<ILectorium['api']['assign']>[1] {
  const attempts = Number.parseInt(wish.maxAttempts, 10);
  return {
    title: wish.title.trim() || published.version.title,
    mode: wish.mode,
    due_date: wish.due === '' ? null : dueAt(wish.due, zone),
    max_attempts: Number.isInteger(attempts) && attempts > 0 ? attempts : null,
    accept_late: wish.acceptLate,
    is_published: wish.show,
    problem_version_ids: [published.version.id]
  };
}

function dueAt(civil: string, zone: string): string {
  const instant = instantOf(civil, zone);
  if (instant === null) {
    throw new Error(`${civil.slice(11, 16)} doesn’t exist that day in ${zone}: clocks are set forward past it. Choose another time.`);
  }
  return instant;
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
  const dialog = new Dialog({ title, body, buttons: [Dialog.okButton({ label: 'Close' })] });
  dialog.addClass('lct-report-dialog');
  await dialog.launch();
}
