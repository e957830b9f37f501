import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification, WidgetTracker } from '@jupyterlab/apputils';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { messageOf } from '../api/errors.ts';
import { chosen, edited } from '../courses/choose.ts';
import { openReader, readerId } from '../reading/reader.tsx';
import type { ReaderTools } from '../reading/reader.tsx';
import { Commands, ILectorium } from '../tokens.ts';
import { pageUrl } from '../ui/links.ts';

/** Reading announcements and materials, and the way to where they are written. */
export const reading: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:reading',
  description: 'Announcements and materials of a class, in the main area.',
  autoStart: true,
  requires: [ILectorium, IDocumentManager, IRenderMimeRegistry],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    house: ILectorium,
    documents: IDocumentManager,
    rendermime: IRenderMimeRegistry,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ) => {
    const { commands, shell } = app;
    const tools: ReaderTools = {
      house,
      rendermime,
      contents: documents.services.contents,
      show: path => void commands.execute('filebrowser:go-to-path', { path, dontShowBrowser: false })
    };
    const tracker = new WidgetTracker<MainAreaWidget>({ namespace: 'lectorium-reading' });
    commands.addCommand(Commands.read, {
      label: 'Read an Announcement or Material',
      isVisible: () => false,
      execute: async args => {
        const id = String(args.itemId);
        const open = tracker.find(widget => widget.id === readerId(id));
        if (open !== undefined) {
          shell.activateById(open.id);
          return;
        }
        try {
          const widget = await openReader(tools, await house.api.item(id));
          shell.add(widget, 'main', { type: 'Reading' });
          void tracker.add(widget);
          shell.activateById(widget.id);
          house.store.refreshSoon(); // it is read now
        } catch (error) {
          Notification.error(messageOf(error));
        }
      }
    });
    void restorer?.restore(tracker, {
      command: Commands.read,
      name: widget => widget.id,
      args: widget => ({ itemId: widget.id.slice(readerId('').length) })
    });
    addAuthoring(app, house, palette);
  }
};

/** What has a file is written on the service's own pages: they show how far an upload is. */
function addAuthoring({ commands }: JupyterFrontEnd, house: ILectorium, palette: ICommandPalette | null): void {
  const pages: [string, string, string[]][] = [
    [Commands.newAnnouncement, 'New Announcement…', ['announcements', 'new']],
    [Commands.newMaterial, 'New Material…', ['materials', 'new']]
  ];
  for (const [command, label, path] of pages) {
    commands.addCommand(command, {
      label,
      isVisible: () => edited(house).length > 0,
      execute: async args => {
        const home = typeof args.classId === 'string' ? args.classId : await chosen(edited(house), label);
        if (home !== null) {
          window.open(pageUrl('classes', home, ...path), '_blank', 'noopener');
        }
      }
    });
    palette?.addItem({ command, category: 'Lectorium' });
  }
}
