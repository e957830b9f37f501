/** A result in words. */

import type { Attempt, Guarantee, QueuePlace, Result, TestResult } from '../wire.ts';
import { count, points } from './format.ts';

/** The server counts no further. */
const FAR = 2000;

export interface StatusLook {
  word: string;
  sign: string;
  tone: 'good' | 'bad' | 'plain';
}

const STATUSES: Record<TestResult['status'], StatusLook> = {
  pass: { word: 'Passed', sign: '✓', tone: 'good' },
  fail: { word: 'Not yet', sign: '✗', tone: 'bad' },
  timeout: { word: 'Took too long', sign: '✗', tone: 'bad' },
  runtime_error: { word: 'Stopped with an error', sign: '!', tone: 'bad' },
  skipped: { word: 'Not run', sign: '–', tone: 'plain' },
  infra_error: { word: 'Not run: our fault', sign: '!', tone: 'plain' },
  pending: { word: 'Graded by hand', sign: '…', tone: 'plain' }
};

export function statusLook(test: Pick<TestResult, 'status' | 'kind'>): StatusLook {
  const look = STATUSES[test.status];
  return test.kind === 'manual' && test.status === 'skipped' ? { ...look, word: 'Not written' } : look;
}

const JUDGED: Record<Guarantee['judged'], StatusLook> = {
  outside: { word: 'Compared outside', sign: '✓', tone: 'good' },
  asserts: { word: 'Asserts, no guarantee', sign: 'i', tone: 'plain' },
  person: { word: 'Graded by hand', sign: '…', tone: 'plain' }
};

/** How a test of one's own is judged, for its author. */
export function judgedLook(judged: Guarantee['judged']): StatusLook {
  return JUDGED[judged];
}

/** "Attempt 3", "Test run 7"; an exam is handed in as a whole, so its work has no number there. */
export function attemptName(attempt: Pick<Attempt, 'type' | 'attempt_number'>, inExam: boolean): string {
  if (attempt.type === 'test_run') {
    return `Test run ${attempt.attempt_number}`;
  }
  return inExam ? 'Handed in' : `Attempt ${attempt.attempt_number}`;
}

/** What stands where a result will be. */
export function noResultText(inExam: boolean, isOver: boolean): string {
  if (!inExam) {
    return 'No results yet. “Run tests” tries the visible tests and uses no attempt; “Submit” hands in.';
  }
  return isOver
    ? 'No results yet. They are shown when your teacher returns them.'
    : 'No results yet. “Run tests” tries the visible tests. “Hand in” ends the exam: what was saved last of each problem is handed in.';
}

/** "7 of 9 tests, 12 of 15 points" */
export function summary(result: Result): string {
  const parts: string[] = [];
  if (result.passed !== null && result.total !== null) {
    parts.push(`${result.passed} of ${count(result.total, 'test')}`);
  }
  if (result.score !== null && result.points !== null) {
    parts.push(`${points(result.score)} of ${count(Number(points(result.points)), 'point')}`);
  }
  return parts.join(', ');
}

const FAULTS: Record<Result['fault'], string> = {
  none: '',
  student: 'The cause is in your code.',
  limit: 'The cause is a limit: for time, memory or output.',
  platform: 'This was our fault: no attempt was used.'
};

export function faultText(fault: Result['fault'], inExam: boolean): string {
  return fault === 'platform' && inExam ? 'This was our fault: what you saved is safe.' : FAULTS[fault];
}

export function isDone(status: Result['status']): boolean {
  return status !== 'queued' && status !== 'processing';
}

/** "14 before yours · about 6 s"; as the server's pages say it. */
export function placeText(place: QueuePlace): string {
  const before = place.ahead === 0 ? 'next in line' : `${place.ahead.toLocaleString('en')}${place.ahead < FAR ? '' : ' or more'} before yours`;
  const seconds = place.expected_wait_seconds;
  if (seconds === null) {
    return before;
  }
  return `${before} · about ${seconds < 100 ? `${Math.max(1, seconds)} s` : `${Math.round(seconds / 60)} min`}`;
}

export interface TestGroup {
  title: string;
  tests: TestResult[];
  open: boolean;
}

/** What needs work first, then what a person grades, then what passed. */
export function groups(tests: TestResult[]): TestGroup[] {
  const pick = (title: string, open: boolean, statuses: TestResult['status'][]): TestGroup[] => {
    const chosen = tests.filter(test => statuses.includes(test.status));
    return chosen.length === 0 ? [] : [{ title: `${title} (${chosen.length})`, tests: chosen, open }];
  };
  return [
    ...pick('Needs work', true, ['fail', 'timeout', 'runtime_error', 'skipped']),
    ...pick('Not run, our fault', true, ['infra_error']),
    ...pick('Graded by hand', true, ['pending']),
    ...pick('Passed', true, ['pass'])
  ];
}

/** The first eight of a hash: enough to compare by eye. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 8);
}
