import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkNotebook, isAuthored, total } from '../../extensions/lectorium_lab/src/pure/checks.ts';
import { referencedFiles } from '../../extensions/lectorium_lab/src/pure/files.ts';
import type { Cell, Json, Notebook } from '../../extensions/lectorium_lab/src/pure/notebook.ts';
import { sourceOf } from '../../extensions/lectorium_lab/src/pure/notebook.ts';
import { studentView, untouched } from '../../extensions/lectorium_lab/src/pure/release.ts';
import { ROLES, roleOf, withRole, withRoleText } from '../../extensions/lectorium_lab/src/pure/roles.ts';
import type { Role } from '../../extensions/lectorium_lab/src/pure/roles.ts';
import { headingOf, notebookProblem, programProblem } from '../../extensions/lectorium_lab/src/pure/templates.ts';

function cell(role: Role, source: string, id = ''): Cell {
  const metadata = withRole({}, role, []);
  const marks = metadata.nbgrader as Json | undefined;
  const named = marks === undefined || id === '' ? metadata : { ...metadata, nbgrader: { ...marks, grade_id: id } };
  return { id: id || role, cell_type: 'code', source, metadata: named };
}

function notebook(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const messages = (...cells: Cell[]) => checkNotebook(notebook(...cells)).map(check => `${check.level} ${check.cell}: ${check.message}`);
const solution = cell('solution', '### BEGIN SOLUTION\nx = 1\n### END SOLUTION', 's');

test('each role is read back as it was written', () => {
  for (const { role } of ROLES) {
    const metadata = withRole({}, role, []);
    const source = withRoleText('assert x == 1', role);
    assert.equal(roleOf({ cell_type: 'code', source, metadata }), role);
  }
});

test('a role is nbgrader metadata of schema 3, with points only where they count', () => {
  assert.deepEqual(withRole({}, 'tests', []).nbgrader, {
    schema_version: 3,
    grade_id: 'tests-1',
    grade: true,
    solution: false,
    locked: true,
    task: false,
    points: 1
  });
  assert.equal('points' in (withRole({}, 'solution', []).nbgrader as Json), false);
});

test('another role keeps the cell’s name, its points and foreign metadata', () => {
  const before = { tags: ['x'], nbgrader: { grade_id: 'cube', points: 4 } };
  const after = withRole(before, 'manual', ['cube']);
  assert.deepEqual(after.tags, ['x']);
  assert.equal((after.nbgrader as Json).grade_id, 'cube');
  assert.equal((after.nbgrader as Json).points, 4);
});

test('taking the role away leaves nothing of ours behind', () => {
  assert.deepEqual(withRole({ tags: [], nbgrader: { grade_id: 'a' }, lectorium: { role: 'hint' } }, 'none', []), { tags: [] });
});

test('a new name is the first one free', () => {
  assert.equal((withRole({}, 'tests', ['tests-1', 'tests-2']).nbgrader as Json).grade_id, 'tests-3');
});

test('hidden tests come out of their markers as they went in', () => {
  const hidden = withRoleText('assert x', 'hidden');
  assert.equal(withRoleText(hidden, 'tests'), 'assert x');
  assert.equal(withRoleText(hidden, 'hidden'), hidden);
});

test('a sound notebook has nothing to mend', () => {
  assert.deepEqual(messages(solution, cell('tests', 'assert x == 1', 't')), []);
});

test('both templates are sound, and the first holds every role', () => {
  assert.deepEqual(checkNotebook(notebookProblem()), []);
  assert.deepEqual(checkNotebook(programProblem()), []);
  const roles = new Set(notebookProblem().cells.map(roleOf));
  assert.deepEqual(ROLES.filter(look => look.role !== 'none' && !roles.has(look.role)), []);
  assert.equal(isAuthored(notebookProblem()) && isAuthored(programProblem()), true);
});

test('a name used twice is found at the second cell', () => {
  const found = messages(solution, cell('tests', 'assert x', 't'), cell('tests', 'assert y', 't'));
  assert.equal(found.length, 1);
  assert.match(found[0], /^error 2: The name “t” is also used by cell 2/);
});

test('missing points are an error, none is a warning', () => {
  const missing = cell('tests', 'assert x', 't');
  delete (missing.metadata.nbgrader as Json).points;
  const zero = cell('tests', 'assert x', 'z');
  (zero.metadata.nbgrader as Json).points = 0;
  const found = messages(solution, missing, zero);
  assert.match(found[0], /^error 1: No points yet/);
  assert.match(found[1], /^warning 2: Worth 0 points/);
});

test('hidden tests outside of a tests cell, and a region left open, would leak', () => {
  const leak = messages(solution, cell('tests', 'assert x', 't'), cell('none', '### BEGIN HIDDEN TESTS\nassert y\n### END HIDDEN TESTS'));
  assert.match(leak[0], /^error 2: .*students would see/);
  const open = messages(solution, cell('tests', '### BEGIN HIDDEN TESTS\nassert y', 't'));
  assert.match(open[0], /needs its “### END HIDDEN TESTS”/);
});

test('nothing to grade is said for the whole notebook', () => {
  assert.match(messages(cell('none', 'x = 1'))[0], /^error null: Nothing here can be graded yet/);
});

test('points are summed over what is graded', () => {
  assert.deepEqual(total(notebook(solution, cell('tests', 'a', 't'), cell('manual', 'b', 'm'))), { points: 2, tests: 2 });
});

test('the student’s view holds no solution, no hidden test, no hint and no answer', () => {
  const text = studentView(notebookProblem()).cells.map(sourceOf).join('\n');
  for (const secret of ['2 * number', 'double(-3)', 'BEGIN', 'Which operator', '2a + 2b']) {
    assert.equal(text.includes(secret), false, secret);
  }
  assert.equal(text.includes('assert double(2) == 4'), true);
  assert.equal(text.includes('    # YOUR CODE HERE'), true);
});

test('a program’s students get its statement, its starter and the visible tests', () => {
  const text = studentView(programProblem()).cells.map(sourceOf).join('\n');
  assert.equal(text.includes('def reverse(text):\n    ...') && text.includes('| a word |'), true);
  for (const secret of ['[::-1]', '| nothing |', 'A slice']) {
    assert.equal(text.includes(secret), false, secret);
  }
});

test('hidden tests of a program stay hidden in JSON and in asserts too', () => {
  const tests = (cell_type: string, source: string): Notebook => ({
    ...notebook({ cell_type, source, metadata: { lectorium: { role: 'tests' } } }),
    metadata: { lectorium: { kind: 'program' } }
  });
  const json = tests('markdown', '```json\n[{"call": "f(1)"}, {"call": "f(2)", "hidden": true}]\n```');
  const asserts = tests('code', 'assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 2\n### END HIDDEN TESTS');
  for (const view of [json, asserts].map(studentView)) {
    const text = view.cells.map(sourceOf).join();
    assert.equal(text.includes('f(1)'), true);
    assert.equal(text.includes('f(2)'), false);
  }
});

test('files beside the notebook are found in code and text; addresses and outside paths are not', () => {
  const found = referencedFiles(
    notebook(
      cell('none', `pd.read_csv("data/words.csv")\nopen('../secret.txt')\nopen("/etc/passwd.txt")\nx = "https://a.b/c.csv"`),
      { cell_type: 'markdown', source: '![plot](./my%20plot.png) <img src="fig.svg">', metadata: {} }
    )
  );
  assert.deepEqual(found.sort(), ['data/words.csv', 'fig.svg', 'my plot.png']);
});

test('the title comes from the first heading', () => {
  assert.equal(headingOf(notebookProblem()), 'Doubling');
  assert.equal(headingOf(notebook(cell('none', '# a comment, no heading'))), '');
});

test('answers that nobody has begun are counted before handing in', () => {
  const given = studentView(notebookProblem());
  assert.equal(untouched(given), 2);
  const begun = given.cells.map(cell => (sourceOf(cell).includes('YOUR ANSWER HERE') ? { ...cell, source: 'Because.' } : cell));
  assert.equal(untouched({ ...given, cells: begun }), 1);
});
