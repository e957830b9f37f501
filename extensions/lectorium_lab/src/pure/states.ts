/** States of an item: the word, the sign beside it, and the one thing to do next. */

import type { ItemCard } from '../wire.ts';

/** Of graded work; what is only read has none. */
export type ItemState = NonNullable<ItemCard['state']>;
export type Tone = 'plain' | 'active' | 'good' | 'bad';

export interface StateLook {
  word: string;
  sign: string;
  tone: Tone;
  action: string;
}

const LOOKS: Record<ItemState, StateLook> = {
  'not started': { word: 'Not started', sign: '○', tone: 'plain', action: 'Start' },
  'in progress': { word: 'In progress', sign: '◐', tone: 'active', action: 'Continue' },
  submitted: { word: 'Submitted', sign: '✓', tone: 'active', action: 'See result' },
  grading: { word: 'Grading', sign: '…', tone: 'active', action: 'See result' },
  graded: { word: 'Graded', sign: '✓', tone: 'good', action: 'See result' },
  returned: { word: 'Returned', sign: '✓', tone: 'good', action: 'See result' },
  missing: { word: 'Missing', sign: '!', tone: 'bad', action: 'Open' },
  excused: { word: 'Excused', sign: '–', tone: 'plain', action: 'Open' },
  closed: { word: 'Closed', sign: '■', tone: 'plain', action: 'Open' }
};

export function lookOf(state: ItemState): StateLook {
  return LOOKS[state];
}

/** What stands on the button in *Up next*: what is graded stands there only while it can be done better. */
export function nextAction(state: ItemState): string {
  return state === 'graded' || state === 'returned' ? 'Try again' : lookOf(state).action;
}

/** Whether the button leads to a result rather than to work. */
export function wantsResult(state: ItemState): boolean {
  return lookOf(state).action === 'See result';
}
