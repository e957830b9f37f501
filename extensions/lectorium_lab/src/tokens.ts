/** What the plugins of this extension share. */

import { Token } from '@lumino/coreutils';

import type { Api } from './api/api.ts';
import type { Events } from './api/events.ts';
import type { CourseStore } from './courses/store.ts';
import type { Exams } from './work/exam.ts';

export interface ILectorium {
  api: Api;
  events: Events;
  store: CourseStore;
  exams: Exams;
}

export const ILectorium = new Token<ILectorium>('lectorium-lab:ILectorium', 'The course service.');

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
  author: 'lectorium:author',
  role: 'lectorium:role',
  checks: 'lectorium:checks',
  preview: 'lectorium:preview',
  publish: 'lectorium:publish',
  newProblem: 'lectorium:new-problem'
} as const;
