/** The right panel: results of the assignment in front. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { absolute } from '../pure/due.ts';
import { attemptName, shortHash } from '../pure/results.ts';
import { Commands } from '../tokens.ts';
import { resultsIcon } from '../ui/icons.ts';
import { goToCell } from '../ui/cells.ts';
import { Banner, Empty } from '../ui/parts.tsx';
import type { Assignment } from '../work/assignment.ts';
import type { Desk } from '../work/desk.ts';
import { HintList } from './hints.tsx';
import { Receipt, ResultView } from './view.tsx';

export class ResultsPanel extends ReactWidget {
  private readonly desk: Desk;
  private readonly rendermime: IRenderMimeRegistry;
  private readonly commands: CommandRegistry;

  constructor(desk: Desk, rendermime: IRenderMimeRegistry, commands: CommandRegistry) {
    super();
    this.desk = desk;
    this.rendermime = rendermime;
    this.commands = commands;
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
        <div className="lct-panel-head">
          <h2>Results</h2>
        </div>
        {assignment === null ? (
          <Empty>Open an assignment from Courses on the left. Its results appear here.</Empty>
        ) : (
          <>
            <Results assignment={assignment} commands={this.commands} />
            <HintList hints={assignment.hints} rendermime={this.rendermime} />
            <History assignment={assignment} />
          </>
        )}
      </>
    );
  }
}

function Results({ assignment, commands }: { assignment: Assignment; commands: CommandRegistry }): JSX.Element {
  const { attempts } = assignment;
  const { shown, error, sending } = attempts;
  const goTo = (key: string) => void goToCell(assignment.panel, key);
  const mayExplain = commands.hasCommand(Commands.explainTest) && commands.isEnabled(Commands.explainTest);
  const explain = mayExplain ? (testCaseId: string) => void commands.execute(Commands.explainTest, { testCaseId }) : null;
  return (
    <>
      <p className="lct-subject">{assignment.title}</p>
      {error === '' ? null : <Banner tone="bad">{error}</Banner>}
      {sending === null ? null : <Banner>{sending === 'test_run' ? 'Sending your work to the tests…' : 'Handing in…'}</Banner>}
      {shown === null && error === '' && sending === null ? (
        <Empty>No results yet. “Run tests” tries the visible tests and uses no attempt; “Submit” hands in.</Empty>
      ) : null}
      {shown?.attempt.type === 'final_submission' ? <Receipt attempt={shown.attempt} /> : null}
      {shown === null ? null : shown.result === null ? (
        <Empty>Looking up the result…</Empty>
      ) : (
        <ResultView result={shown.result} goTo={goTo} explain={explain} />
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
              <span className="lct-row-title">{attemptName(attempt)}</span>
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
