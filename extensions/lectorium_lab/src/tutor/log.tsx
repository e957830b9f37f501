/** The conversation: by days, older ones on the way up, the newest in sight. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import React from 'react';

import { byDay } from '../pure/thread.ts';
import { askedText } from '../pure/tutor.ts';
import { Button, Empty } from '../ui/parts.tsx';
import type { Tools } from './answer.tsx';
import { Message, Question } from './message.tsx';
import type { OpenSource } from './sources.ts';
import type { Talk, Unsent } from './talk.ts';

/** How messages look; the same as long as the problem is. */
export interface Look {
  rendermime: IRenderMimeRegistry;
  tools: Tools;
  open: OpenSource;
  steps: readonly string[];
}

/** So near the end, in pixels, somebody reads the newest. */
const NEAR = 48;
const TOP = 80;

export function Log({ talk, look, restore }: { talk: Talk; look: Look; restore: (text: string) => void }): JSX.Element {
  const box = React.useRef<HTMLDivElement>(null);
  const onScroll = useAnchor(box, talk);
  // The button goes once there is nothing older: the keyboard goes on where one reads.
  const older = () => {
    box.current?.focus();
    void talk.older();
  };
  const days = byDay(talk.rows, new Date());
  return (
    <div className="lct-log" ref={box} onScroll={onScroll} role="region" aria-label="Conversation" tabIndex={0}>
      {talk.hasOlder ? <Button label={talk.isLoading ? 'Looking up…' : 'Show older'} minor disabled={talk.isLoading} onClick={older} /> : null}
      {talk.isLoaded && days.length === 0 && talk.unsent === null ? <Welcome talk={talk} /> : null}
      {days.map(day => (
        <section key={day.key} aria-label={day.title}>
          <h3 className="lct-day">{day.title}</h3>
          <ol>
            {day.rows.map(row => (
              <Message key={row.id} row={row} talk={talk} look={look} />
            ))}
          </ol>
        </section>
      ))}
      {talk.unsent === null ? null : <Waiting talk={talk} unsent={talk.unsent} restore={restore} />}
    </div>
  );
}

function Welcome({ talk }: { talk: Talk }): JSX.Element {
  return talk.status?.available === false ? (
    <Empty>Nothing was asked about this problem.</Empty>
  ) : (
    <Empty>Ask about this problem in your own words: what an error means, which idea is missing, why a test fails. Or take a hint, one step at a time.</Empty>
  );
}

/** A question that has no answer coming: on its way, or not taken. */
function Waiting({ talk, unsent, restore }: { talk: Talk; unsent: Unsent; restore: (text: string) => void }): JSX.Element {
  const { create, words } = unsent;
  const text = askedText({ kind: create.kind ?? 'chat', text: create.text ?? '', hint_step: null });
  return (
    <div className="lct-turn">
      <Question text={text} note={talk.sending ? 'Sending…' : 'Not sent'} time="" />
      {words === '' || talk.sending ? null : (
        <div role="alert" className="lct-unsent">
          <p>{words}</p>
          <Button label="Ask again" onClick={() => void talk.again()} />
          <Button label="Take it back" minor onClick={() => restore(talk.takeBack())} />
        </div>
      )}
    </div>
  );
}

/** The newest stays in sight for who reads it; who reads older things isn't moved when more comes in above. */
function useAnchor(box: React.RefObject<HTMLDivElement>, talk: Talk): () => void {
  const isNear = React.useRef(true);
  const top = React.useRef(0);
  const before = React.useRef({ height: 0, first: '', isAsking: false });
  React.useLayoutEffect(() => {
    const node = box.current!;
    const first = talk.rows[0]?.id ?? '';
    const isAsking = talk.unsent !== null;
    isNear.current ||= isAsking && !before.current.isAsking; // whoever asks waits for the answer
    if (isNear.current) {
      node.scrollTop = node.scrollHeight;
    } else if (first !== before.current.first) {
      node.scrollTop += node.scrollHeight - before.current.height;
    }
    before.current = { height: node.scrollHeight, first, isAsking };
  });
  // Answers are drawn a moment later than their place.
  React.useEffect(() => {
    const node = box.current!;
    const grown = new ResizeObserver(() => isNear.current && (node.scrollTop = node.scrollHeight));
    const watch = () => [...node.children].forEach(child => grown.observe(child));
    const added = new MutationObserver(watch);
    added.observe(node, { childList: true });
    watch();
    return () => (added.disconnect(), grown.disconnect());
  }, [box]);
  return () => {
    const node = box.current!;
    // Answers may have grown below since the place was set: only who goes up has left the newest.
    const isThere = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
    isNear.current = isThere || (isNear.current && node.scrollTop >= top.current);
    top.current = node.scrollTop;
    if (node.scrollTop < TOP && talk.hasOlder && !talk.isLoading && talk.isLoaded && !isNear.current) {
      void talk.older();
    }
  };
}
