/** The tutor in words: how much help, what is left, why not, and what was asked. */

import type { Citation, Interaction, InteractionRow, ModelName, TutorProgress, TutorStatus } from '../wire.ts';
import { count } from './format.ts';

const HELP: Record<TutorStatus['help_level'], string> = {
  off: 'No help here',
  concepts: 'Explains ideas; writes no code for this task',
  steps: 'Helps in steps; the solution stays yours to find',
  open: 'Helps with everything; all of it is recorded'
};

export function helpText(level: TutorStatus['help_level']): string {
  return HELP[level];
}

/** "38 of 50 questions left today" */
export function leftText(status: Pick<TutorStatus, 'left' | 'daily_limit'>): string {
  return `${status.left} of ${count(status.daily_limit, 'question')} left today`;
}

/** A version that is a mere number says nothing to who asks. */
export function modelText(model: ModelName | null): string {
  return model === null ? 'no model' : /^\d*$/.test(model.version) ? model.name : `${model.name} ${model.version}`;
}

/** What of the tutor's doing a person waits for. */
const DOING: Record<TutorProgress['state'], string> = {
  retrieving: 'Looking things up…',
  waiting: 'Waiting for its turn…',
  answering: 'Writing…',
  checking: 'Checking the answer…'
};

export function doingText(state: TutorProgress['state'] | null): string {
  return state === null ? 'Asking…' : DOING[state];
}

/** The four steps of help, as they are asked for. */
const STEPS: Record<string, string> = {
  nudge: 'a nudge',
  concept: 'the idea behind it',
  where: 'where to look',
  where_to_look: 'where to look',
  'where to look': 'where to look',
  pseudo: 'pseudo-code',
  pseudo_code: 'pseudo-code',
  'pseudo-code': 'pseudo-code'
};

/** "Step 2 of 4: the idea behind it" */
export function stepText(step: number, steps: readonly string[]): string {
  const name = steps[step - 1];
  const word = name === undefined ? '' : (STEPS[name.toLowerCase()] ?? name);
  return steps.length < step ? `Step ${step}` : `Step ${step} of ${steps.length}${word === '' ? '' : `: ${word}`}`;
}

/** What the button says before the step is taken. */
export function hintLabel(status: Pick<TutorStatus, 'hint_steps' | 'next_hint_step'>): string {
  return status.next_hint_step === null ? '' : stepText(status.next_hint_step, status.hint_steps);
}

/** What was asked, where the student wrote nothing of their own. */
export function askedText(row: Pick<InteractionRow, 'kind' | 'text' | 'hint_step'>): string {
  if (row.text.trim() !== '') {
    return row.text;
  }
  return row.kind === 'explain' ? 'Explain this error' : row.kind === 'hint' ? 'Give me a hint' : '';
}

/** What the answer's check did, said calmly: a person learns more from a hint than from a refusal. */
export function guardText(guarding: InteractionRow['guarding']): string {
  switch (guarding) {
    case 'rewritten':
      return 'This is a hint: the code of this task is yours to write.';
    case 'withheld':
      return 'Part of this answer is not shown: the code of this task is yours to write.';
    default:
      return '';
  }
}

/** "Source 2: Lecture 3, page 7" */
export function sourceText(citation: Citation): string {
  return citation.place === '' ? citation.title : `${citation.title}, ${citation.place}`;
}

/** How an answer ended, where it did not just end. */
export function endText(row: Pick<InteractionRow, 'state' | 'error' | 'is_cut'>): string {
  if (row.state === 'failed') {
    return row.error ?? 'The answer broke off. Your question is kept. Please ask again.';
  }
  if (row.state === 'stopped') {
    return 'You stopped this answer.';
  }
  return row.is_cut ? 'The model may write no more than this at once. Ask on to read the rest.' : '';
}

export function isOpen(row: Pick<InteractionRow, 'state'>): boolean {
  return row.state === 'asked' || row.state === 'answering';
}

/** In a conversation stand questions and answers; runs of code belong to the journey. */
export function isTalk(row: Pick<InteractionRow, 'kind'>): boolean {
  return row.kind !== 'code_run';
}

/** A row of a list and the whole of it say the same about what is shown. */
export function asRow(whole: Interaction): InteractionRow {
  const { code: _code, stdin: _stdin, stdout: _stdout, left_today: _left, ...row } = whole;
  return row;
}
