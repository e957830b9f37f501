/** What stands under a piece of code in an answer: copying it, and trying it. */

import { Clipboard } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { asksForInput } from '../pure/snippets.ts';
import { inert } from '../pure/text.ts';
import { Button } from '../ui/parts.tsx';
import type { Ran } from './snippet.ts';

export interface SnippetActions {
  /** Null where it can't be run: another language, or none. */
  run: ((code: string, stdin: string, tell: (soFar: string) => void) => Promise<Ran>) | null;
  interrupt: () => void;
}

export class SnippetTools extends ReactWidget {
  private readonly code: string;
  private readonly actions: SnippetActions;

  constructor(code: string, actions: SnippetActions) {
    super();
    this.code = code;
    this.actions = actions;
    this.addClass('lct-snippet');
  }

  protected render(): JSX.Element {
    return <Snippet code={this.code} actions={this.actions} />;
  }
}

function Snippet({ code, actions }: { code: string; actions: SnippetActions }): JSX.Element {
  const [copied, setCopied] = React.useState(false);
  const copy = () => {
    Clipboard.copyToSystem(code);
    setCopied(true);
  };
  return (
    <>
      <div className="lct-snippet-tools">
        <Button label={copied ? 'Copied' : 'Copy'} minor onClick={copy} />
        {actions.run === null ? null : <Runner code={code} run={actions.run} interrupt={actions.interrupt} />}
      </div>
      <span className="lct-hidden" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}

interface RunnerProps {
  code: string;
  run: NonNullable<SnippetActions['run']>;
  interrupt: () => void;
}

/** In the notebook's kernel, on a copy of its names: nothing of it stays there. */
function Runner({ code, run, interrupt }: RunnerProps): JSX.Element {
  const [ran, setRan] = React.useState<Ran | null>(null);
  const [busy, setBusy] = React.useState(false);
  const [stdin, setStdin] = React.useState('');
  const isAlive = React.useRef(true);
  React.useEffect(() => () => void (isAlive.current = false), []);
  const start = async () => {
    setBusy(true);
    setRan(null);
    const show = (soFar: string) => isAlive.current && setRan({ output: soFar, isError: false });
    const done = await run(code, stdin, show).catch(reason => ({ output: String(reason), isError: true }));
    if (isAlive.current) {
      setRan(done);
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        label={busy ? 'Running…' : 'Run this snippet'}
        minor
        waiting={busy}
        title="Runs beside your notebook, in its kernel: it sees your names and changes none of them"
        onClick={() => void start()}
      />
      {busy ? <Button label="Interrupt" minor onClick={interrupt} /> : null}
      {asksForInput(code) ? (
        <label className="lct-snippet-input">
          Input, one line each
          <textarea rows={2} value={stdin} spellCheck={false} onChange={event => setStdin(event.target.value)} />
        </label>
      ) : null}
      {ran === null ? null : <Outcome ran={ran} busy={busy} />}
    </>
  );
}

function Outcome({ ran, busy }: { ran: Ran; busy: boolean }): JSX.Element {
  const text = inert(ran.output);
  return (
    <div className="lct-snippet-output" role="status">
      {text === '' ? busy ? null : <p className="lct-note">It ran and printed nothing.</p> : <pre tabIndex={0} role="group" aria-label={ran.isError ? 'Error' : 'Output'}>{text}</pre>}
    </div>
  );
}
