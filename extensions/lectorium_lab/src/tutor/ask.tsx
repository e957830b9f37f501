/** Asking: what goes along, the question, a hint, and stopping. */

import React from 'react';

import { hintLabel } from '../pure/tutor.ts';
import { Button } from '../ui/parts.tsx';
import type { Around, TutorDesk, Uses } from './desk.ts';
import type { Talk } from './talk.ts';

/** Where one types. */
export const QUESTION = 'lectorium-tutor-question';
const MOST = 8_000;

interface AskProps {
  desk: TutorDesk;
  talk: Talk;
  text: string;
  setText: (text: string) => void;
}

export function Ask({ desk, talk, text, setText }: AskProps): JSX.Element | null {
  const { status } = talk;
  if (status === null || (!status.available && !talk.isBusy && text === '')) {
    return null;
  }
  const send = async () => {
    if (talk.mayAsk && text.trim() !== '') {
      setText('');
      await desk.ask('chat', text.trim());
    }
  };
  // The button that was pressed may go: the keyboard goes on where one types.
  const and = (act: () => Promise<unknown>) => {
    document.getElementById(QUESTION)?.focus();
    void act();
  };
  return (
    <form className="lct-ask" aria-label="Ask the tutor" onSubmit={event => (event.preventDefault(), and(send))}>
      <Chips desk={desk} around={desk.around()} />
      <Field text={text} setText={setText} send={send} />
      <div className="lct-ask-buttons">
        {talk.live === null ? (
          <button type="submit" className="lct-button lct-accent" disabled={!talk.mayAsk || text.trim() === ''}>
            {talk.sending ? 'Sending…' : 'Ask'}
          </button>
        ) : (
          <Button label={talk.stopping ? 'Stopping…' : 'Stop'} accent disabled={talk.stopping} onClick={() => and(() => talk.stop())} />
        )}
        <HintButton talk={talk} ask={() => and(() => desk.ask('hint', ''))} />
      </div>
      <p className="lct-note lct-keys" id="lectorium-tutor-keys">
        Enter sends, Shift+Enter: new line<span className="lct-hidden">, Escape goes back to the notebook</span>
      </p>
    </form>
  );
}

/** One step at a time, and which one it is. */
function HintButton({ talk, ask }: { talk: Talk; ask: () => void }): JSX.Element | null {
  const label = talk.status === null ? '' : hintLabel(talk.status);
  if (label === '') {
    return null;
  }
  return (
    <>
      <Button label="Give me a hint" disabled={!talk.mayAsk} title={label} onClick={ask} />
      <span className="lct-note">{label}</span>
    </>
  );
}

interface FieldProps {
  text: string;
  setText: (text: string) => void;
  send: () => Promise<void>;
}

function Field({ text, setText, send }: FieldProps): JSX.Element {
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void send();
    }
  };
  return (
    <textarea
      id={QUESTION}
      rows={Math.min(8, Math.max(2, text.split('\n').length))}
      value={text}
      maxLength={MOST}
      aria-label="Your question"
      aria-describedby="lectorium-tutor-keys"
      placeholder="Ask about this problem"
      onChange={event => setText(event.target.value)}
      onKeyDown={onKey}
    />
  );
}

/** What the tutor may read; what there is none of isn't offered. */
function Chips({ desk, around }: { desk: TutorDesk; around: Around }): JSX.Element | null {
  const cell = desk.isInFront ? 'The code of this cell' : 'The code of the cell you were in';
  const hasDraft = desk.assignment?.keeper.state.savedAt != null;
  const offered: [keyof Uses, string][] = [
    ...(around.code === '' && !hasDraft ? [] : ([['code', around.code === '' ? 'Your saved draft' : cell]] as [keyof Uses, string][])),
    ...(around.error === '' ? [] : ([['error', `Its error: ${around.errorName}`]] as [keyof Uses, string][])),
    ...(around.run === '' ? [] : ([['run', `Last run: ${around.run}`]] as [keyof Uses, string][]))
  ];
  if (offered.length === 0) {
    return null;
  }
  return (
    <fieldset className="lct-chips">
      <legend>The tutor reads</legend>
      {offered.map(([part, label]) => (
        <label key={part} className="lct-chip" title={label}>
          <input type="checkbox" checked={desk.uses[part]} onChange={event => desk.use(part, event.target.checked)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
