/** What a cell is for, as its author marks it: nbgrader's metadata (schema 3), and ours for what nbgrader lacks. */

import { object, sourceOf } from './notebook.ts';
import type { Cell, Json } from './notebook.ts';

export type Role = 'none' | 'solution' | 'tests' | 'hidden' | 'manual' | 'fixed' | 'hint';
export type ProgramRole = 'none' | 'statement' | 'starter' | 'solution' | 'preamble' | 'tests' | 'hint';

export interface RoleLook<R extends string> {
  role: R;
  word: string;
  help: string;
}

export const ROLES: RoleLook<Role>[] = [
  { role: 'solution', word: 'Solution', help: 'Students write here; your solution is taken out of their copy' },
  { role: 'tests', word: 'Tests', help: 'Run to grade; students see them and can’t change them' },
  { role: 'hidden', word: 'Hidden tests', help: 'Run to grade; students never see them' },
  { role: 'manual', word: 'Answered by hand', help: 'Students answer here, and you give the points' },
  { role: 'fixed', word: 'Fixed text', help: 'Students see it and can’t change it' },
  { role: 'hint', word: 'Hint', help: 'Taken out of students’ copy; shown one at a time when asked for' },
  { role: 'none', word: 'No role', help: 'An ordinary cell' }
];

export const PROGRAM_ROLES: RoleLook<ProgramRole>[] = [
  { role: 'statement', word: 'Statement', help: 'What is asked; text without a role belongs to it too' },
  { role: 'starter', word: 'Starter', help: 'What students begin with' },
  { role: 'solution', word: 'Solution', help: 'Your own program; students never see it' },
  { role: 'preamble', word: 'Preamble', help: 'Runs before every program' },
  { role: 'tests', word: 'Tests', help: 'A table with call and expected, or input and output; or asserts in a code cell' },
  { role: 'hint', word: 'Hint', help: 'Shown one at a time when asked for' },
  { role: 'none', word: 'No role', help: 'Stays with you' }
];

export const BEGIN_HIDDEN = '### BEGIN HIDDEN TESTS';
export const END_HIDDEN = '### END HIDDEN TESTS';

/** Whether nothing but hidden lines stands in a test cell. */
export function isAllHidden(source: string): boolean {
  const lines = source.trim().split('\n');
  const ends = lines.filter(line => line.includes(END_HIDDEN)).length;
  return lines.length > 1 && lines[0].includes(BEGIN_HIDDEN) && ends === 1 && lines.at(-1)!.includes(END_HIDDEN);
}

export function roleOf(cell: Cell): Role {
  if (object(cell.metadata?.lectorium).role === 'hint') {
    return 'hint';
  }
  const marks = object(cell.metadata?.nbgrader);
  if (marks.task === true || (marks.grade === true && marks.solution === true)) {
    return 'manual';
  }
  if (marks.grade === true) {
    return isAllHidden(sourceOf(cell)) ? 'hidden' : 'tests';
  }
  if (marks.solution === true) {
    return 'solution';
  }
  return marks.locked === true ? 'fixed' : 'none';
}

export function programRoleOf(cell: Cell): ProgramRole {
  const role = object(cell.metadata?.lectorium).role;
  return PROGRAM_ROLES.find(look => look.role === role)?.role ?? (cell.cell_type === 'markdown' ? 'statement' : 'none');
}

/** Whether a student writes code of theirs in this cell, whatever kind of problem it is in. */
export function isSolution(cell: Cell): boolean {
  const isOurs = ['solution', 'starter'].includes(String(object(cell.metadata?.lectorium).role));
  return cell.cell_type === 'code' && (isOurs || ['solution', 'manual'].includes(roleOf(cell)));
}

export function hasPoints(role: Role): boolean {
  return role === 'tests' || role === 'hidden' || role === 'manual';
}

export function pointsOf(cell: Cell): number | null {
  const points = object(cell.metadata?.nbgrader).points;
  return typeof points === 'number' ? points : null;
}

/** "tests-2": readable, and the first one free. */
export function freshId(role: Role, taken: Iterable<string>): string {
  const used = new Set(taken);
  let number = 1;
  while (used.has(`${role}-${number}`)) {
    number += 1;
  }
  return `${role}-${number}`;
}

function without(metadata: Json, key: string): Json {
  const { [key]: _, ...rest } = metadata;
  return rest;
}

/** Our own part of a cell's metadata with another role; what else stands there stays. */
export function withOurRole(metadata: Json, role: string | null): Json {
  const ours = without(object(metadata.lectorium), 'role');
  const lectorium = role === null ? ours : { ...ours, role };
  const rest = without(metadata, 'lectorium');
  return Object.keys(lectorium).length === 0 ? rest : { ...rest, lectorium };
}

/** A cell's metadata with a role put on it; its name stays, so that its history does. */
export function withRole(metadata: Json, role: Role, taken: Iterable<string>): Json {
  const old = object(metadata.nbgrader);
  const rest = withOurRole(without(metadata, 'nbgrader'), role === 'hint' ? 'hint' : null);
  if (role === 'none' || role === 'hint') {
    return rest;
  }
  const grade = hasPoints(role);
  const marks: Json = {
    schema_version: 3,
    grade_id: typeof old.grade_id === 'string' ? old.grade_id : freshId(role, taken),
    grade,
    solution: role === 'solution' || role === 'manual',
    locked: role === 'tests' || role === 'hidden' || role === 'fixed',
    task: false
  };
  if (grade) {
    marks.points = typeof old.points === 'number' ? old.points : 1;
  }
  return { ...rest, nbgrader: marks };
}

/** The text a role asks for: hidden tests stand between their markers, others lose an enclosing pair. */
export function withRoleText(source: string, role: Role): string {
  if (role === 'hidden') {
    return isAllHidden(source) ? source : `${BEGIN_HIDDEN}\n${source.trim()}\n${END_HIDDEN}`;
  }
  return isAllHidden(source) ? source.trim().split('\n').slice(1, -1).join('\n') : source;
}

export function withPoints(metadata: Json, points: number): Json {
  return { ...metadata, nbgrader: { ...object(metadata.nbgrader), points } };
}

/** nbgrader's names: letters, digits, "-" and "_". */
export function isGoodId(id: string): boolean {
  return /^[a-zA-Z0-9_-]+$/.test(id);
}

export function withId(metadata: Json, id: string): Json {
  return { ...metadata, nbgrader: { ...object(metadata.nbgrader), grade_id: id } };
}
