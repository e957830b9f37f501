import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arranged, isSameOrder, modulePlaced, orderOf, placeText, placed, shifted, titleIn } from '../../extensions/lectorium_lab/src/pure/ordering.ts';
import type { Module } from '../../extensions/lectorium_lab/src/wire.ts';

const item = (id: string) => ({ id, title: `Item ${id}` });
const module = (id: string, ...items: string[]) => ({ id, title: `Week ${id}`, items: items.map(item) });
const MODULES = [module('A', 'a1', 'a2'), module('B'), module('C', 'c1')] as unknown as Module[];
const ORDER = orderOf(MODULES);
const text = (order: typeof ORDER | null) => order?.map(each => `${each.id}:${each.items.join(',')}`).join(' ') ?? null;

test('an item goes up and down within its module, and on into the next one', () => {
  assert.equal(text(shifted(ORDER, 'a1', 'down')), 'A:a2,a1 B: C:c1');
  assert.equal(text(shifted(ORDER, 'a2', 'up')), 'A:a2,a1 B: C:c1');
  assert.equal(text(shifted(ORDER, 'a2', 'down')), 'A:a1 B:a2 C:c1');
  assert.equal(text(shifted(shifted(ORDER, 'a2', 'down')!, 'a2', 'down')), 'A:a1 B: C:a2,c1');
  assert.equal(text(shifted(ORDER, 'c1', 'up')), 'A:a1,a2 B:c1 C:');
  assert.equal(shifted(ORDER, 'a1', 'up'), null);
  assert.equal(shifted(ORDER, 'c1', 'down'), null);
});

test('a module takes its items along', () => {
  assert.equal(text(shifted(ORDER, 'A', 'down')), 'B: A:a1,a2 C:c1');
  assert.equal(shifted(ORDER, 'A', 'up'), null);
  assert.equal(text(modulePlaced(ORDER, 'C', 'A')), 'C:c1 A:a1,a2 B:');
  assert.equal(text(modulePlaced(ORDER, 'A', null)), 'B: C:c1 A:a1,a2');
  assert.ok(isSameOrder(modulePlaced(ORDER, 'B', 'B'), ORDER));
  assert.ok(isSameOrder(modulePlaced(ORDER, 'gone', 'A'), ORDER));
});

test('what is dropped stands before what it was dropped on, and else at the end', () => {
  assert.equal(text(placed(ORDER, 'c1', 'A', 'a2')), 'A:a1,c1,a2 B: C:');
  assert.equal(text(placed(ORDER, 'a1', 'A', null)), 'A:a2,a1 B: C:c1');
  assert.equal(text(placed(ORDER, 'a1', 'B', 'gone')), 'A:a2 B:a1 C:c1');
  assert.ok(isSameOrder(placed(ORDER, 'a1', 'A', 'a1'), ORDER));
});

test('what is shown follows the order, and says where something stands', () => {
  const shown = arranged(MODULES, shifted(ORDER, 'a2', 'down')!);
  assert.deepEqual(orderOf(shown), shifted(ORDER, 'a2', 'down'));
  assert.equal(placeText(shown, 'a2'), 'Item a2: place 1 of 1 in Week B.');
  assert.equal(placeText(shown, 'B'), 'Week B: place 2 of 3 of the modules.');
  assert.equal(placeText(shown, 'gone'), '');
  assert.equal(titleIn(shown, 'a2') + titleIn(shown, 'B') + titleIn(shown, 'gone'), 'Item a2Week B');
});
