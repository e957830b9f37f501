/** An exam's time in words: calm until the last minutes, and by the server's clock alone. */

import { absolute } from './due.ts';
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

/** What holds before it begins, one line each. */
export function rules(sitting: Sitting, now: Date): string[] {
  const length =
    sitting.seconds === null ? 'You have until the end of the exam.' : `You have ${lengthText(sitting.seconds)} from the moment you start.`;
  const end = sitting.would_end_at === null ? '' : ` If you start now, it ends ${absolute(sitting.would_end_at, now)}.`;
  return [
    length + end,
    ...(sitting.closes_at === null ? [] : [`It can be started until ${absolute(sitting.closes_at, now)}.`]),
    'Your work is saved as you type. The time runs on when you close the window or lose the connection; come back from any machine.',
    'There are no hints and no tutor. Results are shown when your teacher returns them.',
    'When the time is up, what was last saved is handed in by itself.'
  ];
}

/** Why it can't be worked on now; empty where it can, or could be started. */
export function overText(sitting: Sitting, now: Date): string {
  if (sitting.state === 'missed') {
    const early = sitting.opens_at !== null && new Date(sitting.opens_at) > now;
    return early
      ? `This exam can be started ${absolute(sitting.opens_at!, now)}. Come back then.`
      : 'The time to start this exam is over, and you have not started it. Talk to your teacher if you should sit it.';
  }
  if (sitting.state !== 'closed') {
    return '';
  }
  const at = sitting.closed_at === null ? '' : ` (${absolute(sitting.closed_at, now)})`;
  const how = { student: `You have handed in this exam${at}.`, staff: `Your teacher ended this exam${at}.`, time: 'Time is up.' };
  return `${how[sitting.closed_by ?? 'time']} Results are shown when your teacher returns them.`;
}

/** "Your last saved draft (12:03:20) was handed in." of one problem. */
export function handedInText(sitting: Sitting, challengeId: string): string {
  const saved = sitting.work.find(one => one.challenge_id === challengeId)?.saved_at ?? null;
  if (saved === null) {
    return 'Nothing was saved of this problem, so nothing of it was handed in.';
  }
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  return `Your last saved draft (${new Intl.DateTimeFormat('en-GB', options).format(new Date(saved))}) was handed in.`;
}
