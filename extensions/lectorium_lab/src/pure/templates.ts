/** What a new problem begins with: small, complete, and ready to be published. */

import { BEGIN_HIDDEN, END_HIDDEN, withRole } from './roles.ts';
import type { ProgramRole, Role } from './roles.ts';
import type { Cell, Json, Notebook } from './notebook.ts';

function cell(kind: 'markdown' | 'code', id: string, source: string, metadata: Json): Cell {
  const base = { id, cell_type: kind, source, metadata };
  return kind === 'code' ? { ...base, outputs: [], execution_count: null } : base;
}

function notebook(cells: Cell[], lectorium: Json): Notebook {
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  return { cells, metadata: { kernelspec, lectorium }, nbformat: 4, nbformat_minor: 5 };
}

function marked(kind: 'markdown' | 'code', role: Role, id: string, source: string): Cell {
  const metadata = withRole({}, role, []);
  const nbgrader = metadata.nbgrader as Json | undefined;
  return cell(kind, id, source, nbgrader === undefined ? metadata : { ...metadata, nbgrader: { ...nbgrader, grade_id: id } });
}

const SOLUTION = `def double(number):
    """Twice the number."""
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION`;
const HIDDEN = `${BEGIN_HIDDEN}\nassert double(-3) == -6\nassert double(0) == 0\n${END_HIDDEN}`;

/** A notebook with an example of each role. */
export function notebookProblem(): Notebook {
  return notebook(
    [
      marked('markdown', 'fixed', 'task', '# Doubling\n\nWrite a function `double(number)` that returns twice the number.'),
      marked('code', 'solution', 'double', SOLUTION),
      marked('code', 'tests', 'double-visible', 'assert double(2) == 4\nassert double(10) == 20'),
      marked('code', 'hidden', 'double-hidden', HIDDEN),
      marked('markdown', 'hint', 'hint-1', 'Which operator multiplies two numbers?'),
      marked('markdown', 'fixed', 'question', 'Is `double(a + b)` always the same as `double(a) + double(b)`? Say why.'),
      marked('markdown', 'manual', 'double-why', 'Yes, because 2 · (a + b) = 2a + 2b.')
    ],
    { kind: 'notebook' }
  );
}

function part(kind: 'markdown' | 'code', role: ProgramRole, id: string, source: string): Cell {
  return cell(kind, id, source, { lectorium: { role } });
}

const TESTS = `| name | call | expected | hidden | points |
|---|---|---|---|---|
| a word | reverse("abc") | "cba" | | 1 |
| nothing | reverse("") | "" | yes | 1 |`;

/** A program problem: a statement, a starter, a solution and a table of tests. */
export function programProblem(): Notebook {
  return notebook(
    [
      part('markdown', 'statement', 'statement', '# Reverse\n\nWrite `reverse(text)`, which returns the text from its end to its beginning.'),
      part('code', 'starter', 'starter', 'def reverse(text):\n    ...'),
      part('code', 'solution', 'solution', 'def reverse(text):\n    return text[::-1]'),
      part('markdown', 'hint', 'hint-1', 'A slice can have a step: `text[start:stop:step]`.'),
      part('markdown', 'tests', 'tests', TESTS)
    ],
    { v: 1, kind: 'program', language: 'python' }
  );
}

/** A title from the notebook's first heading; '' if it has none. */
export function headingOf(notebook: Notebook): string {
  for (const { cell_type, source } of notebook.cells) {
    const text = Array.isArray(source) ? source.join('') : source;
    const match = cell_type === 'markdown' ? /^#{1,3}\s+(.+)$/m.exec(text) : null;
    if (match !== null) {
      return match[1].replace(/[*_`]/g, '').trim();
    }
  }
  return '';
}
