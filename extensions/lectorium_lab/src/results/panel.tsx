/** The right panel: results of the assignment in front. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { absolute } from '../pure/due.ts';
import { leftText } from '../pure/exam.ts';
import { attemptName, noResultText, shortHash } from '../pure/results.ts';
import { Commands } from '../tokens.ts';
import { resultsIcon } from '../ui/icons.ts';
import { Banner, Empty, PanelHead } from '../ui/parts.tsx';
import type { Assignment } from '../work/assignment.ts';
import type { Desk } from '../work/desk.ts';
import { HintList } from './hints.tsx';
import { Receipt, ResultView } from './view.tsx';

/** To a cell of the notebook, by its name. */
type GoTo = (assignment: Assignment, key: string) => void;

export class ResultsPanel extends ReactWidget {
  private readonly desk: Desk;
  private readonly rendermime: IRenderMimeRegistry;
  private readonly commands: CommandRegistry;
  private readonly goTo: GoTo;

  constructor(desk: Desk, rendermime: IRenderMimeRegistry, commands: CommandRegistry, goTo: GoTo) {
    super();
    this.desk = desk;
    this.rendermime = rendermime;
    this.commands = commands;
    this.goTo = goTo;
    this.id = 'lectorium-results';
    this.title.icon = resultsIcon;
    this.title.caption = 'Results';
    this.node.setAttribute('aria-label', 'Results');
    this.node.setAttribute('role', 'region');
    this.addClass('lct-panel');
    this.node.tabIndex = -1;
    // Whether the tutor can be asked about a test is known a moment later.
    commands.commandChanged.connect((_, { id }) => id === Commands.explainTest && this.update());
  }

  protected render(): JSX.Element {
    return <UseSignal signal={this.desk.changed}>{() => this.body(this.desk.current)}</UseSignal>;
  }

  private body(assignment: Assignment | null): JSX.Element {
    return (
      <>
        <PanelHead title="Results" close={() => void this.commands.execute(Commands.closePanel, { side: 'right' })} />
        {assignment === null ? (
          <Empty>Open an assignment from Courses on the left. Its results appear here.</Empty>
        ) : (
          <>
            <Results assignment={assignment} commands={this.commands} goTo={key => this.goTo(assignment, key)} />
            <HintList hints={assignment.hints} rendermime={this.rendermime} />
            <History assignment={assignment} />
          </>
        )}
      </>
    );
  }
}

interface ResultsProps {
  assignment: Assignment;
  commands: CommandRegistry;
  goTo: (key: string) => void;
}

function Results({ assignment, commands, goTo }: ResultsProps): JSX.Element {
  const { attempts, inExam, exam } = assignment;
  const { shown, error, sending } = attempts;
  const mayExplain = commands.hasCommand(Commands.explainTest) && commands.isEnabled(Commands.explainTest);
  const explain = mayExplain ? (testCaseId: string) => void commands.execute(Commands.explainTest, { testCaseId }) : null;
  return (
    <>
      <p className="lct-subject">{assignment.title}</p>
      {exam?.left == null ? null : <p className="lct-covered-time">{leftText(exam.left)}</p>}
      {error === '' ? null : <Banner tone="bad">{error}</Banner>}
      {sending === null ? null : <Banner>{sending === 'test_run' ? 'Sending your work to the tests…' : 'Handing in…'}</Banner>}
      {shown === null && error === '' && sending === null ? (
        <Empty>{noResultText(inExam, exam !== null && exam.sitting?.state !== 'running')}</Empty>
      ) : null}
      {shown?.attempt.type === 'final_submission' ? <Receipt attempt={shown.attempt} inExam={inExam} /> : null}
      {shown === null ? null : shown.result === null ? (
        <Empty>Looking up the result…</Empty>
      ) : (
        <ResultView result={shown.result} inExam={inExam} goTo={goTo} explain={explain} />
      )}
    </>
  );
}

function History({ assignment }: { assignment: Assignment }): JSX.Element | null {
  const { list, shown } = assignment.attempts;
  if (list.length === 0) {
    return null;
  }
  return (
    <details className="lct-history" open>
      <summary>Receipts and test runs ({list.length})</summary>
      <ul>
        {list.map(attempt => (
          <li key={attempt.id}>
            <button
              type="button"
              className="lct-row"
              aria-current={shown?.attempt.id === attempt.id}
              onClick={() => void assignment.attempts.show(attempt)}
            >
              <span className="lct-row-title">{attemptName(attempt, assignment.inExam)}</span>
              <span className="lct-facts">
                <span>{absolute(attempt.accepted_at, new Date())}</span>
                {attempt.is_late ? <span>late</span> : null}
                <code>{shortHash(attempt.sha256)}</code>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
