/** The assignment bar: one slim line under the notebook's toolbar. */

import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import { label } from '../pure/drafts.ts';
import { attemptsText } from '../pure/format.ts';
import { Commands } from '../tokens.ts';
import { Due } from '../ui/parts.tsx';
import type { Challenge } from '../wire.ts';
import type { Assignment } from './assignment.ts';

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
      {challenge === null ? null : <Rules challenge={challenge} zone={assignment.zone} />}
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

const ACTIONS = [
  { command: Commands.runTests, label: 'Run tests', accent: false },
  { command: Commands.submit, label: 'Submit', accent: true }
];

function Actions({ assignment, commands }: LineProps): JSX.Element {
  const { sending } = assignment.attempts;
  const words: Record<string, string> = { test_run: 'Sending…', final_submission: 'Submitting…' };
  const busy = sending === null ? null : words[sending];
  return (
    <span className="lct-bar-actions">
      {ACTIONS.map(({ command, label, accent }) => (
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
      <button
        type="button"
        className="lct-button lct-bar-narrow"
        aria-haspopup="menu"
        onClick={event => openMenu(event.currentTarget, commands)}
      >
        Assignment ▾
      </button>
    </span>
  );
}

/** The same actions, where there is no room for buttons. */
function openMenu(anchor: HTMLElement, commands: CommandRegistry): void {
  const menu = new Menu({ commands });
  for (const command of [Commands.runTests, Commands.submit, Commands.results, Commands.hint, Commands.saveDraft]) {
    menu.addItem({ command });
  }
  const box = anchor.getBoundingClientRect();
  menu.aboutToClose.connect(() => setTimeout(() => menu.dispose()));
  menu.open(box.left, box.bottom);
}
