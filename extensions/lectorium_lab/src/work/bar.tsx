/** The assignment bar: one slim line under the notebook's toolbar. */

import React from 'react';

import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import { label } from '../pure/drafts.ts';
import { leftText, told } from '../pure/exam.ts';
import { attemptsText } from '../pure/format.ts';
import { Commands } from '../tokens.ts';
import { Due } from '../ui/parts.tsx';
import type { Challenge } from '../wire.ts';
import type { Assignment } from './assignment.ts';
import type { Exam } from './exam.ts';

const REDRAW = 30_000;

export class AssignmentBar extends ReactWidget {
  private readonly assignment: Assignment;
  private readonly commands: CommandRegistry;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(assignment: Assignment, commands: CommandRegistry) {
    super();
    this.assignment = assignment;
    this.commands = commands;
    this.addClass('lct-bar');
    this.node.setAttribute('role', 'toolbar');
    this.node.setAttribute('aria-label', 'Assignment');
    this.timer = setInterval(() => this.isVisible && this.update(), REDRAW);
  }

  dispose(): void {
    clearInterval(this.timer);
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.assignment.changed}>
        {() => <Line assignment={this.assignment} commands={this.commands} />}
      </UseSignal>
    );
  }
}

interface LineProps {
  assignment: Assignment;
  commands: CommandRegistry;
}

function Line({ assignment, commands }: LineProps): JSX.Element {
  const { challenge } = assignment;
  return (
    <div className="lct-bar-line">
      <span className="lct-bar-title" title={assignment.title}>
        {assignment.title}
      </span>
      {assignment.exam === null ? null : <Timer exam={assignment.exam} />}
      {challenge === null || assignment.exam !== null ? null : <Rules challenge={challenge} zone={assignment.zone} />}
      <DraftLabel assignment={assignment} />
      <Actions assignment={assignment} commands={commands} />
    </div>
  );
}

function Rules({ challenge, zone }: { challenge: Challenge; zone?: string }): JSX.Element {
  return (
    <span className="lct-bar-rules">
      {challenge.due_date === null ? null : <Due due={challenge.due_date} zone={zone} done={challenge.attempts_used > 0} />}
      {challenge.max_attempts === null ? null : <span>{attemptsText(challenge.attempts_left)}</span>}
    </span>
  );
}

/** Quiet: minutes until the last five; what a screen reader says comes now and then. */
function Timer({ exam }: { exam: Exam }): JSX.Element {
  const before = React.useRef<number | null>(null);
  const [said, say] = React.useState('');
  const left = exam.left;
  React.useEffect(() => {
    const last = before.current;
    before.current = left;
    if (left === null || last === null) {
      return;
    }
    const words = told(last, left);
    if (words !== '') {
      say(words);
    }
  }, [left]);
  return (
    <span className="lct-bar-exam">
      <span className={left !== null && left < 300 ? 'lct-timer lct-pressing' : 'lct-timer'}>
        {left === null ? 'The exam is over' : leftText(left)}
      </span>
      <span className="lct-hidden" role="status">
        {said}
      </span>
    </span>
  );
}

/** "Saved 12:03" is a promise. It is read aloud when it turns bad, not every half minute. */
function DraftLabel({ assignment }: { assignment: Assignment }): JSX.Element {
  const { state } = assignment.keeper;
  const { text, tone } = label(state);
  if (tone === 'bad') {
    return (
      <span className="lct-bar-draft" role="alert">
        <button type="button" className="lct-button lct-minor lct-tone-bad" title={state.detail || text} onClick={() => void assignment.mend()}>
          <span aria-hidden="true">!</span> {text}
        </button>
      </span>
    );
  }
  return (
    <span className={`lct-bar-draft lct-tone-${tone}`} title={state.detail || text}>
      <span aria-hidden="true">{tone === 'good' ? '✓' : ''}</span> {text}
    </span>
  );
}

const RUN = { command: Commands.runTests, label: 'Run tests', accent: false };
const ACTIONS = [RUN, { command: Commands.submit, label: 'Submit', accent: true }];
const IN_EXAM = [RUN, { command: Commands.handIn, label: 'Hand in', accent: true }];

function actionsOf({ exam }: Assignment): (typeof ACTIONS | typeof IN_EXAM)[number][] {
  const isOver = exam !== null && exam.sitting?.state !== 'running';
  return isOver ? [] : exam === null ? ACTIONS : IN_EXAM;
}

function Actions({ assignment, commands }: LineProps): JSX.Element {
  const { sending } = assignment.attempts;
  const words: Record<string, string> = { test_run: 'Sending…', final_submission: 'Submitting…' };
  const busy = sending === null ? null : words[sending];
  return (
    <span className="lct-bar-actions">
      {actionsOf(assignment).map(({ command, label, accent }) => (
        <button
          key={command}
          type="button"
          className={`lct-button${accent ? ' lct-accent' : ''} lct-bar-wide`}
          title={commands.caption(command)}
          disabled={!commands.isEnabled(command)}
          onClick={() => void commands.execute(command)}
        >
          {busy !== null && accent === (sending === 'final_submission') ? busy : label}
        </button>
      ))}
      <button type="button" className="lct-button lct-bar-wide" onClick={() => void commands.execute(Commands.results)}>
        Results
      </button>
      {assignment.hints.total === 0 ? null : (
        <button type="button" className="lct-button lct-bar-wide" onClick={() => void commands.execute(Commands.hint)}>
          Hint
        </button>
      )}
      {assignment.exam !== null ? null : (
        <button type="button" className="lct-button lct-bar-wide" title={commands.caption(Commands.ask)} onClick={() => void commands.execute(Commands.ask)}>
          Ask
        </button>
      )}
      <button
        type="button"
        className="lct-button lct-bar-narrow"
        aria-haspopup="menu"
        onClick={event => openMenu(event.currentTarget, commands, assignment.exam !== null)}
      >
        <span className="lct-bar-word">Assignment</span> <span aria-hidden="true">▾</span>
      </button>
    </span>
  );
}

/** The same actions, where there is no room for buttons. */
function openMenu(anchor: HTMLElement, commands: CommandRegistry, inExam: boolean): void {
  const menu = new Menu({ commands });
  const handing = inExam ? [Commands.handIn] : [Commands.submit, Commands.hint, Commands.ask];
  for (const command of [Commands.runTests, ...handing, Commands.results, Commands.saveDraft]) {
    menu.addItem({ command });
  }
  const box = anchor.getBoundingClientRect();
  menu.aboutToClose.connect(() => setTimeout(() => {
    menu.dispose();
    if (document.activeElement === document.body) {
      anchor.focus(); // closed by a key, and nothing else was chosen
    }
  }));
  menu.open(box.left, box.bottom);
}
