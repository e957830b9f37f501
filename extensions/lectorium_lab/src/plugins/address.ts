import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { askedFor, withoutAsked } from '../pure/address.ts';
import { Commands } from '../tokens.ts';

/** Links from the pages into the work on a problem. */
export const address: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:address',
  description: 'Opens the problem that the address asks for.',
  autoStart: true,
  activate: (app: JupyterFrontEnd) => {
    const challengeId = askedFor(window.location.search);
    if (challengeId === '') {
      return;
    }
    // Only now: a second window of a workspace loads itself once more, and must still find what is asked for.
    void app.restored.then(() => {
      window.history.replaceState(window.history.state, '', withoutAsked(window.location.href));
      return app.commands.execute(Commands.open, { challengeId });
    });
  }
};
