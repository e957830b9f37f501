/** An exam's time in words: calm until the last minutes, and by the server's clock alone. */

import { named } from './due.ts';
import type { Sitting } from '../wire.ts';

/** When what is left is said aloud, in minutes. */
const TOLD = [30, 10, 5, 1];
const CALM = 300;

/** "47 minutes left", in the last five "4:59 left". */
export function leftText(seconds: number): string {
  const whole = Math.max(0, seconds);
  if (whole < CALM) {
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} left`;
  }
  const minutes = Math.ceil(whole / 60);
  return `${minutes} minutes left`;
}

/** What is said aloud between two looks at the clock; empty where nothing is. */
export function told(before: number, now: number): string {
  const passed = TOLD.find(minutes => before > minutes * 60 && now <= minutes * 60);
  return passed === undefined ? '' : `${passed} minute${passed === 1 ? '' : 's'} left in the exam.`;
}

/** "60 minutes", "1 minute" */
export function lengthText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}

/** What holds before it begins, one line each; `zone` is the class's. */
export function rules(sitting: Sitting, zone?: string): string[] {
  const now = new Date(sitting.server_now);
  const longer = sitting.time_multiplier > 1 || sitting.extra_minutes > 0 ? ', your extra time included' : '';
  const length =
    sitting.seconds === null ? `You have until the end of the exam${longer}.` : `You have ${lengthText(sitting.seconds)} from the moment you start${longer}.`;
  const end = sitting.would_end_at === null ? '' : ` If you start now, it ends ${named(sitting.would_end_at, now, zone)}.`;
  return [
    length + end,
    ...(sitting.closes_at === null ? [] : [`It can be started until ${named(sitting.closes_at, now, zone)}.`]),
    'Your work is saved as you type. The time runs on when you close the window or lose the connection; come back from any machine.',
    'There are no hints and no tutor. Results are shown when your teacher returns them.',
    'When the time is up, what was last saved is handed in by itself.'
  ];
}

/** How it ended; empty where it hasn't. */
function endedText(sitting: Sitting): string {
  if (sitting.state !== 'closed') {
    return '';
  }
  const how = { student: 'You have handed in this exam.', staff: 'Your teacher ended this exam.', time: 'Time is up.' };
  return how[sitting.closed_by ?? 'time'];
}

/** Why it can't be worked on now; empty where it can, or could be started. */
export function overText(sitting: Sitting, zone?: string): string {
  if (sitting.state !== 'missed') {
    return sitting.state === 'closed' ? `${endedText(sitting)} ${allHandedIn(sitting)} ${RETURNED}` : '';
  }
  const now = new Date(sitting.server_now);
  const early = sitting.opens_at !== null && new Date(sitting.opens_at) > now;
  return early
    ? `This exam can be started ${named(sitting.opens_at!, now, zone)}. Come back then.`
    : 'The time to start this exam is over, and you have not started it. Talk to your teacher if you should sit it.';
}

const RETURNED = 'Results are shown when your teacher returns them.';

/** "Your last saved draft (12:03:20) was handed in." of one problem. */
export function handedInText(sitting: Sitting, challengeId: string): string {
  const saved = sitting.work.find(one => one.challenge_id === challengeId)?.saved_at ?? null;
  return saved === null
    ? 'Nothing of this problem was saved or handed in.'
    : `Your last saved draft (${toTheSecond(saved)}) was handed in.`;
}

/** The same of all problems of an exam. */
export function allHandedIn(sitting: Sitting): string {
  if (sitting.work.length === 1) {
    return handedInText(sitting, sitting.work[0].challenge_id);
  }
  const saved = sitting.work.flatMap(one => (one.saved_at === null ? [] : [`${one.title} (${toTheSecond(one.saved_at)})`]));
  return saved.length === 0 ? 'Nothing was saved, so nothing was handed in.' : `Your last saved drafts were handed in: ${saved.join(', ')}.`;
}

function toTheSecond(moment: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(moment));
}

/** What changed between two looks at a sitting, in words; empty where nothing did that a student should hear of. */
export function newsText(before: Sitting | null, now: Sitting): string {
  if (before === null || (before.state !== 'running' && before.state !== 'closed')) {
    return '';
  }
  if (before.state === 'running' && now.state === 'closed') {
    const what = now.work.length === 1 ? allHandedIn(now) : 'What was last saved of each problem was handed in.';
    return `${endedText(now)} ${what} ${RETURNED}`; // Lab cuts a notice after 140 characters
  }
  if (now.state !== 'running' || now.remaining_seconds === null) {
    return '';
  }
  const left = `You have ${leftText(now.remaining_seconds)}.`;
  if (before.state === 'closed') {
    return `Your teacher has opened the exam for you again. ${left}`;
  }
  const more = (Date.parse(now.deadline_at ?? '') - Date.parse(before.deadline_at ?? '')) / 1000;
  if (more <= -30) {
    return `${lengthText(-more)} that you were given by mistake ${more > -90 ? 'is' : 'are'} taken back. ${left}`;
  }
  return more >= 30 ? `You were given ${lengthText(more)} more. ${left}` : '';
}
