/** Files of materials: where they go in the student's home, and how large they are said to be. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { folderName, materialPath, sizeText } from '../../extensions/lectorium_lab/src/pure/materials.ts';

test('a second file of one name stands beside the first', () => {
  assert.equal(materialPath('Intro', 'slides.pdf', 1), 'Intro/Materials/slides.pdf');
  assert.equal(materialPath('Intro', 'slides.pdf', 2), 'Intro/Materials/slides 2.pdf');
  assert.equal(materialPath('Intro', 'data.tar.gz', 3), 'Intro/Materials/data.tar 3.gz');
  assert.equal(materialPath('Intro', 'README', 2), 'Intro/Materials/README 2');
});

test('a class is a folder, whatever it is called', () => {
  assert.equal(folderName('Intro to C++ Fall/26 '), 'Intro to C++ Fall-26');
  assert.equal(folderName('../..'), 'Untitled');
  assert.equal(folderName('Übung 1'), 'Übung 1');
  assert.equal(folderName(''), 'Untitled');
});

test('sizes are read by people', () => {
  assert.equal(sizeText(12), '12 bytes');
  assert.equal(sizeText(1400), '1.4 kB');
  assert.equal(sizeText(10_000_000), '10.0 MB');
});
