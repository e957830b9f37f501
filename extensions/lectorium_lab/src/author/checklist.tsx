/** The check list at the right: what to mend, found while typing; and what the server says when asked. */

import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';

import { count } from '../pure/format.ts';
import { judgedLook } from '../pure/results.ts';
import { authorIcon } from '../ui/icons.ts';
import { Banner, Button, Empty, PanelHead, Sign } from '../ui/parts.tsx';
import type { Finding, Guarantee } from '../wire.ts';
import type { AuthorDesk } from './desk.ts';
import type { AuthorDraft } from './draft.ts';

export interface CheckActions {
  check(): void;
  goTo(cell: number): void;
  close(): void;
}

export class CheckList extends ReactWidget {
  private readonly desk: AuthorDesk;
  private readonly actions: CheckActions;

  constructor(desk: AuthorDesk, actions: CheckActions) {
    super();
    this.desk = desk;
    this.actions = actions;
    this.id = 'lectorium-checks';
    this.title.icon = authorIcon;
    this.title.caption = 'Check list';
    this.node.setAttribute('aria-label', 'Check list');
    this.node.setAttribute('role', 'region');
    this.addClass('lct-panel');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.desk.changed}>
        {() => (
          <>
            <PanelHead title="Check list" close={() => this.actions.close()} />
            {this.desk.current === null ? (
              <Empty>Open a notebook and choose “Author” in its toolbar. What is to mend appears here while you type.</Empty>
            ) : (
              <Checks draft={this.desk.current} actions={this.actions} />
            )}
          </>
        )}
      </UseSignal>
    );
  }
}

interface Line {
  level: 'error' | 'warning';
  message: string;
  cell: number | null;
}

function Checks({ draft, actions }: { draft: AuthorDraft; actions: CheckActions }): JSX.Element {
  const errors = draft.checks.filter(check => check.level === 'error');
  const warnings = draft.checks.filter(check => check.level === 'warning');
  return (
    <>
      <p className="lct-subject" role="status">
        {errors.length === 0 ? 'Nothing to mend before publishing' : `${count(errors.length, 'thing')} to mend before publishing`}
      </p>
      <Lines title="To mend" lines={errors} goTo={actions.goTo} numbered />
      <Lines title="To consider" lines={warnings} goTo={actions.goTo} numbered />
      <section className="lct-group" aria-label="Tried out">
        <h3>Tried out</h3>
        <p className="lct-note">Runs your own solution against all tests, as a student’s work would be, and looks for leaks.</p>
        <Button label={draft.checking ? 'Running…' : 'Try my solution'} disabled={draft.checking} onClick={actions.check} />
        {draft.error === '' ? null : <Banner tone="bad">{draft.error}</Banner>}
        <Tried draft={draft} goTo={actions.goTo} />
      </section>
    </>
  );
}

function Tried({ draft, goTo }: { draft: AuthorDraft; goTo: (cell: number) => void }): JSX.Element | null {
  const { report } = draft;
  if (report === null) {
    return null;
  }
  return (
    <>
      <Banner tone={report.ok ? 'good' : 'bad'}>
        {report.ok ? 'Your solution passes, and it can be published.' : 'It can’t be published like this.'}
        {draft.isReportStale ? ' You have edited since.' : ''}
      </Banner>
      <Findings findings={report.findings} goTo={goTo} />
      <Guarantees tests={report.tests} goTo={goTo} />
    </>
  );
}

/** A report of the server, cell by cell; its sentences say which cell they mean. */
export function Findings({ findings, goTo }: { findings: Finding[]; goTo: (cell: number) => void }): JSX.Element {
  return <Lines title="" lines={findings.map(one => ({ ...one, cell: one.cell_index }))} goTo={goTo} />;
}

/** How far each test can be trusted: only what is compared outside can't be forged. */
export function Guarantees({ tests, goTo }: { tests: Guarantee[]; goTo: (cell: number) => void }): JSX.Element | null {
  if (tests.length === 0) {
    return null;
  }
  return (
    <section className="lct-group" aria-label="How each test is judged">
      <h3>How each test is judged</h3>
      <p className="lct-note">
        What should come out of a test that is compared outside never enters the student’s Python, so no trick satisfies it.
        Asserts run beside the student’s code: known tricks are found and flagged, but that is no guarantee.
      </p>
      <ul className="lct-checks">
        {tests.map(test => (
          <li key={test.key}>
            <button type="button" className="lct-row" disabled={test.cell_index === null} onClick={() => goTo(test.cell_index!)}>
              <span className="lct-facts">
                <Sign {...judgedLook(test.judged)} />
                <span>{test.key}</span>
              </span>
              <span>{test.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LinesProps {
  title: string;
  lines: Line[];
  goTo: (cell: number) => void;
  numbered?: boolean;
}

function Lines({ title, lines, goTo, numbered = false }: LinesProps): JSX.Element | null {
  if (lines.length === 0) {
    return null;
  }
  return (
    <section className="lct-group" aria-label={title || 'Report'}>
      {title === '' ? null : <h3>{title}</h3>}
      <ul className="lct-checks">
        {lines.map((line, index) => (
          <li key={index}>
            <button type="button" className="lct-row" disabled={line.cell === null} onClick={() => goTo(line.cell!)}>
              <span className="lct-facts">
                <Sign
                  sign={line.level === 'error' ? '!' : 'i'}
                  word={line.level === 'error' ? 'Mend' : 'Consider'}
                  tone={line.level === 'error' ? 'bad' : 'plain'}
                />
                {numbered && line.cell !== null ? <span>Cell {line.cell + 1}</span> : null}
              </span>
              <span>{line.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
