import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { Commands, IDesk, ILectorium } from '../tokens.ts';
import { TutorDesk } from '../tutor/desk.ts';
import { Explaining } from '../tutor/explain.tsx';
import { TutorPanel } from '../tutor/panel.tsx';
import { sourceOpener } from '../tutor/sources.ts';
import { tutorIcon } from '../ui/icons.ts';
import { makeRoom, uncoverWork } from '../ui/room.ts';

/** Asking the tutor, beside the notebook. */
export const tutor: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:tutor',
  description: 'A conversation about the problem in front.',
  autoStart: true,
  requires: [ILectorium, IDesk, INotebookTracker, IDocumentManager, IRenderMimeRegistry],
  optional: [ICommandPalette, ILayoutRestorer, ILabShell],
  activate
};

function activate(
  app: JupyterFrontEnd,
  house: ILectorium,
  work: IDesk,
  tracker: INotebookTracker,
  documents: IDocumentManager,
  rendermime: IRenderMimeRegistry,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  shell: ILabShell | null
): void {
  const desk = new TutorDesk(house, work);
  const panel = new TutorPanel(desk, rendermime, {
    open: sourceOpener(house, documents, () => uncoverWork(shell)),
    close: () => void app.commands.execute(Commands.closePanel, { side: 'right' })
  });
  app.shell.add(panel, 'right', { rank: 49, type: 'Tutor' });
  restorer?.add(panel, panel.id);
  const show = () => {
    makeRoom(shell);
    shell?.expandRight();
    app.shell.activateById(panel.id);
    panel.focusQuestion();
  };
  addCommands(app, desk, show);
  watchErrors(app, desk, work, tracker);
  follow(desk, tracker);
  const offered = [Commands.ask, Commands.askHint, Commands.explain, Commands.stopAnswer];
  desk.standingChanged.connect(() => [...offered, Commands.explainTest].forEach(command => app.commands.notifyCommandChanged(command)));
  offered.forEach(command => palette?.addItem({ command, category: 'Lectorium' }));
}

function addCommands({ commands }: JupyterFrontEnd, desk: TutorDesk, show: () => void): void {
  commands.addCommand(Commands.ask, {
    label: 'Ask the Tutor',
    caption: 'Opens the tutor beside the notebook',
    icon: tutorIcon,
    execute: show
  });
  commands.addCommand(Commands.askHint, {
    label: 'Ask the Tutor for a Hint',
    isEnabled: () => desk.talk?.mayAsk === true && desk.talk.status?.next_hint_step != null,
    execute: () => (show(), desk.ask('hint', ''))
  });
  commands.addCommand(Commands.stopAnswer, {
    label: 'Stop the Tutor’s Answer',
    isEnabled: () => desk.talk?.live != null,
    execute: () => desk.talk?.stop()
  });
  commands.addCommand(Commands.explain, {
    label: 'Explain This Error',
    isEnabled: () => desk.talk?.mayAsk === true && desk.around().error !== '',
    execute: () => explain(desk, desk.assignment?.panel.content.activeCell ?? null, show)
  });
  commands.addCommand(Commands.explainTest, {
    label: 'Explain a Failed Test',
    isVisible: () => false,
    isEnabled: () => desk.talk?.status?.available === true,
    execute: args => {
      const { attempt, result } = desk.assignment?.attempts.shown ?? {};
      const test = result?.tests.find(one => one.test_case_id === args.testCaseId);
      if (attempt !== undefined && test !== undefined) {
        show();
        void desk.explainTest(attempt.id, test);
      }
    }
  });
}

function explain(desk: TutorDesk, cell: Cell | null, show: () => void): void {
  if (cell !== null) {
    show();
    void desk.explainCell(cell);
  }
}

/** A button under each cell that stopped with an error, where the tutor can be asked. */
function watchErrors(app: JupyterFrontEnd, desk: TutorDesk, work: IDesk, tracker: INotebookTracker): void {
  const known = new Map<string, Explaining>();
  const look = () => {
    const panel = tracker.currentWidget;
    const assignment = panel === null ? null : work.of(panel.content);
    if (panel === null || assignment === null) {
      return;
    }
    if (!known.has(panel.id)) {
      panel.disposed.connect(() => known.delete(panel.id));
      known.set(
        panel.id,
        new Explaining(panel, {
          mayAsk: () => desk.talkOf(assignment.challengeId).status?.available === true,
          explain: cell => {
            panel.content.activeCellIndex = panel.content.widgets.indexOf(cell);
            void app.commands.execute(Commands.explain);
          }
        })
      );
    }
    known.get(panel.id)!.look();
  };
  desk.standingChanged.connect(look);
}

/** What goes with a question is of the cell in front, as it is now. */
function follow(desk: TutorDesk, tracker: INotebookTracker): void {
  let watched: Cell | null = null;
  const tell = () => desk.notice();
  tracker.activeCellChanged.connect((_, cell) => {
    watched?.model?.stateChanged.disconnect(tell);
    watched = cell;
    cell?.model.stateChanged.connect(tell);
    tell();
  });
  NotebookActions.executed.connect((_, { notebook, cell }) => {
    tell();
    desk.ran(notebook, cell);
  });
}
