/** Two versions of the same work: both are shown, and somebody chooses. */

import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';

import { absolute } from '../pure/due.ts';
import { pairCells, summary } from '../pure/diff.ts';
import type { CellPair } from '../pure/diff.ts';
import { asNotebook, sourceOf } from '../pure/notebook.ts';
import type { Cell, Json, Notebook } from '../pure/notebook.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import type { Draft } from '../wire.ts';

export type Choice = 'mine' | 'theirs' | 'both' | 'later';

const BUTTONS: { choice: Choice; label: string; caption: string; kind: 'warn' | 'default' }[] = [
  { choice: 'later', label: 'Decide later', caption: 'Nothing is saved until you have chosen', kind: 'default' },
  { choice: 'theirs', label: 'Keep theirs', caption: 'The other version replaces this one; this one stays in the history', kind: 'default' },
  { choice: 'mine', label: 'Keep mine', caption: 'This version replaces the other; the other one stays in the history', kind: 'default' },
  { choice: 'both', label: 'Keep both', caption: 'This version goes on, and the other is put beside it as a second file', kind: 'default' }
];

export async function chooseVersion(mine: Notebook, theirs: Draft, title: string): Promise<Choice> {
  const body = ReactWidget.create(<Versions mine={mine} theirs={theirs} />);
  body.addClass('lct-conflict');
  const dialog = new NamedDialog({
    title: `“${title}” was changed in two places`,
    body,
    hasClose: false,
    defaultButton: 3,
    buttons: BUTTONS.map(({ label, caption, choice }) =>
      choice === 'both' ? Dialog.okButton({ label, caption }) : Dialog.cancelButton({ label, caption })
    )
  });
  dialog.addClass('lct-wide-dialog');
  const { button } = await dialog.launch();
  return BUTTONS.find(one => one.label === button.label)?.choice ?? 'later';
}

function Versions({ mine, theirs }: { mine: Notebook; theirs: Draft }): JSX.Element {
  const pairs = pairCells(mine, asNotebook(theirs.content as Json));
  return (
    <>
      <p>
        Your work was also saved from another tab or machine. Both versions are safe: nothing is overwritten before you choose.
        {` ${summary(pairs)}.`}
      </p>
      <div className="lct-versions" role="table" aria-label="Both versions, cell by cell">
        <div className="lct-version-row lct-version-head" role="row">
          <span role="columnheader">Mine: in this tab</span>
          <span role="columnheader">Theirs: saved {absolute(theirs.saved_at, new Date())}</span>
        </div>
        {pairs.map((pair, index) => (
          <Pair key={index} pair={pair} />
        ))}
      </div>
    </>
  );
}

const WORDS: Record<CellPair['kind'], string> = {
  same: '',
  changed: 'Differs',
  mine: 'Only in mine',
  theirs: 'Only in theirs'
};

function Pair({ pair }: { pair: CellPair }): JSX.Element {
  if (pair.kind === 'same') {
    const first = sourceOf(pair.mine!).split('\n', 1)[0];
    return (
      <div className="lct-version-row lct-version-same" role="row">
        <span role="cell">Same in both: {first === '' ? '(empty cell)' : first}</span>
      </div>
    );
  }
  return (
    <div className="lct-version-row" role="row">
      <span className="lct-tag" role="cell">
        {WORDS[pair.kind]}
      </span>
      <Side cell={pair.mine} />
      <Side cell={pair.theirs} />
    </div>
  );
}

function Side({ cell }: { cell: Cell | null }): JSX.Element {
  return <pre role="cell" tabIndex={0}>{cell === null ? '' : sourceOf(cell)}</pre>;
}
