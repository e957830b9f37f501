import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { messageOf } from '../api/errors.ts';
import { ResultsPanel } from '../results/panel.tsx';
import { Commands, IDesk, ILectorium } from '../tokens.ts';
import { resultsIcon } from '../ui/icons.ts';
import { goToCell } from '../ui/cells.ts';
import { makeRoom, uncoverWork } from '../ui/room.ts';
import { Desk } from '../work/desk.ts';
import { openProblem } from '../work/open.ts';
import { confirmHandIn, enter } from '../work/sit.tsx';
import { confirmSubmit } from '../work/submit.tsx';

const ID = 'lectorium-lab:plugin';
const DEFAULT_INTERVAL = 30;

/** Working on assignments: the bar, drafts, test runs, submissions and results. */
export const work: JupyterFrontEndPlugin<IDesk> = {
  id: ID,
  provides: IDesk,
  description: 'Drafts, test runs, submissions and results.',
  autoStart: true,
  requires: [ILectorium, INotebookTracker, IDocumentManager, IRenderMimeRegistry],
  optional: [ISettingRegistry, ICommandPalette, ILayoutRestorer, ILabShell],
  activate
};

function activate(
  app: JupyterFrontEnd,
  house: ILectorium,
  tracker: INotebookTracker,
  documents: IDocumentManager,
  rendermime: IRenderMimeRegistry,
  registry: Registry | null,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  shell: ILabShell | null
): IDesk {
  const seconds = draftSeconds(app, registry);
  const surroundings = {
    house,
    interval: () => seconds() * 1000,
    isCurrent: (panel: unknown) => app.shell.currentWidget === panel,
    open: (path: string) => void documents.openOrReveal(path, undefined, undefined, { mode: 'split-right' }),
    contents: app.serviceManager.contents
  };
  const desk = new Desk(tracker, surroundings, app.commands);
  const panel = new ResultsPanel(desk, rendermime, app.commands, (assignment, key) => {
    uncoverWork(shell);
    void goToCell(assignment.panel, key);
  });
  app.shell.add(panel, 'right', { rank: 50, type: 'Results' });
  restorer?.add(panel, panel.id);
  const showResults = () => {
    makeRoom(shell);
    shell?.expandRight();
    app.shell.activateById(panel.id);
  };
  addCommands(app, house, documents, desk, showResults, () => makeRoom(shell));
  announceResults(app, house, desk, () => panel.isVisible);
  house.exams.news.connect((_, { words, stays }) => {
    Notification.info(words, { autoClose: stays ? false : 10_000 });
    house.store.refreshSoon();
  });
  for (const command of [Commands.runTests, Commands.submit, Commands.handIn, Commands.results, Commands.hint, Commands.saveDraft]) {
    palette?.addItem({ command, category: 'Lectorium' });
  }
  return desk;
}

/** A result that arrives while somebody looks elsewhere is said once, with the way to it. */
function announceResults(app: JupyterFrontEnd, house: ILectorium, desk: Desk, isShown: () => boolean): void {
  house.events.grading.connect((_, event) => {
    const inSight = isShown() && desk.current?.challengeId === event.challenge_id;
    const item = house.store.itemOf(event.challenge_id);
    // An exam's results are held back; a quiz is told as a whole, by its own widget.
    const isTold = inSight || item?.mode === 'exam' || item?.content_type === 'quiz';
    if (event.type !== 'final_submission' || event.status !== 'completed' || isTold) {
      return;
    }
    const title = house.store.titleOf(event.challenge_id);
    const see = () => void app.commands.execute(Commands.open, { challengeId: event.challenge_id, withResult: true });
    Notification.info(title === '' ? 'A result has arrived.' : `The result of “${title}” has arrived.`, {
      autoClose: 10_000,
      actions: [{ label: 'See result', callback: see }]
    });
  });
}

/** The setting as it is now, without asking twice. */
function draftSeconds(app: JupyterFrontEnd, registry: Registry | null): () => number {
  let seconds = DEFAULT_INTERVAL;
  const load = async () => {
    const settings = await registry?.load(ID);
    const read = () => {
      seconds = Number(settings?.get('draftSeconds').composite) || DEFAULT_INTERVAL;
    };
    settings?.changed.connect(read);
    read();
  };
  void app.restored.then(load);
  return () => seconds;
}

function addCommands(
  app: JupyterFrontEnd,
  house: ILectorium,
  documents: IDocumentManager,
  desk: Desk,
  showResults: () => void,
  giveRoom: () => void
): void {
  const { commands } = app;
  commands.addCommand(Commands.open, {
    label: 'Open Assignment',
    isVisible: () => false,
    execute: args => open(house, documents, desk, String(args.challengeId), args.withResult === true ? showResults : giveRoom)
  });
  commands.addCommand(Commands.results, {
    label: 'Show Results',
    icon: resultsIcon,
    execute: () => {
      showResults();
      document.getElementById('lectorium-results')?.focus();
    }
  });
  commands.addCommand(Commands.hint, {
    label: 'Show Hints',
    isEnabled: () => (desk.current?.hints.total ?? 0) > 0,
    execute: () => {
      showResults();
      setTimeout(() => document.getElementById('lectorium-hints')?.scrollIntoView({ block: 'nearest' }));
    }
  });
  commands.addCommand(Commands.saveDraft, {
    label: 'Save Draft Now',
    isEnabled: () => desk.current !== null,
    execute: () => desk.current?.keeper.flush()
  });
  addSending(app, desk, showResults);
  addExams(app, house, desk);
}

function addSending(app: JupyterFrontEnd, desk: Desk, showResults: () => void): void {
  const { commands } = app;
  const ready = () => desk.current?.challenge?.is_closed === false && desk.current.attempts.sending === null;
  commands.addCommand(Commands.runTests, {
    label: 'Run Tests',
    caption: () => `Saves your work and tries the visible tests${desk.current?.inExam ? '' : '; uses no attempt'}`,
    isEnabled: ready,
    execute: async () => {
      showResults();
      await desk.current?.attempts.send('test_run');
    }
  });
  commands.addCommand(Commands.submit, {
    label: 'Submit',
    caption: 'Saves your work and hands it in',
    isEnabled: () => ready() && desk.current?.exam === null && mayStillSubmit(desk),
    execute: () => submit(desk, showResults)
  });
}

function addExams(app: JupyterFrontEnd, house: ILectorium, desk: Desk): void {
  const { commands } = app;
  commands.addCommand(Commands.sit, {
    label: 'Sit Exam',
    isVisible: () => false,
    execute: async args => {
      try {
        const exam = house.exams.of(String(args.itemId));
        const isOpen = await enter(exam, classId => house.store.zoneOf(classId));
        if (isOpen) {
          const item = await house.api.item(exam.itemId);
          await (item.content_type === 'quiz'
            ? commands.execute(Commands.quiz, { itemId: item.id })
            : commands.execute(Commands.open, { challengeId: exam.sitting?.work[0]?.challenge_id ?? '', withResult: exam.sitting?.state === 'closed' }));
        }
        house.store.refreshSoon();
        return isOpen;
      } catch (error) {
        Notification.error(messageOf(error), { autoClose: false });
        return false;
      }
    }
  });
  commands.addCommand(Commands.handIn, {
    label: 'Hand In Exam',
    caption: 'Saves your work and ends the exam',
    isEnabled: () => desk.current?.exam?.sitting?.state === 'running',
    execute: () => handIn(desk)
  });
}

async function handIn(desk: Desk): Promise<void> {
  const exam = desk.current?.exam;
  if (exam == null) {
    return;
  }
  await desk.flush();
  try {
    if (await confirmHandIn(exam)) {
      await desk.flush();
      await exam.handIn();
    }
  } catch (error) {
    Notification.error(messageOf(error), { autoClose: false });
  }
}

function mayStillSubmit(desk: Desk): boolean {
  const challenge = desk.current?.challenge;
  return challenge != null && challenge.attempts_left !== 0;
}

async function open(
  house: ILectorium,
  documents: IDocumentManager,
  desk: Desk,
  challengeId: string,
  afterwards: () => void
): Promise<void> {
  try {
    const already = desk.find(challengeId);
    if (already === null) {
      await openProblem(house.api, documents, challengeId, opened => desk.expect(opened));
    } else {
      documents.openOrReveal(already.panel.context.path);
    }
    afterwards();
    house.store.refreshSoon();
  } catch (error) {
    Notification.error(messageOf(error), { autoClose: false });
  }
}

async function submit(desk: Desk, showResults: () => void): Promise<void> {
  const assignment = desk.current;
  if (assignment === null) {
    return;
  }
  const lastRun = await assignment.attempts.lastTestRun();
  if (await confirmSubmit(assignment, lastRun)) {
    showResults();
    await assignment.attempts.send('final_submission');
  }
}
