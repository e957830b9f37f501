/** What a student ran in a solution cell, kept for the journey: in the background, and only what is new. */

import { UUID } from '@lumino/coreutils';
import { NotebookActions } from '@jupyterlab/notebook';
import type { Notebook } from '@jupyterlab/notebook';
import type { Cell } from '@jupyterlab/cells';

import { ApiError } from '../api/errors.ts';
import type { TutorApi } from '../api/tutor.ts';
import { delay } from '../pure/backoff.ts';
import type { Cell as PlainCell } from '../pure/notebook.ts';
import { isSolution } from '../pure/roles.ts';
import { RunQueue } from '../pure/runs.ts';
import type { Run } from '../pure/runs.ts';
import { cut, outputText } from '../pure/snippets.ts';
import { inert } from '../pure/text.ts';
import type { Output } from '../pure/snippets.ts';
import type { Desk } from '../work/desk.ts';

/** Several runs within this time leave together. */
const GATHER = 800;
/** A question waits no longer for the runs before it. */
const PATIENCE = 2000;
/** A solution longer than this is no student's. */
const MOST_CODE = 60_000;

export class RunKeeper {
  private readonly api: TutorApi;
  private readonly queue = new RunQueue();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private sending: Promise<void> | null = null;

  constructor(api: TutorApi, desk: Desk) {
    this.api = api;
    NotebookActions.executed.connect((_, { notebook, cell }) => this.onRun(desk, notebook, cell));
    api.client.connectionChanged.connect((_, connection) => connection === 'ok' && this.soon());
    document.addEventListener('visibilitychange', () => document.hidden && void this.send());
  }

  keep(run: Run): void {
    if (run.code.trim() !== '' && run.code.length <= MOST_CODE && this.queue.add(run)) {
      this.soon();
    }
  }

  /** What ran before a question stands before it in the journey. */
  async beforeAsking(): Promise<void> {
    if (this.queue.length > 0) {
      await Promise.race([this.send(), new Promise(wake => setTimeout(wake, PATIENCE))]);
    }
  }

  private onRun(desk: Desk, notebook: Notebook, cell: Cell): void {
    const assignment = desk.of(notebook);
    const plain = cell.model.toJSON() as unknown as PlainCell & { outputs?: Output[] };
    if (assignment === null || !isSolution(plain)) {
      return;
    }
    this.keep({
      key: UUID.uuid4(),
      challengeId: assignment.challengeId,
      cellId: cell.model.id,
      code: cell.model.sharedModel.getSource(),
      stdin: null,
      stdout: cut(inert(outputText(plain.outputs ?? [])))
    });
  }

  private soon(wait = GATHER): void {
    this.timer ??= setTimeout(() => void this.send(), wait);
  }

  /** One after the other, in their order; what is refused (in an exam, after the end) is no part of the journey. */
  private send(): Promise<void> {
    clearTimeout(this.timer ?? undefined);
    this.timer = null;
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    for (let run = this.queue.first; run !== undefined; run = this.queue.first) {
      if (!(await this.sendOne(run))) {
        this.soon(delay(3, Math.random()));
        return;
      }
    }
  }

  private async sendOne(run: Run): Promise<boolean> {
    const { key, code, stdin, stdout, cellId } = run;
    try {
      await this.api.keepRun(run.challengeId, { message_key: key, code, stdin: stdin ?? '', stdout, cell_id: cellId });
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'refused') {
        return false;
      }
    }
    this.queue.drop(run);
    return true;
  }
}
