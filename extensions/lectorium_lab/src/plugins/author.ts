import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { messageOf } from '../api/errors.ts';
import { CheckList } from '../author/checklist.tsx';
import { AuthorDesk } from '../author/desk.ts';
import { gatherFiles } from '../author/gather.ts';
import { preview } from '../author/preview.ts';
import { publish } from '../author/publish.tsx';
import { notebookProblem, programProblem } from '../pure/templates.ts';
import { PROGRAM_ROLES, ROLES } from '../pure/roles.ts';
import type { Role } from '../pure/roles.ts';
import { Commands, ILectorium } from '../tokens.ts';
import { authorIcon } from '../ui/icons.ts';
import { goToIndex } from '../ui/cells.ts';
import { makeRoom, uncoverWork } from '../ui/room.ts';

/** Making problems of notebooks: roles, checks, preview, publishing. */
export const author: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:author',
  description: 'Roles of cells, a check list, a preview and publishing, for those who teach.',
  autoStart: true,
  requires: [ILectorium, INotebookTracker, IDocumentManager],
  optional: [ICommandPalette, ILayoutRestorer, ILabShell],
  activate
};

interface Tools {
  app: JupyterFrontEnd;
  house: ILectorium;
  tracker: INotebookTracker;
  documents: IDocumentManager;
  desk: AuthorDesk;
  showChecks: () => void;
}

function activate(
  app: JupyterFrontEnd,
  house: ILectorium,
  tracker: INotebookTracker,
  documents: IDocumentManager,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  shell: ILabShell | null
): void {
  const desk = new AuthorDesk(tracker, house, app.commands);
  const contents = app.serviceManager.contents;
  const panel = new CheckList(desk, {
    check: () => void desk.current?.check(() => gatherFiles(contents, desk.current!.panel)),
    goTo: cell => {
      uncoverWork(shell);
      void goTo(desk.current?.panel, cell);
    },
    close: () => void app.commands.execute(Commands.closePanel, { side: 'right' })
  });
  const showChecks = () => {
    makeRoom(shell);
    shell?.expandRight();
    app.shell.activateById(panel.id);
  };
  const tools = { app, house, tracker, documents, desk, showChecks };
  addPanelForAuthors(tools, panel, restorer);
  addCommands(tools);
  addRoleCommands(tools, palette);
  for (const command of [Commands.author, Commands.checks, Commands.preview, Commands.publish]) {
    palette?.addItem({ command, category: 'Lectorium' });
  }
  for (const kind of ['notebook', 'program']) {
    palette?.addItem({ command: Commands.newProblem, args: { kind }, category: 'Lectorium' });
  }
}

/** Students never see the check list: it enters the sidebar with the first sign of an author. */
function addPanelForAuthors({ app, house }: Tools, panel: CheckList, restorer: ILayoutRestorer | null): void {
  const add = () => {
    if (house.store.isAuthor && !panel.isAttached && panel.parent === null) {
      app.shell.add(panel, 'right', { rank: 51, type: 'Check list' });
    }
  };
  restorer?.add(panel, panel.id);
  house.store.changed.connect(add);
  add();
}

function addCommands({ app, house, tracker, documents, desk, showChecks }: Tools): void {
  const { commands } = app;
  const isOpen = () => desk.current !== null;
  const go = (cell: number) => void goTo(desk.current?.panel, cell);
  commands.addCommand(Commands.author, {
    label: 'Author',
    caption: 'Make an assignment of this notebook: roles for cells, checks, publishing',
    icon: authorIcon,
    isVisible: () => desk.mayAuthor(tracker.currentWidget),
    isEnabled: () => desk.mayAuthor(tracker.currentWidget),
    isToggled: isOpen,
    execute: () => tracker.currentWidget && desk.toggle(tracker.currentWidget)
  });
  commands.addCommand(Commands.checks, { label: 'Show Check List', isEnabled: isOpen, execute: showChecks });
  commands.addCommand(Commands.preview, {
    label: 'Preview as Student',
    isEnabled: isOpen,
    execute: () => told(() => preview(documents, desk.current!))
  });
  commands.addCommand(Commands.publish, {
    label: 'Publish…',
    isEnabled: isOpen,
    execute: () => told(() => publish(house, app.serviceManager.contents, desk.current!, go))
  });
  commands.addCommand(Commands.newProblem, {
    label: args => (args.kind === 'program' ? 'New Program Problem' : 'New Notebook Problem'),
    isVisible: () => house.store.isAuthor,
    execute: args => told(() => newProblem(documents, args.kind === 'program'))
  });
}

/** One command for every role, so that each can have a shortcut. */
function addRoleCommands({ app, tracker, desk }: Tools, palette: ICommandPalette | null): void {
  app.commands.addCommand(Commands.role, {
    label: args => `Cell Role: ${[...ROLES, ...PROGRAM_ROLES].find(look => look.role === args.role)?.word ?? args.role}`,
    isEnabled: () => desk.current !== null && tracker.activeCell !== null,
    execute: args => desk.current!.setRole(tracker.activeCell!, args.role as Role)
  });
  for (const { role } of ROLES) {
    palette?.addItem({ command: Commands.role, args: { role }, category: 'Lectorium' });
  }
}

async function newProblem(documents: IDocumentManager, program: boolean): Promise<void> {
  const contents = documents.services.contents;
  const model = await contents.newUntitled({ type: 'notebook', ext: '.ipynb' });
  const path = model.path.replace(/Untitled(\d*)/, (_, number: string) => (program ? 'Program problem' : 'Problem') + (number && ` ${number}`));
  const renamed = await contents.rename(model.path, path).catch(() => model);
  await contents.save(renamed.path, { type: 'notebook', format: 'json', content: program ? programProblem() : notebookProblem() });
  documents.openOrReveal(renamed.path);
}

async function goTo(panel: NotebookPanel | undefined, cell: number): Promise<void> {
  if (panel !== undefined) {
    await goToIndex(panel, cell);
  }
}

async function told(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    Notification.error(messageOf(error), { autoClose: false });
  }
}
