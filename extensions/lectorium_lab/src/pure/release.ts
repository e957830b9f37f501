/** What students would get, made on this side for a quick look; the release itself is made by the server. */

import { markOf, sourceOf, withoutOutputs } from './notebook.ts';
import type { Cell, Notebook } from './notebook.ts';
import { programRoleOf, roleOf } from './roles.ts';

const STUBS: Record<string, string> = {
  python: '# YOUR CODE HERE\nraise NotImplementedError()',
  cpp: '// YOUR CODE HERE'
};
/** Stands in a test cell of which students see nothing. */
const COVERED = '# These tests are hidden. They run when you submit.';
const ANSWER = 'YOUR ANSWER HERE';

export function studentView(notebook: Notebook): Notebook {
  const clean = withoutOutputs(notebook);
  const cells = markOf(notebook.metadata).kind === 'program' ? programCells(clean) : clean.cells.flatMap(cell => cellView(cell, languageOf(notebook)));
  return { ...clean, cells };
}

/** How many answers of a student's copy still hold the words they were given. */
export function untouched(notebook: Notebook): number {
  const stubs = [...Object.values(STUBS), ANSWER];
  const own = notebook.cells.filter(cell => ['solution', 'manual'].includes(roleOf(cell)));
  return own.filter(cell => stubs.some(stub => sourceOf(cell).includes(stub.split('\n')[0]))).length;
}

function languageOf(notebook: Notebook): string {
  const spec = notebook.metadata.kernelspec as { language?: string } | undefined;
  return spec?.language ?? 'python';
}

function cellView(cell: Cell, language: string): Cell[] {
  const text = sourceOf(cell);
  switch (roleOf(cell)) {
    case 'hint':
      return [];
    case 'solution':
      return [{ ...cell, source: cleared(text, STUBS[language] ?? ANSWER) }];
    case 'manual':
      return [{ ...cell, source: cleared(text, cell.cell_type === 'code' ? (STUBS[language] ?? ANSWER) : ANSWER) }];
    case 'tests':
    case 'hidden':
      return [{ ...cell, source: cut(text, 'HIDDEN TESTS', () => []).trim() || COVERED }];
    default:
      return [cell];
  }
}

/** A solution without what stands between its markers; without markers, all of it is solution. */
function cleared(text: string, stub: string): string {
  if (!/###\s*BEGIN SOLUTION/.test(text)) {
    return stub;
  }
  return cut(text, 'SOLUTION', indent => stub.split('\n').map(line => indent + line));
}

function cut(text: string, name: string, stub: (indent: string) => string[]): string {
  const [begin, end] = [new RegExp(`###\\s*BEGIN ${name}`), new RegExp(`###\\s*END ${name}`)];
  const kept: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (!inside && begin.test(line)) {
      inside = true;
      kept.push(...stub(/^\s*/.exec(line)![0]));
    } else if (inside && end.test(line)) {
      inside = false;
    } else if (!inside) {
      kept.push(line);
    }
  }
  return kept.join('\n');
}

/** Statement, preamble, starter and the visible tests are what students get of a program problem. */
function programCells(notebook: Notebook): Cell[] {
  return notebook.cells.flatMap(cell => {
    const role = programRoleOf(cell);
    if (role === 'tests') {
      return [{ ...cell, source: visibleTests(cell) }];
    }
    return ['statement', 'preamble', 'starter'].includes(role) ? [cell] : [];
  });
}

function visibleTests(cell: Cell): string {
  const text = sourceOf(cell);
  if (cell.cell_type === 'code') {
    return cut(text, 'HIDDEN TESTS', () => []).trim() || COVERED;
  }
  const fenced = /```json\s*\n([\s\S]*?)```/.exec(text)?.[1] ?? text;
  return fenced.trim().startsWith('[') ? visibleJson(fenced) : visibleRows(text);
}

function visibleJson(text: string): string {
  try {
    const rows = (JSON.parse(text) as Record<string, unknown>[]).filter(row => row.hidden !== true);
    return ['```json', JSON.stringify(rows, null, 1), '```'].join('\n');
  } catch {
    return '';
  }
}

/** A table without its hidden rows. */
function visibleRows(text: string): string {
  const cells = (line: string) => line.split(/(?<!\\)\|/).map(part => part.trim().toLowerCase());
  const lines = text.split('\n');
  const head = lines.findIndex(line => line.trim().startsWith('|'));
  const column = head < 0 ? -1 : cells(lines[head].trim()).indexOf('hidden');
  const isHidden = (line: string) => ['yes', 'true', 'x', 'hidden', '1'].includes(cells(line.trim())[column] ?? '');
  return lines.filter((line, at) => column < 0 || at <= head + 1 || !isHidden(line)).join('\n');
}
