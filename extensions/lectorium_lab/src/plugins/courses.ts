import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';

import { CoursesPanel } from '../courses/panel.tsx';
import { Commands, ILectorium } from '../tokens.ts';
import { coursesIcon } from '../ui/icons.ts';

/** The left panel. */
export const courses: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:courses',
  description: 'Classes, assignments and practice at the left.',
  autoStart: true,
  requires: [ILectorium],
  optional: [ILayoutRestorer, ICommandPalette, ILabShell],
  activate: (
    app: JupyterFrontEnd,
    house: ILectorium,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    labShell: ILabShell | null
  ) => {
    const { commands, shell } = app;
    const panel = new CoursesPanel(house, {
      open: (challengeId, withResult) => void commands.execute(Commands.open, { challengeId, withResult }),
      sit: itemId => commands.execute(Commands.sit, { itemId }) as Promise<boolean>,
      read: itemId => void commands.execute(Commands.read, { itemId }),
      quiz: itemId => void commands.execute(Commands.quiz, { itemId }),
      structure: classId => void commands.execute(Commands.structure, { classId }),
      newProblem: kind => void commands.execute(Commands.newProblem, { kind }),
      refresh: () => house.store.refreshSoon(),
      close: () => void commands.execute(Commands.closePanel, { side: 'left' })
    });
    shell.add(panel, 'left', { rank: 50, type: 'Courses' });
    restorer?.add(panel, panel.id);
    commands.addCommand(Commands.courses, {
      label: 'Show Courses',
      icon: coursesIcon,
      execute: () => {
        shell.activateById(panel.id);
        panel.node.focus(); // shown on purpose: the keyboard goes on from here
      }
    });
    commands.addCommand(Commands.refresh, {
      label: 'Refresh Courses',
      execute: () => house.store.refresh()
    });
    // In a fresh workspace this is where one begins; Lab's own choice, the file browser, comes first and is put aside.
    void labShell?.restored.then(layout => layout.fresh && setTimeout(() => shell.activateById(panel.id)));
    for (const command of [Commands.courses, Commands.refresh]) {
      palette?.addItem({ command, category: 'Lectorium' });
    }
  }
};
