import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wordFaults, wordPatch, wordRefusal, wordsOf } from '../../extensions/lectorium_lab/src/pure/editing.ts';

const ZONE = 'Europe/Berlin';
const ITEM = { title: 'Sums', release_date: null, due_date: '2026-11-24T22:59:00Z' };
const WORDS = wordsOf(ITEM, 'Read *this*.', ZONE);

test('i18 a form shows times as the class’s clocks do, and gives them back as instants', () => {
  assert.deepEqual(WORDS, { title: 'Sums', text: 'Read *this*.', opens: '', due: '2026-11-24T23:59' });
  const patch = wordPatch(WORDS, { ...WORDS, opens: '2027-03-27T02:30', due: '' }, ZONE);
  assert.deepEqual(patch, { release_date: '2027-03-27T01:30:00.000Z', due_date: null });
});

test('only what was changed is sent', () => {
  assert.deepEqual(wordPatch(WORDS, { ...WORDS, title: ' Sums ' }, ZONE), {});
  assert.deepEqual(wordPatch(WORDS, { ...WORDS, title: 'More sums', text: '' }, ZONE), { title: 'More sums', body_markdown: '' });
});

test('what would be refused is said at its field', () => {
  assert.deepEqual(wordFaults(WORDS, ZONE), {});
  assert.deepEqual(Object.keys(wordFaults({ ...WORDS, title: ' ', due: '2027-03-28T02:30' }, ZONE)), ['title', 'due']);
  assert.match(wordFaults({ ...WORDS, opens: '2027-03-28T02:30' }, ZONE).opens!, /^02:30 doesn’t exist that day in Europe\/Berlin/);
  assert.deepEqual(wordRefusal('release_date', 'too late'), { opens: 'too late' });
  assert.deepEqual(wordRefusal(null, 'not now'), { title: 'not now' });
});
