import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askedFor, withoutAsked } from '../../extensions/lectorium_lab/src/pure/address.ts';

const ID = '01a1f95d-28f6-7670-900b-6de4fcfcefc3';

test('an address asks for a challenge, and for nothing else', () => {
  assert.equal(askedFor(`?lectorium=${ID}`), ID);
  assert.equal(askedFor(`?reset&lectorium=${ID}&token=x`), ID);
  assert.deepEqual(['', '?token=x', '?lectorium=', `?lectorium=../${ID}`, `?lectorium=${ID}/x`].map(askedFor), ['', '', '', '', '']);
});

test('what was asked for is not asked for again, and the rest of the address stays', () => {
  assert.equal(withoutAsked(`https://a.example/user/x/lab/tree/a.ipynb?lectorium=${ID}&token=y#h`), 'https://a.example/user/x/lab/tree/a.ipynb?token=y#h');
  assert.equal(withoutAsked(`https://a.example/lab?lectorium=${ID}`), 'https://a.example/lab');
  assert.equal(withoutAsked(`https://a.example/lab/workspaces/auto-x?lectorium=${ID}&reset=1`), 'https://a.example/lab/workspaces/auto-x');
});
