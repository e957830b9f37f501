import assert from 'node:assert/strict';
import { test } from 'node:test';

import { absolute, ago, dueIn, dueText, isPressing, span, zoneName, zonesDiffer } from '../../extensions/lectorium_lab/src/pure/due.ts';

const now = new Date('2026-11-20T10:00:00Z');

test('a due time is said relative, with the absolute beside it', () => {
  assert.equal(dueText('2026-11-24T22:59:00Z', now, 'Europe/Berlin'), 'due in 4 days · Tue 24 Nov, 23:59');
});

test('the past is past, and nothing due is said so', () => {
  assert.equal(dueIn('2026-11-20T07:00:00Z', now), 'was due 3 hours ago');
  assert.equal(dueIn(null, now), 'no due date');
});

test('exactly now is still on time', () => {
  assert.equal(dueIn('2026-11-20T10:00:00Z', now), 'due in less than a minute');
});

test('a span is told in its fitting unit', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  assert.deepEqual([span(minute), span(59 * minute), span(hour), span(47 * hour), span(2 * day)], [
    '1 minute',
    '59 minutes',
    '1 hour',
    '47 hours',
    '2 days'
  ]);
});

test('the year appears when it is another one', () => {
  assert.equal(absolute('2027-01-05T09:30:00Z', now, 'UTC'), 'Tue 5 Jan 2027, 09:30');
});

test('midnight is 00:00 and never 24:00', () => {
  assert.equal(absolute('2026-11-21T00:00:00Z', now, 'UTC'), 'Sat 21 Nov, 00:00');
});

test('the zone is named only when the clocks differ', () => {
  const due = '2026-11-24T22:59:00Z';
  assert.equal(zonesDiffer(due, now, 'Europe/Berlin', 'Europe/Paris'), false);
  assert.equal(zonesDiffer(due, now, 'Europe/Berlin', 'America/New_York'), true);
  assert.equal(zoneName(due, 'UTC'), 'UTC');
});

test('summer time: the same wall clock on both sides of the change', () => {
  assert.equal(absolute('2026-10-24T21:59:00Z', now, 'Europe/Berlin'), 'Sat 24 Oct, 23:59');
  assert.equal(absolute('2026-10-25T22:59:00Z', now, 'Europe/Berlin'), 'Sun 25 Oct, 23:59');
});

test('less than a day is pressing, and so is the past', () => {
  assert.equal(isPressing('2026-11-21T09:59:00Z', now), true);
  assert.equal(isPressing('2026-11-21T10:00:00Z', now), false);
  assert.equal(isPressing('2026-11-19T10:00:00Z', now), true);
  assert.equal(isPressing(null, now), false);
});

test('what was a moment ago is just now', () => {
  assert.equal(ago('2026-11-20T09:59:30Z', now), 'just now');
  assert.equal(ago('2026-11-20T09:00:00Z', now), '1 hour ago');
});
