import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FocusClock } from '../../extensions/lectorium_lab/src/pure/focus.ts';
import { attemptsText, duration, points, scoreText } from '../../extensions/lectorium_lab/src/pure/format.ts';
import { askText, paidText, priceText } from '../../extensions/lectorium_lab/src/pure/hints.ts';
import { attemptName, faultText, groups, isDone, noResultText, placeText, summary } from '../../extensions/lectorium_lab/src/pure/results.ts';
import { EventParser } from '../../extensions/lectorium_lab/src/pure/sse.ts';
import { lookOf, nextAction, wantsResult } from '../../extensions/lectorium_lab/src/pure/states.ts';
import { inert } from '../../extensions/lectorium_lab/src/pure/text.ts';
import type { Result, TestResult } from '../../extensions/lectorium_lab/src/wire.ts';

test('i11 points are rounded half up, at two digits, only here', () => {
  assert.deepEqual([89.995, 1.005, 2.5, 3, 0.1 + 0.2].map(points), ['90', '1.01', '2.5', '3', '0.3']);
});

test('scores, attempts and durations in words', () => {
  assert.equal(scoreText(12, 15), '12 of 15 points');
  assert.equal(scoreText(null, 1), '1 point');
  assert.deepEqual([null, 0, 1, 3].map(attemptsText), ['unlimited attempts', 'no attempts left', '1 attempt left', '3 attempts left']);
  assert.deepEqual([12, 1540, 61_000].map(duration), ['12 ms', '1.5 s', '61 s']);
});

test('a hint says its price before it is taken, and the sum afterwards', () => {
  assert.equal(priceText(0.5, 2), 'This hint costs 0.5 points. 2 hints are left.');
  assert.equal(priceText(1, 1), 'This hint costs 1 point. 1 hint is left.');
  assert.deepEqual([0, 1, 0.25].map(cost => askText(2, 3, cost)), [
    'Show hint 2 of 3', 'Show hint 2 of 3 for 1 point', 'Show hint 2 of 3 for 0.25 points'
  ]);
  assert.deepEqual([[], [0, 0], [0.1, 0.2], [1]].map(paidText), [
    '', '', 'Your 2 hints cost 0.3 points.', 'Your 1 hint cost 1 point.'
  ]);
});

test('i23 colours, links and control characters are inert', () => {
  assert.equal(inert('\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007'), 'red link');
  assert.equal(inert('a\rb\u0000c\td'), 'a\nb\ufffdc\td');
  assert.equal(inert('user\u202etxt.exe'), 'usertxt.exe');
  assert.equal(inert('<script>alert(1)</script>'), '<script>alert(1)</script>');
});

test('each state has a word, a sign and one action', () => {
  assert.equal(lookOf('not started').action, 'Start');
  assert.equal(lookOf('in progress').action, 'Continue');
  assert.deepEqual(['not started', 'in progress', 'graded', 'returned'].map(state => nextAction(state as never)), ['Start', 'Continue', 'Try again', 'Try again']);
  assert.equal(wantsResult('graded'), true);
  assert.equal(wantsResult('missing'), false);
});

function one(status: TestResult['status']): TestResult {
  return { status } as TestResult;
}

test('what needs work stands first, and no test is left out', () => {
  const all: TestResult['status'][] = ['pass', 'pending', 'infra_error', 'fail', 'timeout', 'runtime_error', 'skipped'];
  const grouped = groups(all.map(one));
  assert.deepEqual(grouped.map(group => group.title), ['Needs work (4)', 'Not run, our fault (1)', 'Graded by hand (1)', 'Passed (1)']);
  assert.equal(grouped.flatMap(group => group.tests).length, all.length);
});

test('a result in one line, without what is not known yet', () => {
  assert.equal(summary({ passed: 7, total: 9, score: 12, points: 15 } as Result), '7 of 9 tests, 12 of 15 points');
  assert.equal(summary({ passed: null, total: null, score: null, points: null } as Result), '');
});

test('events come whole however they are cut, and comments are no events', () => {
  const parser = new EventParser();
  assert.deepEqual(parser.feed(': heartbeat\n\nevent: gra'), []);
  assert.deepEqual(parser.feed('ding\r\ndata: {"a":\r\ndata: 1}\r\n\r\nevent: x'), [{ event: 'grading', data: '{"a":\n1}' }]);
  assert.deepEqual(parser.feed('\ndata: 2\n\n'), [{ event: 'x', data: '2' }]);
});

test('only time in front counts, and a sleeping machine adds none', () => {
  const clock = new FocusClock();
  clock.tick(0, true);
  clock.tick(1_000, true);
  clock.tick(2_000, false);
  clock.tick(3_000, true);
  clock.tick(4_000, true);
  assert.equal(clock.seconds, 2);
  clock.tick(4_000_000, true);
  assert.equal(clock.seconds, 2);
  clock.take(2);
  assert.equal(clock.seconds, 0);
});

test('a place in line in words', () => {
  const words = (ahead: number, seconds: number | null): string => placeText({ ahead, expected_wait_seconds: seconds });
  assert.equal(words(14, 6), '14 before yours · about 6 s');
  assert.equal(words(0, 0), 'next in line · about 1 s');
  assert.equal(words(1, null), '1 before yours');
  assert.equal(words(2000, 400), '2,000 or more before yours · about 7 min');
});

test('what a newer test run has replaced is not waited for', () => {
  assert.deepEqual((['queued', 'processing', 'superseded', 'held'] as const).map(isDone), [false, false, true, true]);
});

test('an exam is handed in as a whole: its words count no attempts and submit nothing', () => {
  const submission = { type: 'final_submission', attempt_number: 2 } as const;
  assert.deepEqual([false, true].map(inExam => attemptName(submission, inExam)), ['Attempt 2', 'Handed in']);
  assert.equal(attemptName({ type: 'test_run', attempt_number: 2 }, true), 'Test run 2');
  for (const words of [noResultText(true, false), noResultText(true, true), faultText('platform', true)]) {
    assert.doesNotMatch(words, /[Ss]ubmit|attempt/);
  }
  assert.match(noResultText(false, false), /“Submit” hands in/);
  assert.equal(faultText('limit', true), faultText('limit', false));
});
