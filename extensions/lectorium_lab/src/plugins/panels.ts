import { ILabShell } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Commands } from '../tokens.ts';
import { Room, coversWork } from '../ui/room.ts';

/** What all of our panels at the sides have in common: room for the work, and the keyboard's way back to it. */
export const panels: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:panels',
  description: 'Room for work beside the panels, and the way back to it by the keyboard.',
  autoStart: true,
  optional: [ILabShell],
  activate: ({ commands, shell, restored }: JupyterFrontEnd, labShell: ILabShell | null) => {
    const leave = () => {
      const { currentWidget } = shell;
      if (currentWidget !== null) {
        shell.activateById(currentWidget.id);
      }
    };
    commands.addCommand(Commands.leavePanel, {
      label: 'Back From the Side Panel to the Notebook',
      isVisible: () => false,
      execute: () => {
        if (coversWork()) {
          const isLeft = document.activeElement?.closest('#lectorium-courses') != null;
          void commands.execute(Commands.closePanel, { side: isLeft ? 'left' : 'right' });
        } else {
          leave();
        }
      }
    });
    commands.addCommand(Commands.closePanel, {
      label: 'Close the Side Panel',
      isVisible: () => false,
      execute: args => {
        if (args.side === 'left') {
          labShell?.collapseLeft();
        } else {
          labShell?.collapseRight();
        }
        leave();
      }
    });
    void restored.then(() => labShell && new Room(labShell));
  }
};
