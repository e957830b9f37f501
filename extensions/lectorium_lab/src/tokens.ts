/** What the plugins of this extension share. */

import { Token } from '@lumino/coreutils';

import type { Api } from './api/api.ts';
import type { Events } from './api/events.ts';
import type { CourseStore } from './courses/store.ts';
import type { Desk } from './work/desk.ts';
import type { Exams } from './work/exam.ts';

export interface ILectorium {
  api: Api;
  events: Events;
  store: CourseStore;
  exams: Exams;
}

export const ILectorium = new Token<ILectorium>('lectorium-lab:ILectorium', 'The course service.');

/** The open notebooks that are work on a problem. */
export type IDesk = Desk;

export const IDesk = new Token<IDesk>('lectorium-lab:IDesk', 'The work that is open.');

/** Command ids. Shortcuts and toolbars name them in the settings, so they stay. */
export const Commands = {
  courses: 'lectorium:courses',
  refresh: 'lectorium:refresh',
  open: 'lectorium:open',
  read: 'lectorium:read',
  quiz: 'lectorium:quiz',
  structure: 'lectorium:structure',
  newAnnouncement: 'lectorium:new-announcement',
  newMaterial: 'lectorium:new-material',
  runTests: 'lectorium:run-tests',
  submit: 'lectorium:submit',
  sit: 'lectorium:sit',
  handIn: 'lectorium:hand-in',
  results: 'lectorium:results',
  hint: 'lectorium:hint',
  saveDraft: 'lectorium:save-draft',
  ask: 'lectorium:ask',
  leavePanel: 'lectorium:leave-panel',
  closePanel: 'lectorium:close-panel',
  askHint: 'lectorium:ask-hint',
  stopAnswer: 'lectorium:stop-answer',
  explain: 'lectorium:explain',
  explainTest: 'lectorium:explain-test',
  author: 'lectorium:author',
  role: 'lectorium:role',
  checks: 'lectorium:checks',
  preview: 'lectorium:preview',
  publish: 'lectorium:publish',
  newProblem: 'lectorium:new-problem'
} as const;
