import { IConnectionLost } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import { ILectorium } from '../tokens.ts';
import { startUrl } from '../ui/links.ts';

const LOST = 'Your server doesn’t answer. Your work stays in this tab and is sent when it answers again. If it was stopped, start it again.';

/** Losing the server: a calm line, instead of a dialog over one's work that says the server isn't running. */
export const connection: JupyterFrontEndPlugin<IConnectionLost> = {
  id: 'lectorium-lab:connection',
  description: 'What is said when the server doesn’t answer.',
  autoStart: true,
  requires: [ILectorium],
  provides: IConnectionLost,
  activate: (_: JupyterFrontEnd, house: ILectorium): IConnectionLost => {
    let shown: string | null = null;
    house.api.client.connectionChanged.connect((_, state) => {
      if (state === 'ok' && shown !== null) {
        Notification.dismiss(shown);
        shown = null;
      }
    });
    return async () => {
      if (shown === null) {
        const start = () => void window.open(startUrl(), '_blank', 'noopener');
        const actions = [{ label: 'Start my server', callback: start }];
        shown = Notification.warning(LOST, { autoClose: false, actions });
        // Asks until somebody answers, and so notices when all is well again.
        house.store.refreshSoon();
      }
    };
  }
};
