/** Where a published problem goes, and how it is taken there: what is wished, what is wrong with it, what is asked for. */

import type { AssignmentCreate, Placement } from '../wire.ts';
import { instantOf, timeFault } from './civil.ts';

export type Mode = NonNullable<Placement['mode']>;

/** "library": only kept; "practice": for the whole school; else a class's id. Times are civil, of the class's zone. */
export interface Wish {
  title: string;
  where: string;
  moduleId: string;
  newModule: string;
  mode: Mode;
  opens: string;
  due: string;
  minutes: string;
  maxAttempts: string;
  acceptLate: boolean;
  show: boolean;
}

export const NEW = 'new';
export const EMPTY: Wish = {
  title: '',
  where: 'library',
  moduleId: '',
  newModule: '',
  mode: 'homework',
  opens: '',
  due: '',
  minutes: '',
  maxAttempts: '',
  acceptLate: true,
  show: true
};

/** What is wrong, by the field that it stands at. */
export type Faults = Partial<Record<keyof Wish, string>>;

/** As the server limits them. */
const [MOST_MINUTES, MOST_ATTEMPTS] = [60 * 24 * 31, 1000];

export function isInClass(wish: Pick<Wish, 'where'>): boolean {
  return wish.where !== 'library' && wish.where !== 'practice';
}

/** What would be refused, or help nobody; found before anything is made. */
export function faultsOf(wish: Wish, zone: string, now: Date): Faults {
  if (!isInClass(wish)) {
    return {};
  }
  const isExam = wish.mode === 'exam';
  const faults: Faults = {
    due: isExam ? endFault(wish, zone, now) : timeFault(wish.due, zone),
    ...(isExam ? { opens: timeFault(wish.opens, zone), minutes: wholeFault(wish.minutes, MOST_MINUTES, 'the whole time until it closes') } : {}),
    ...(isExam ? {} : { maxAttempts: wholeFault(wish.maxAttempts, MOST_ATTEMPTS, 'as often as they like') })
  };
  return Object.fromEntries(Object.entries(faults).filter(([, words]) => words !== '')) as Faults;
}

function endFault(wish: Wish, zone: string, now: Date): string {
  if (wish.due === '') {
    return 'An exam needs an end: it can be begun until then, and its problems stay closed elsewhere.';
  }
  const words = timeFault(wish.due, zone);
  if (words !== '') {
    return words;
  }
  const end = instantOf(wish.due, zone)!;
  if (Date.parse(end) <= now.getTime()) {
    return 'This has passed already: nobody could sit it. Choose a time ahead.';
  }
  const begin = wish.opens === '' ? null : instantOf(wish.opens, zone);
  return begin !== null && begin >= end ? 'It closes before it opens. Choose a later time, or let it open earlier.' : '';
}

function wholeFault(text: string, most: number, nothing: string): string {
  const isGood = text.trim() === '' || (/^\d{1,6}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most);
  return isGood ? '' : `Write a whole number from 1 to ${most.toLocaleString('en')}, or nothing for ${nothing}.`;
}

/** What the service is asked for; an exam has neither attempts nor lateness. */
export function assignmentOf(wish: Wish, zone: string, version: { id: string; title: string }): AssignmentCreate {
  const instant = (civil: string) => (civil === '' ? null : instantOf(civil, zone));
  const whole = (text: string) => (text.trim() === '' ? null : Number(text));
  const isExam = wish.mode === 'exam';
  return {
    title: wish.title.trim() || version.title,
    mode: wish.mode,
    due_date: instant(wish.due),
    is_published: wish.show,
    problem_version_ids: [version.id],
    ...(isExam
      ? { release_date: instant(wish.opens), time_limit_mins: whole(wish.minutes) }
      : { max_attempts: whole(wish.maxAttempts), accept_late: wish.acceptLate })
  };
}

const FIELDS: Record<string, keyof Wish> = {
  title: 'title',
  mode: 'mode',
  release_date: 'opens',
  due_date: 'due',
  time_limit_mins: 'minutes',
  max_attempts: 'maxAttempts',
  accept_late: 'acceptLate',
  is_published: 'show'
};

/** The service's own refusal, at the field that it names; null where it names none of the form's. */
export function refusedAt(field: string | null | undefined, words: string): Faults | null {
  const at = FIELDS[field ?? ''];
  return at === undefined ? null : { [at]: words };
}
