import assert from 'node:assert/strict';
import { test } from 'node:test';

import { civilOf, instantOf } from '../../extensions/lectorium_lab/src/pure/civil.ts';

const BERLIN = 'Europe/Berlin';

test('a minute to midnight is that in summer and in winter', () => {
  assert.equal(instantOf('2026-10-24T23:59', BERLIN), '2026-10-24T21:59:00.000Z');
  assert.equal(instantOf('2026-10-25T23:59', BERLIN), '2026-10-25T22:59:00.000Z');
});

test('the zone is the one that is asked for, not that of the machine', () => {
  assert.equal(instantOf('2026-11-24T23:59', 'America/Santiago'), '2026-11-25T02:59:00.000Z');
  assert.equal(instantOf('2026-11-24T00:00', 'Asia/Kathmandu'), '2026-11-23T18:15:00.000Z');
  assert.equal(instantOf('2026-11-24T23:59', 'UTC'), '2026-11-24T23:59:00.000Z');
});

test('half past two that comes twice is the later one', () => {
  assert.equal(instantOf('2026-10-25T02:30', BERLIN), '2026-10-25T01:30:00.000Z');
});

test('half past two that is skipped is none', () => {
  assert.equal(instantOf('2026-03-29T02:30', BERLIN), null);
  assert.equal(instantOf('2026-03-29T01:59', BERLIN), '2026-03-29T00:59:00.000Z');
  assert.equal(instantOf('2026-03-29T03:00', BERLIN), '2026-03-29T01:00:00.000Z');
});

test('what a clock shows leads back to the instant', () => {
  for (const zone of [BERLIN, 'UTC', 'America/Santiago', 'Asia/Kathmandu', 'Australia/Lord_Howe']) {
    for (let instant = Date.parse('2026-01-01T00:00Z'); instant < Date.parse('2027-01-01T00:00Z'); instant += 7 * 3_600_000) {
      const back = Date.parse(instantOf(civilOf(instant, zone), zone) ?? '');
      assert.ok(back === instant || (back > instant && civilOf(back, zone) === civilOf(instant, zone)), `${zone} ${instant}`);
    }
  }
});
