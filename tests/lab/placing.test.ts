import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EMPTY, assignmentOf, faultsOf, refusedAt } from '../../extensions/lectorium_lab/src/pure/placing.ts';
import type { Wish } from '../../extensions/lectorium_lab/src/pure/placing.ts';

const ZONE = 'Europe/Berlin';
const NOW = new Date('2026-11-20T12:00:00Z');
const VERSION = { id: 'v1', title: 'Sums' };
const homework: Wish = { ...EMPTY, title: ' Sums ', where: 'c1', moduleId: 'm1' };
const exam: Wish = { ...homework, mode: 'exam', opens: '2026-11-24T09:00', due: '2026-11-24T12:00', minutes: '60' };
const faulty = (part: Partial<Wish>, of: Wish = exam) => Object.keys(faultsOf({ ...of, ...part }, ZONE, NOW));

test('an exam needs an end that is ahead and after its beginning', () => {
  assert.deepEqual(faultsOf(exam, ZONE, NOW), {});
  assert.deepEqual(faulty({ opens: '' }), []);
  assert.match(faultsOf({ ...exam, due: '' }, ZONE, NOW).due!, /^An exam needs an end/);
  assert.match(faultsOf({ ...exam, due: '2026-11-20T13:00' }, ZONE, NOW).due!, /^This has passed already/);
  assert.match(faultsOf({ ...exam, due: exam.opens }, ZONE, NOW).due!, /^It closes before it opens/);
});

test('i18 a time that clocks skip is said at its field', () => {
  assert.deepEqual(faulty({ opens: '2027-03-28T02:30', due: '2027-03-28T09:00' }), ['opens']);
  assert.match(faultsOf({ ...homework, due: '2027-03-28T02:30' }, ZONE, NOW).due!, /^02:30 doesn’t exist that day in Europe\/Berlin/);
});

test('numbers are whole and within what the service takes; what a kind has not is not looked at', () => {
  for (const minutes of ['0', '-1', '1.5', 'ten', '44641']) {
    assert.deepEqual(faulty({ minutes, maxAttempts: 'ten' }), ['minutes'], minutes);
  }
  assert.deepEqual(faulty({ maxAttempts: '1001', minutes: 'ten' }, homework), ['maxAttempts']);
  assert.deepEqual(faulty({ maxAttempts: ' 3 ', due: '2020-01-01T00:00' }, homework), []);
  assert.deepEqual(faulty({ where: 'library', due: '' }), []);
});

test('what is asked for: an exam with its window and length, other work with attempts and lateness', () => {
  assert.deepEqual(assignmentOf({ ...exam, maxAttempts: '3', acceptLate: false }, ZONE, VERSION), {
    title: 'Sums', mode: 'exam', due_date: '2026-11-24T11:00:00.000Z', is_published: true, problem_version_ids: ['v1'],
    release_date: '2026-11-24T08:00:00.000Z', time_limit_mins: 60
  });
  assert.deepEqual(assignmentOf({ ...homework, title: '', opens: exam.opens, minutes: '5', show: false }, ZONE, VERSION), {
    title: 'Sums', mode: 'homework', due_date: null, is_published: false, problem_version_ids: ['v1'], max_attempts: null, accept_late: true
  });
  assert.equal(assignmentOf({ ...exam, minutes: '', opens: '' }, ZONE, VERSION).time_limit_mins, null);
});

test('a refusal stands at the field it names', () => {
  assert.deepEqual(refusedAt('due_date', 'No.'), { due: 'No.' });
  assert.deepEqual([refusedAt('problem_version_ids', 'No.'), refusedAt(null, 'No.'), refusedAt(undefined, 'No.')], [null, null, null]);
});
