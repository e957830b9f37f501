import assert from 'node:assert/strict';
import { test } from 'node:test';

import { UNLOADED, editedAfter, label, maySave, shouldSave, step } from '../../extensions/lectorium_lab/src/pure/drafts.ts';
import type { DraftEvent, DraftState } from '../../extensions/lectorium_lab/src/pure/drafts.ts';

const INTERVAL = 30_000;
const SAVED = '2026-11-20T12:03:00Z';

function after(...events: DraftEvent[]): DraftState {
  return events.reduce(step, UNLOADED);
}

const loaded: DraftEvent = { type: 'loaded', revision: 4, savedAt: SAVED };
const edited: DraftEvent = { type: 'edited', now: 1_000 };
const offline: DraftEvent = { type: 'failed', trouble: 'offline', detail: '', now: 50_000, luck: 0.5 };
const conflict: DraftEvent = { type: 'failed', trouble: 'conflict', detail: '', now: 50_000, luck: 0.5 };

test('i09 nothing is saved before the load has finished, however long ago the edit was', () => {
  const state = after(edited);
  assert.equal(shouldSave(state, 10_000_000, INTERVAL), false);
  assert.equal(maySave(state), false);
});

test('an edit made while loading is saved after it', () => {
  assert.equal(shouldSave(after(edited, loaded), 40_000, INTERVAL), true);
});

test('a dirty draft is saved after the interval and not before', () => {
  const state = after(loaded, edited);
  assert.equal(shouldSave(state, 30_999, INTERVAL), false);
  assert.equal(shouldSave(state, 31_000, INTERVAL), true);
});

test('two saves never run at once', () => {
  const state = after(loaded, edited, { type: 'saving' });
  assert.equal(shouldSave(state, 1_000_000, INTERVAL), false);
  assert.equal(maySave(state), false);
});

test('what is typed during a save is still dirty after it', () => {
  const state = after(loaded, edited, { type: 'saving' }, { type: 'edited', now: 5_000 }, { type: 'saved', revision: 5, savedAt: SAVED });
  assert.notEqual(state.dirtySince, null);
  assert.equal(state.revision, 5);
});

test('a save clears what was dirty before it', () => {
  const state = after(loaded, edited, { type: 'saving' }, { type: 'saved', revision: 5, savedAt: SAVED });
  assert.equal(state.dirtySince, null);
  assert.match(label(state).text, /^Saved \d\d:\d\d$/);
});

test('offline it is tried again, later each time, and never given up', () => {
  let state = after(loaded, edited);
  const waits: number[] = [];
  for (let tries = 0; tries < 8; tries++) {
    state = step(step(state, { type: 'saving' }), offline);
    waits.push(state.retryAt - 50_000);
    assert.equal(shouldSave(state, state.retryAt - 1, INTERVAL), false);
    assert.equal(shouldSave(state, state.retryAt, INTERVAL), true);
  }
  assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('i09 over a conflict nothing is saved until somebody has chosen', () => {
  const state = after(loaded, edited, { type: 'saving' }, conflict);
  assert.equal(shouldSave(state, 10_000_000, INTERVAL), false);
  assert.equal(maySave(state), false);
  const chosen = step(state, { type: 'based', revision: 9 });
  assert.equal(chosen.revision, 9);
  assert.equal(maySave(chosen), true);
});

test('i09 nothing is saved once the assignment is closed, not even by a save that comes back late', () => {
  const closed = after(loaded, edited, { type: 'saving' }, { type: 'closed', detail: 'Closed since 12:00' }, { type: 'saved', revision: 5, savedAt: SAVED });
  assert.equal(maySave({ ...closed, dirtySince: 1 }), false);
  assert.equal(label(closed).text, 'Closed since 12:00');
});

test('failing to load is no licence to save', () => {
  const state = after(edited, offline);
  assert.equal(state.phase, 'loading');
  assert.equal(shouldSave(state, 10_000_000, INTERVAL), false);
  assert.equal(label(state).text, 'Not saved: offline, will retry');
});

test('the label promises nothing that the server does not have', () => {
  assert.equal(label(after({ type: 'loaded', revision: 0, savedAt: null })).text, 'Nothing to save yet');
  assert.equal(label(after({ type: 'loaded', revision: 0, savedAt: null }, edited)).text, 'Not saved yet');
  assert.match(label(after(loaded, edited)).text, /edited since$/);
});

test('work is edited since a test run only if it was changed or saved after it', () => {
  const saved = after(loaded);
  assert.equal(editedAfter(saved, SAVED), false);
  assert.equal(editedAfter(saved, '2026-11-20T12:10:00Z'), false);
  assert.equal(editedAfter(saved, '2026-11-20T12:02:59.900Z'), true);
  assert.equal(editedAfter(step(saved, edited), '2026-11-20T12:10:00Z'), true);
});
