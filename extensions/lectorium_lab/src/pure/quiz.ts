/** Answering a quiz: what an answer is, what is still open, and what is said of it. */

import type { QuestionResult, Quiz, QuizQuestion } from '../wire.ts';
import type { Tone } from './states.ts';

export type Answer = string | string[] | null;

/** Nothing typed and nothing chosen is no answer. */
export function tidy(answer: Answer): Answer {
  if (answer === null || answer.length === 0) {
    return null;
  }
  return typeof answer === 'string' && answer.trim() === '' ? null : answer;
}

/** One of several choices taken or left. */
export function toggled(answer: Answer, option: string, taken: boolean): Answer {
  const before = Array.isArray(answer) ? answer.filter(each => each !== option) : [];
  return tidy(taken ? [...before, option].sort() : before);
}

export function isChosen(answer: Answer, option: string): boolean {
  return Array.isArray(answer) ? answer.includes(option) : answer === option;
}

/** The numbers of the questions that have no answer. */
export function leftOpen(questions: QuizQuestion[], answers: ReadonlyMap<string, Answer>): number[] {
  return questions.filter(each => tidy(answers.get(each.challenge_id) ?? null) === null).map(each => each.number);
}

/** What handing in means now, before it is done. */
export function handInText(quiz: Quiz, open: number[]): string {
  const count = quiz.questions.length;
  const answered = `${count - open.length} of ${count} ${count === 1 ? 'question is' : 'questions are'} answered.`;
  const left = open.length === 0 ? '' : ` Left open: ${open.join(', ')}. An open question counts nothing.`;
  return `${answered}${left} ${meaning(quiz)}`;
}

function meaning(quiz: Quiz): string {
  if (quiz.mode === 'exam') {
    return 'This ends your exam: you can’t go on afterwards.';
  }
  if (quiz.attempts_left === 1) {
    return 'This is your last attempt: you can’t change your answers afterwards.';
  }
  const often = quiz.attempts_left === null ? 'as often as you like' : `${quiz.attempts_left} times`;
  return `You can hand in ${often}; each question counts with your best answer to it.`;
}

const OUTCOMES: Record<QuestionResult['outcome'], { sign: string; word: string; tone: Tone }> = {
  right: { sign: '✓', word: 'right', tone: 'good' },
  partly: { sign: '◐', word: 'partly right', tone: 'active' },
  wrong: { sign: '✗', word: 'not right', tone: 'bad' },
  open: { sign: '○', word: 'left open', tone: 'plain' },
  waiting: { sign: '…', word: 'being graded', tone: 'active' },
  failed: { sign: '!', word: 'not graded', tone: 'bad' },
  held: { sign: '●', word: 'handed in', tone: 'plain' }
};

export function outcomeLook(outcome: QuestionResult['outcome']): { sign: string; word: string; tone: Tone } {
  return OUTCOMES[outcome];
}

/** The ids of the options that were given. */
export function givenOptions(given: string | null): string[] {
  return given === null ? [] : given.split(' ').filter(each => each !== '');
}
