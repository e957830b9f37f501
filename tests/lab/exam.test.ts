import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allHandedIn, handedInText, leftText, lengthText, newsText, overText, rules, told } from '../../extensions/lectorium_lab/src/pure/exam.ts';
import { zoneName } from '../../extensions/lectorium_lab/src/pure/due.ts';
import type { Sitting } from '../../extensions/lectorium_lab/src/wire.ts';

const READY: Sitting = {
  item_id: 'i',
  class_id: 'c',
  title: 'Midterm',
  state: 'ready',
  opens_at: '2026-11-20T11:00:00Z',
  closes_at: '2026-11-20T15:00:00Z',
  seconds: 3600,
  time_multiplier: 1,
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
  const lines = rules(READY);
  assert.match(lines[0], /^You have 60 minutes from the moment you start\. If you start now, it ends Fri 20 Nov, /);
  assert.match(lines[1], /^It can be started until /);
  const whole = rules({ ...READY, seconds: null, would_end_at: null, closes_at: null });
  assert.equal(whole[0], 'You have until the end of the exam.');
  assert.equal(whole.length, lines.length - 1);
  assert.match(rules({ ...READY, time_multiplier: 1.5 })[0], /^You have 60 minutes from the moment you start, your extra time included\. /);
  assert.equal(rules({ ...READY, seconds: null, would_end_at: null, extra_minutes: 5 })[0], 'You have until the end of the exam, your extra time included.');
  assert.equal(lengthText(60), '1 minute');
});

test('the rules name the zone where the class has another', () => {
  const [own, far] = [Intl.DateTimeFormat().resolvedOptions().timeZone, 'Pacific/Kiritimati'];
  assert.deepEqual(rules(READY, own), rules(READY));
  const name = zoneName(READY.closes_at!);
  assert.ok(rules(READY, far)[0].endsWith(` ${name}.`));
  assert.ok(rules(READY, far)[1].endsWith(` ${name}.`));
});

const WORK: Sitting['work'] = [{ challenge_id: 'a', title: 'A', saved_at: '2026-11-20T11:03:20Z', revision: 2, handed_in_at: null }];
const UNSAVED = { challenge_id: 'b', title: 'B', saved_at: null, revision: 0, handed_in_at: null };
const RUNNING: Sitting = { ...READY, state: 'running', remaining_seconds: 1200, deadline_at: '2026-11-20T12:20:00Z', work: WORK };
const CLOSED: Sitting = { ...READY, state: 'closed', closed_at: '2026-11-20T11:59:00Z', closed_by: 'student', work: WORK };

test('why it can’t be worked on, by the server’s time', () => {
  assert.equal(overText(READY), '');
  assert.match(overText({ ...READY, state: 'missed', opens_at: '2026-11-20T12:00:01Z' }), /^This exam can be started /);
  assert.match(overText({ ...READY, state: 'missed' }), /Talk to your teacher/);
  assert.match(overText(CLOSED), /^You have handed in this exam\. Your last saved draft \(\d\d:03:20\) was handed in\. Results/);
  assert.match(overText({ ...CLOSED, closed_by: 'time' }), /^Time is up\. Your last saved draft/);
  assert.match(overText({ ...CLOSED, closed_by: 'staff' }), /^Your teacher ended this exam\./);
});

test('what was handed in of one problem, and of all', () => {
  assert.match(handedInText(CLOSED, 'a'), /^Your last saved draft \(\d\d:03:20\) was handed in\.$/);
  assert.match(handedInText(CLOSED, 'b'), /^Nothing of this problem was saved/);
  assert.match(allHandedIn({ ...CLOSED, work: [...WORK, UNSAVED] }), /^Your last saved drafts were handed in: A \(\d\d:03:20\)\.$/);
  assert.match(allHandedIn({ ...CLOSED, work: [UNSAVED, UNSAVED] }), /^Nothing was saved, so/);
});

test('a student hears of more time, of the end and of going on, and of nothing else', () => {
  assert.equal(newsText(null, CLOSED), '');
  assert.equal(newsText(READY, RUNNING), '');
  assert.equal(newsText(RUNNING, { ...RUNNING, remaining_seconds: 1100 }), '');
  const longer: Sitting = { ...RUNNING, deadline_at: '2026-11-20T12:30:00Z', remaining_seconds: 1800 };
  assert.equal(newsText(RUNNING, longer), 'You were given 10 minutes more. You have 30 minutes left.');
  assert.equal(newsText(longer, RUNNING), '10 minutes that you were given by mistake are taken back. You have 20 minutes left.');
  assert.equal(newsText(RUNNING, CLOSED), overText(CLOSED));
  for (const work of [WORK, [UNSAVED], [...WORK, UNSAVED]]) {
    const news = newsText(RUNNING, { ...CLOSED, work });
    assert.match(news, /^You have handed in this exam\. .* Results are shown when your teacher returns them\.$/);
    assert.ok(news.length <= 140, 'Lab cuts longer notices');
  }
  assert.match(newsText(CLOSED, RUNNING), /^Your teacher has opened the exam for you again\. You have 20 minutes left\.$/);
});
