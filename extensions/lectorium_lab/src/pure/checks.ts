/** What an author should mend, found while typing; the server looks again, and runs the solution. */

import { gradeId, markOf, object, sourceOf } from './notebook.ts';
import type { Cell, Notebook } from './notebook.ts';
import { hasPoints, isGoodId, pointsOf, programRoleOf, roleOf } from './roles.ts';
import type { Role } from './roles.ts';

export interface Check {
  level: 'error' | 'warning';
  message: string;
  cell: number | null;
}

interface Marked {
  cell: Cell;
  index: number;
  role: Role;
  text: string;
}

const REGIONS = [
  { name: 'SOLUTION', roles: ['solution', 'manual'], where: 'a solution cell' },
  { name: 'HIDDEN TESTS', roles: ['tests', 'hidden', 'manual'], where: 'a tests cell' },
  { name: 'MARK SCHEME', roles: ['manual'], where: 'a cell answered by hand' }
];

export function checkNotebook(notebook: Notebook): Check[] {
  return markOf(notebook.metadata).kind === 'program' ? checkProgram(notebook) : checkCells(notebook);
}

function checkCells(notebook: Notebook): Check[] {
  const marked = notebook.cells.map((cell, index) => ({ cell, index, role: roleOf(cell), text: sourceOf(cell) }));
  return [...duplicates(marked), ...marked.flatMap(one => [...checkMarks(one), ...checkRegions(one)]), ...checkWhole(marked)];
}

function duplicates(marked: Marked[]): Check[] {
  const seen = new Map<string, number>();
  return marked.flatMap(({ cell, index }) => {
    const id = gradeId(cell);
    const first = id === null ? undefined : seen.get(id);
    if (id !== null && first === undefined) {
      seen.set(id, index);
    }
    const message = `The name “${id}” is also used by cell ${(first ?? 0) + 1}. Give one of them another name.`;
    return first === undefined ? [] : [{ level: 'error' as const, message, cell: index }];
  });
}

function checkMarks({ cell, index, role, text }: Marked): Check[] {
  const found: Check[] = [];
  const say = (level: Check['level'], message: string) => found.push({ level, message, cell: index });
  const id = gradeId(cell);
  if (role !== 'none' && role !== 'hint' && (id === null || !isGoodId(id))) {
    say('error', 'This cell needs a name of letters, digits, “-” and “_”. Results are kept by it.');
  }
  if (hasPoints(role) && pointsOf(cell) === null) {
    say('error', 'No points yet. Say how many this cell is worth.');
  }
  if (hasPoints(role) && pointsOf(cell) === 0) {
    say('warning', 'Worth 0 points: it will be run, but counts nothing.');
  }
  if ((role === 'tests' || role === 'hidden') && cell.cell_type !== 'code') {
    say('error', 'Tests must stand in a code cell.');
  }
  if ((role === 'tests' || role === 'hidden') && text.trim() === '') {
    say('error', 'This tests cell is empty, so everybody would pass it.');
  }
  if (role === 'solution' && text.trim() !== '' && !text.includes('BEGIN SOLUTION')) {
    say('warning', 'No “### BEGIN SOLUTION” and “### END SOLUTION” here: students get an empty cell in its place.');
  }
  return found;
}

function checkRegions({ index, role, text }: Marked): Check[] {
  return REGIONS.flatMap(region => {
    const marks = text.split('\n').flatMap(line => markers(line, region.name));
    if (marks.length === 0) {
      return [];
    }
    const balanced = marks.length % 2 === 0 && marks.every((mark, at) => mark === (at % 2 === 0 ? 'BEGIN' : 'END'));
    const message = balanced
      ? `“BEGIN ${region.name}” belongs into ${region.where}. Here students would see what it encloses.`
      : `Each “### BEGIN ${region.name}” needs its “### END ${region.name}” below it.`;
    return balanced && region.roles.includes(role) ? [] : [{ level: 'error' as const, message, cell: index }];
  });
}

function markers(line: string, name: string): string[] {
  const match = new RegExp(`###\\s*(BEGIN|END) ${name}`).exec(line);
  return match === null ? [] : [match[1]];
}

function checkWhole(marked: Marked[]): Check[] {
  const roles = new Set(marked.map(one => one.role));
  const found: Check[] = [];
  const whole = (level: Check['level'], message: string) => found.push({ level, message, cell: null });
  if (!roles.has('tests') && !roles.has('hidden') && !roles.has('manual')) {
    whole('error', 'Nothing here can be graded yet. Mark a cell as Tests, Hidden tests or Answered by hand.');
  } else if (!roles.has('solution') && !roles.has('manual')) {
    whole('warning', 'No cell is marked as Solution, so students have no place to answer.');
  }
  return found;
}

function checkProgram(notebook: Notebook): Check[] {
  const cells = notebook.cells.map(programRoleOf);
  const found: Check[] = [];
  if (!cells.includes('statement')) {
    found.push({ level: 'warning', message: 'No statement yet. Mark the text that says what is asked.', cell: null });
  }
  if (!cells.includes('tests')) {
    found.push({ level: 'error', message: 'No tests yet. Mark a cell with a table of tests.', cell: null });
  }
  if (!cells.includes('solution')) {
    found.push({ level: 'warning', message: 'No solution yet, so the tests can’t be tried before students do.', cell: null });
  }
  return found;
}

/** "15 points in 6 tests" */
export function total(notebook: Notebook): { points: number; tests: number } {
  const graded = notebook.cells.filter(cell => hasPoints(roleOf(cell)));
  return { points: graded.reduce((sum, cell) => sum + (pointsOf(cell) ?? 0), 0), tests: graded.length };
}

/** Whether an author has begun to make an assignment of this notebook. */
export function isAuthored(notebook: Notebook): boolean {
  const mark = markOf(notebook.metadata);
  return mark.kind !== undefined || mark.problem_id !== undefined || notebook.cells.some(hasRole);
}

function hasRole(cell: Cell): boolean {
  return roleOf(cell) !== 'none' || object(cell.metadata?.lectorium).role !== undefined;
}
