import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification, WidgetTracker } from '@jupyterlab/apputils';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { chosen, edited } from '../courses/choose.ts';
import { openStructure, structureId } from '../structure/editor.tsx';
import { Commands, ILectorium } from '../tokens.ts';

const LABEL = 'Edit the Structure of a Class…';

/** The structure editor in the main area, for who may edit a class's content. */
export const structure: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:structure',
  description: 'Modules and items of a class, in one order.',
  autoStart: true,
  requires: [ILectorium, IRenderMimeRegistry],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    house: ILectorium,
    rendermime: IRenderMimeRegistry,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ) => {
    const { commands, shell } = app;
    const tools = { house, rendermime, newProblem: () => void commands.execute(Commands.newProblem, { kind: 'notebook' }) };
    const tracker = new WidgetTracker<MainAreaWidget>({ namespace: 'lectorium-structure' });
    commands.addCommand(Commands.structure, {
      label: LABEL,
      isVisible: () => edited(house).length > 0,
      execute: async args => {
        await (house.store.courses === null ? house.store.refresh() : undefined); // Lab opens it again before the panel is filled
        const id = typeof args.classId === 'string' ? args.classId : await chosen(edited(house), LABEL);
        const home = edited(house).find(one => one.id === id);
        if (id !== null && home === undefined) {
          Notification.error('This class can’t be edited here: it may be archived, or not yours to edit.');
        }
        if (home === undefined) {
          return;
        }
        const widget = tracker.find(each => each.id === structureId(home.id)) ?? openStructure(tools, home);
        if (!widget.isAttached) {
          shell.add(widget, 'main', { type: 'Structure' });
          void tracker.add(widget);
        }
        shell.activateById(widget.id);
      }
    });
    void restorer?.restore(tracker, {
      command: Commands.structure,
      name: widget => widget.id,
      args: widget => ({ classId: widget.id.slice(structureId('').length) })
    });
    palette?.addItem({ command: Commands.structure, category: 'Lectorium' });
  }
};
