/** The conversations of this window, one per problem, and which of them is in front. */

import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { TutorApi } from '../api/tutor.ts';
import { inert } from '../pure/text.ts';
import { asksTutor, errorName, outputText } from '../pure/snippets.ts';
import { summary } from '../pure/results.ts';
import type { ILectorium } from '../tokens.ts';
import { errorsOf } from '../ui/cells.ts';
import type { InteractionCreate, TestResult } from '../wire.ts';
import type { Assignment } from '../work/assignment.ts';
import type { Desk } from '../work/desk.ts';
import { RunKeeper } from './runs.ts';
import { Talk } from './talk.ts';
import type { Question } from './talk.ts';

/** What fits into a question, in characters. */
const [MOST_CODE, MOST_ERROR] = [60_000, 20_000];
/** Coming and going faster than this, a window asks once. */
const RECENT = 5_000;

/** What may go with a question, and whether it does. */
export interface Uses {
  code: boolean;
  error: boolean;
  run: boolean;
}

/** What there is to go with a question now. */
export interface Around {
  code: string;
  cellId: string | null;
  error: string;
  /** The error in one line. */
  errorName: string;
  /** What the last test run said, in one line; '' where there was none. */
  run: string;
}

export class TutorDesk {
  readonly api: TutorApi;
  readonly uses: Uses = { code: true, error: true, run: true };
  readonly runs: RunKeeper;
  private readonly desk: Desk;
  private readonly talks = new Map<string, Talk>();
  private readonly updated = new Signal<this, void>(this);
  private readonly turned = new Signal<this, void>(this);
  private stood = '';
  private last: Assignment | null = null;
  private lookedAt = 0;

  constructor(house: ILectorium, desk: Desk) {
    this.desk = desk;
    this.api = new TutorApi(house.api.client);
    this.runs = new RunKeeper(this.api, desk);
    desk.changed.connect(this.onDesk, this);
    house.events.sitting.connect(() => this.lookAgain());
    house.events.gap.connect(() => this.lookAgain());
    house.api.client.connectionChanged.connect((_, connection) => connection === 'ok' && this.lookAgain());
    window.addEventListener('focus', () => Date.now() - this.lookedAt > RECENT && this.lookAgain());
  }

  /** The conversation in front, or what goes with a question, changed. */
  get changed(): ISignal<this, void> {
    return this.updated;
  }

  /** Whether it may be asked, or what stands in front, changed; not with every word of an answer. */
  get standingChanged(): ISignal<this, void> {
    return this.turned;
  }

  /** The one in front; while something else is, such as a source that was opened, the one before it. */
  get assignment(): Assignment | null {
    this.last = this.desk.current ?? (this.last?.panel.isDisposed === false ? this.last : null);
    return this.last;
  }

  get isInFront(): boolean {
    return this.desk.current !== null;
  }

  get talk(): Talk | null {
    const { assignment } = this;
    return assignment === null ? null : this.talkOf(assignment.challengeId);
  }

  talkOf(challengeId: string): Talk {
    const known = this.talks.get(challengeId);
    if (known !== undefined) {
      return known;
    }
    const talk = new Talk(this.api, challengeId);
    this.talks.set(challengeId, talk);
    talk.changed.connect(() => this.tell());
    void talk.look();
    return talk;
  }

  /** Another cell is in front, or it has run. */
  notice(): void {
    this.stood = '';
    this.tell();
  }

  /** A cell has run that may have asked by itself. */
  ran(notebook: Notebook, cell: Cell): void {
    const assignment = this.desk.of(notebook);
    if (assignment !== null && asksTutor(cell.model.sharedModel.getSource())) {
      void this.talkOf(assignment.challengeId).catchUp();
    }
  }

  use(part: keyof Uses, isUsed: boolean): void {
    this.uses[part] = isUsed;
    this.tell();
  }

  /** Of the cell in front, or of one that is named. */
  around(cell: Cell | null = this.assignment?.panel.content.activeCell ?? null): Around {
    const errors = cell === null ? [] : errorsOf(cell);
    const isCode = cell?.model.type === 'code';
    return {
      code: isCode ? cell.model.sharedModel.getSource().slice(0, MOST_CODE) : '',
      cellId: isCode ? cell.model.id : null,
      error: inert(outputText(errors)).slice(-MOST_ERROR),
      errorName: inert(errorName(errors)),
      run: this.lastRun()
    };
  }

  private lastRun(): string {
    const { list, shown } = this.assignment?.attempts ?? { list: [], shown: null };
    const run = list.find(one => one.type === 'test_run');
    const result = run !== undefined && shown?.attempt.id === run.id ? shown.result : null;
    return run === undefined ? '' : result === null ? `test run ${run.attempt_number}` : summary(result) || 'running';
  }

  /** With the cell in front. */
  async ask(kind: 'chat' | 'hint', text: string): Promise<boolean> {
    const around = this.around();
    return this.send({ kind, text, code: around.code, context: this.context(around) });
  }

  async explainCell(cell: Cell): Promise<boolean> {
    const around = this.around(cell);
    const context = { ...this.context(around), use_error: true };
    return this.send({ kind: 'explain', text: '', code: around.code, context });
  }

  /** What the test's own lines say is the error. */
  async explainTest(attemptId: string, test: TestResult): Promise<boolean> {
    const around = this.around();
    const context = { ...this.context(around), error: testError(test).slice(0, MOST_ERROR), attempt_id: attemptId, use_error: true, use_run: true };
    return this.send({ kind: 'explain', text: `Why does “${test.name}” fail?`, code: around.code, context });
  }

  private async send(question: Question): Promise<boolean> {
    const { talk } = this;
    await this.runs.beforeAsking();
    return talk?.ask(question) ?? false;
  }

  private context(around: Around): NonNullable<InteractionCreate['context']> {
    const { code, error, run } = this.uses;
    return {
      error: around.error === '' ? null : around.error,
      cell_id: around.cellId,
      use_code: code,
      use_error: error,
      use_run: run
    };
  }

  private onDesk(): void {
    void this.talk; // met for the first time, it is asked whether it may be
    this.notice();
  }

  private tell(): void {
    const standing = [...this.talks.values()].map(talk => [talk.status?.available, talk.status?.next_hint_step, talk.live?.id, talk.sending].join());
    this.updated.emit();
    if (this.stood !== standing.join(' ')) {
      this.stood = standing.join(' ');
      this.turned.emit();
    }
  }

  private lookAgain(): void {
    this.lookedAt = Date.now();
    this.talks.forEach(talk => void talk.catchUp());
  }
}

function testError(test: TestResult): string {
  const parts: [string, string | null][] = [
    ['Called', test.called],
    ['Expected', test.expected],
    ['Got', test.got],
    ['Said', test.message],
    ['Error output', test.stderr]
  ];
  const lines = parts.filter(([, text]) => text !== null && text !== '').map(([title, text]) => `${title}: ${inert(text!)}`);
  return [`The test “${test.name}” did not pass.`, ...lines].join('\n');
}
