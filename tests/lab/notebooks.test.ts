import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pairCells, summary } from '../../extensions/lectorium_lab/src/pure/diff.ts';
import { asDraft, sameWork, withMark } from '../../extensions/lectorium_lab/src/pure/notebook.ts';
import type { Cell, Notebook } from '../../extensions/lectorium_lab/src/pure/notebook.ts';
import { copyName, decide } from '../../extensions/lectorium_lab/src/pure/opening.ts';
import { mayBeIn } from '../../extensions/lectorium_lab/src/pure/files.ts';

function code(id: string, source: string, more: object = {}): Cell {
  return { id, cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null, ...more };
}

function notebook(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function holding(revision: number, content: Notebook) {
  return { revision, savedAt: '2026-11-20T12:00:00Z', content };
}

const release = notebook(code('a', 'x = ...'));
const first = notebook(code('a', 'x = 1'));
const second = notebook(code('a', 'x = 2'));

test('outputs and counts are no work', () => {
  const run = notebook(code('a', 'x = 1', { outputs: [{ output_type: 'stream' }], execution_count: 7 }));
  assert.equal(sameWork(run, first), true);
  assert.deepEqual(asDraft(run).cells, first.cells);
});

test('a list of lines is the same work as one text', () => {
  const listed = notebook({ ...code('a', ''), source: ['x = 1\n', 'y = 2'] });
  assert.equal(sameWork(listed, notebook(code('a', 'x = 1\ny = 2'))), true);
});

test('the revision is remembered in the file and not sent with the work', () => {
  const marked = withMark(first, { challenge_id: 'c', revision: 3 });
  assert.deepEqual(asDraft(marked).metadata.lectorium, { challenge_id: 'c' });
});

test('without a draft an untouched file holds nothing to save, and a touched one does', () => {
  assert.deepEqual(decide(release, null, [release]), { type: 'keep file', revision: 0, savedAt: null, dirty: false });
  assert.deepEqual(decide(first, null, [release]), { type: 'keep file', revision: 0, savedAt: null, dirty: true });
});

test('a file equal to the draft goes on from its revision', () => {
  const way = decide(withMark(first, { revision: 1 }), holding(3, first), [release]);
  assert.equal(way.type, 'keep file');
  assert.equal(way.type === 'keep file' && way.revision, 3);
});

test('work done offline upon the newest revision is kept and saved', () => {
  const way = decide(withMark(second, { revision: 3 }), holding(3, first), [release]);
  assert.deepEqual(way, { type: 'keep file', revision: 3, savedAt: '2026-11-20T12:00:00Z', dirty: true });
});

test('a file that the server held before is replaced by the newer draft', () => {
  assert.equal(decide(withMark(first, { revision: 1 }), holding(2, second), [release, first]).type, 'take draft');
  assert.equal(decide(release, holding(2, second), [release]).type, 'take draft');
});

test('i09 a file with work of its own is never replaced unasked', () => {
  const mine = withMark(notebook(code('a', 'x = 99')), { revision: 1 });
  assert.equal(decide(mine, holding(2, second), [release, first]).type, 'ask');
});

test('cells are paired by their ids, and what is only on one side stands alone', () => {
  const mine = notebook(code('a', '1'), code('b', 'mine'), code('m', 'new'));
  const theirs = notebook(code('t', 'other'), code('a', '1'), code('b', 'theirs'));
  const kinds = pairCells(mine, theirs).map(pair => [pair.kind, (pair.mine ?? pair.theirs)!.id]);
  assert.deepEqual(kinds, [
    ['theirs', 't'],
    ['same', 'a'],
    ['changed', 'b'],
    ['mine', 'm']
  ]);
});

test('a cell that moved is shown once on each side and loses nothing', () => {
  const pairs = pairCells(notebook(code('a', '1'), code('b', '2')), notebook(code('b', '2'), code('a', '1')));
  assert.equal(pairs.filter(pair => pair.mine !== null).length, 2);
  assert.equal(pairs.filter(pair => pair.theirs !== null).length, 2);
});

test('the difference in words', () => {
  assert.equal(summary(pairCells(first, second)), '1 cell written differently');
  assert.equal(summary(pairCells(first, first)), 'Both versions hold the same work');
});

test('the copy of the other version has a name of its own', () => {
  assert.equal(copyName('a/work.ipynb', new Date(2026, 10, 20, 9, 5, 7)), 'a/work (other version, 09.05.07).ipynb');
});

test('a file is asked for where its folder may hold it', () => {
  assert.equal(mayBeIn(['a.ipynb', 'data'], 'A b/data.csv'), false);
  assert.equal(mayBeIn([], 'first.ipynb'), false);
  assert.equal(mayBeIn(['a.ipynb'], 'A b/a.ipynb'), true);
  assert.equal(mayBeIn(['A.ipynb'], 'a.ipynb'), true); // one file to some disks
  assert.equal(mayBeIn(['Mu\u0308he.csv'], 'M\u00fche.csv'), true);
  assert.equal(mayBeIn([], 'x/.hidden'), true); // no listing tells
  assert.equal(mayBeIn([], 'notes~'), true);
});
