import assert from 'node:assert/strict';
import { test } from 'node:test';

import { handedInText, leftText, lengthText, overText, rules, told } from '../../extensions/lectorium_lab/src/pure/exam.ts';
import type { Sitting } from '../../extensions/lectorium_lab/src/wire.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const READY: Sitting = {
  item_id: 'i',
  class_id: 'c',
  title: 'Midterm',
  state: 'ready',
  opens_at: '2026-11-20T11:00:00Z',
  closes_at: '2026-11-20T15:00:00Z',
  seconds: 3600,
  would_end_at: '2026-11-20T13:00:00Z',
  server_now: '2026-11-20T12:00:00Z',
  started_at: null,
  deadline_at: null,
  remaining_seconds: null,
  extra_minutes: 0,
  closed_at: null,
  closed_by: null,
  work: []
};

test('time is calm until the last five minutes', () => {
  assert.equal(leftText(3600), '60 minutes left');
  assert.equal(leftText(3541), '60 minutes left');
  assert.equal(leftText(301), '6 minutes left');
  assert.equal(leftText(299), '4:59 left');
  assert.equal(leftText(0), '0:00 left');
  assert.equal(leftText(-3), '0:00 left');
});

test('each mark is said once, when it is passed', () => {
  assert.equal(told(1801, 1800), '30 minutes left in the exam.');
  assert.equal(told(1800, 1799), '');
  assert.equal(told(61, 59), '1 minute left in the exam.');
  assert.equal(told(4000, 3999), '');
});

test('the rules name the length and the end, and the whole window where there is no length', () => {
  const lines = rules(READY, NOW);
  assert.match(lines[0], /^You have 60 minutes from the moment you start\. If you start now, it ends Fri 20 Nov, /);
  assert.match(lines[1], /^It can be started until /);
  const whole = rules({ ...READY, seconds: null, would_end_at: null, closes_at: null }, NOW);
  assert.equal(whole[0], 'You have until the end of the exam.');
  assert.equal(whole.length, lines.length - 1);
  assert.equal(lengthText(60), '1 minute');
});

test('why it can’t be worked on', () => {
  assert.equal(overText(READY, NOW), '');
  assert.match(overText({ ...READY, state: 'missed', opens_at: '2026-11-21T11:00:00Z' }, NOW), /^This exam can be started /);
  assert.match(overText({ ...READY, state: 'missed' }, NOW), /Talk to your teacher/);
  const closed: Sitting = { ...READY, state: 'closed', closed_at: '2026-11-20T11:59:00Z', closed_by: 'student' };
  assert.match(overText(closed, NOW), /^You have handed in this exam/);
  assert.match(overText({ ...closed, closed_by: 'time' }, NOW), /^Time is up\./);
  assert.match(overText({ ...closed, closed_by: 'staff' }, NOW), /^Your teacher ended this exam/);
});

test('what was handed in of a problem', () => {
  const work = [{ challenge_id: 'a', title: 'A', saved_at: '2026-11-20T11:03:20Z', revision: 2, handed_in_at: null }];
  assert.match(handedInText({ ...READY, work }, 'a'), /^Your last saved draft \(\d\d:03:20\) was handed in\.$/);
  assert.match(handedInText({ ...READY, work }, 'b'), /^Nothing was saved/);
});
