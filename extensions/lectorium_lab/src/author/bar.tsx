/** The author's bar: what the problem amounts to, what is to mend, and the way to students. */

import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { points } from '../pure/format.ts';
import { Commands } from '../tokens.ts';
import { Button } from '../ui/parts.tsx';
import type { AuthorDraft } from './draft.ts';

export class AuthorBar extends ReactWidget {
  private readonly draft: AuthorDraft;
  private readonly commands: CommandRegistry;

  constructor(draft: AuthorDraft, commands: CommandRegistry) {
    super();
    this.draft = draft;
    this.commands = commands;
    this.addClass('lct-bar');
    this.addClass('lct-author-bar');
    this.node.setAttribute('role', 'toolbar');
    this.node.setAttribute('aria-label', 'Author');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.draft.changed}>{() => <Line draft={this.draft} commands={this.commands} />}</UseSignal>
    );
  }
}

function Line({ draft, commands }: { draft: AuthorDraft; commands: CommandRegistry }): JSX.Element {
  const run = (command: string) => void commands.execute(command);
  const { version, problem_id: published } = draft.mark;
  return (
    <div className="lct-bar-line">
      <span className="lct-bar-title">{draft.isProgram ? 'Program' : 'Problem'}</span>
      <span className="lct-bar-rules">
        <span>{published === undefined ? 'not published' : `version ${version} published`}</span>
        {draft.isProgram ? null : (
          <span>
            {draft.totals.tests} graded, {points(draft.totals.points)} points
          </span>
        )}
      </span>
      <span className="lct-bar-draft">
        <Button label={toMend(draft)} minor onClick={() => run(Commands.checks)} title="Opens the check list" />
      </span>
      <span className="lct-bar-actions">
        <Button label="Preview as student" onClick={() => run(Commands.preview)} />
        <Button label={published === undefined ? 'Publish…' : 'Publish again…'} accent onClick={() => run(Commands.publish)} />
      </span>
    </div>
  );
}

function toMend(draft: AuthorDraft): string {
  const found = draft.errors.length;
  return found === 0 ? '✓ Ready' : `! ${found} to mend`;
}
