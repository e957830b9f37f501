import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Api } from '../api/api.ts';
import { Client } from '../api/client.ts';
import { Events } from '../api/events.ts';
import { CourseStore } from '../courses/store.ts';
import { ILectorium } from '../tokens.ts';
import { Exams } from '../work/exam.ts';

/** The connection that all other plugins share. */
export const service: JupyterFrontEndPlugin<ILectorium> = {
  id: 'lectorium-lab:service',
  description: 'The course service.',
  autoStart: true,
  provides: ILectorium,
  activate: (app: JupyterFrontEnd): ILectorium => {
    const client = new Client(app.serviceManager.serverSettings);
    const api = new Api(client);
    const events = new Events(client);
    const store = new CourseStore(api, events);
    void store.refresh();
    return { api, events, store, exams: new Exams(api, events) };
  }
};
