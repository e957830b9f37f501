import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification, WidgetTracker } from '@jupyterlab/apputils';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { messageOf } from '../api/errors.ts';
import { openQuiz, quizId } from '../quiz/quiz.tsx';
import { Commands, ILectorium } from '../tokens.ts';

/** Quizzes in the main area. */
export const quiz: JupyterFrontEndPlugin<void> = {
  id: 'lectorium-lab:quiz',
  description: 'Quizzes of a class, in the main area.',
  autoStart: true,
  requires: [ILectorium, IRenderMimeRegistry],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    house: ILectorium,
    rendermime: IRenderMimeRegistry,
    restorer: ILayoutRestorer | null
  ) => {
    const { commands, shell } = app;
    const tracker = new WidgetTracker<MainAreaWidget>({ namespace: 'lectorium-quiz' });
    commands.addCommand(Commands.quiz, {
      label: 'Open a Quiz',
      isVisible: () => false,
      execute: async args => {
        const id = String(args.itemId);
        const open = tracker.find(widget => widget.id === quizId(id));
        if (open !== undefined) {
          shell.activateById(open.id);
          return;
        }
        try {
          const widget = openQuiz(house, rendermime, await house.api.item(id));
          shell.add(widget, 'main', { type: 'Quiz' });
          void tracker.add(widget);
          shell.activateById(widget.id);
        } catch (error) {
          Notification.error(messageOf(error));
        }
      }
    });
    void restorer?.restore(tracker, {
      command: Commands.quiz,
      name: widget => widget.id,
      args: widget => ({ itemId: widget.id.slice(quizId('').length) })
    });
  }
};
