/** The one dialog before handing in. */

import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';

import { editedAfter } from '../pure/drafts.ts';
import { absolute, clock, dueText, span } from '../pure/due.ts';
import { attemptsText, count } from '../pure/format.ts';
import { sourceOf } from '../pure/notebook.ts';
import { untouched } from '../pure/release.ts';
import { summary } from '../pure/results.ts';
import { serverNow } from '../pure/now.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import type { Challenge, Result } from '../wire.ts';
import type { Assignment } from './assignment.ts';

/** Whether to hand in now. `lastRun` is the newest test run's result, if there is one. */
export async function confirmSubmit(assignment: Assignment, lastRun: Result | null): Promise<boolean> {
  const body = ReactWidget.create(<Facts assignment={assignment} lastRun={lastRun} />);
  body.addClass('lct-submit');
  const dialog = new NamedDialog({
    title: `Submit “${assignment.title}”?`,
    body,
    buttons: [Dialog.cancelButton({ label: 'Go on working' }), Dialog.okButton({ label: 'Submit' })]
  });
  const { button } = await dialog.launch();
  return button.accept;
}

function Facts({ assignment, lastRun }: { assignment: Assignment; lastRun: Result | null }): JSX.Element {
  const challenge = assignment.challenge!;
  const empty = untouched(assignment.keeper.notebook());
  const edited = lastRun !== null && editedAfter(assignment.keeper.state, lastRun.attempt.accepted_at);
  return (
    <dl className="lct-facts-list">
      <dt>Handed in</dt>
      <dd>{handedIn(assignment, challenge)}</dd>
      {empty === 0 ? null : (
        <>
          <dt>Not begun</dt>
          <dd>{`${count(empty, 'answer')} of yours, still as you were given ${empty === 1 ? 'it' : 'them'}`}</dd>
        </>
      )}
      <dt>Last test run</dt>
      <dd>{runText(lastRun, edited)}</dd>
      <dt>Attempts</dt>
      <dd>{attemptLine(challenge)}</dd>
      <dt>Due</dt>
      <dd>{lateness(challenge)}</dd>
    </dl>
  );
}

function handedIn(assignment: Assignment, challenge: Challenge): string {
  const cells = assignment.keeper.notebook().cells.filter(cell => sourceOf(cell).trim() !== '');
  const what = challenge.kind === 'program' ? 'the solution cell of this notebook' : `this notebook, ${count(cells.length, 'cell')}`;
  return `${what}, as it stands now (it is saved first)`;
}

function runText(result: Result | null, edited: boolean): string {
  if (result === null) {
    return 'not yet. “Run tests” shows how the visible tests do, and uses no attempt.';
  }
  const since = edited ? '; you have edited since' : '';
  return `${summary(result) || result.message}, at ${clock(result.attempt.accepted_at)}${since}`;
}

function attemptLine(challenge: Challenge): string {
  if (challenge.max_attempts === null) {
    return `this is attempt ${challenge.attempts_used + 1}; you may submit as often as you like, and the best one counts`;
  }
  const after = Math.max(0, (challenge.attempts_left ?? 0) - 1);
  return `this is attempt ${challenge.attempts_used + 1} of ${challenge.max_attempts}; ${attemptsText(after)} after it`;
}

function lateness(challenge: Challenge): string {
  const now = serverNow(Date.now());
  if (challenge.due_date === null) {
    return 'no due date';
  }
  const late = now.getTime() - new Date(challenge.due_date).getTime();
  return late > 0 ? `late by ${span(late)}: it was due ${absolute(challenge.due_date, now)}` : `on time, ${dueText(challenge.due_date, now)}`;
}
