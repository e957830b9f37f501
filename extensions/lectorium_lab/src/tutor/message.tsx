/** A question and its answer, as they stand in the conversation. */

import React from 'react';

import { clock } from '../pure/due.ts';
import { inert } from '../pure/text.ts';
import { askedText, doingText, endText, guardText, isOpen, modelText, sourceText, stepText } from '../pure/tutor.ts';
import { citedCell } from '../pure/sources.ts';
import { thumbDownIcon, thumbUpIcon } from '../ui/icons.ts';
import { pageUrl } from '../ui/links.ts';
import type { Citation, InteractionRow } from '../wire.ts';
import { AnswerText } from './answer.tsx';
import type { Look } from './log.tsx';
import type { OpenSource } from './sources.ts';
import type { Talk } from './talk.ts';

interface MessageProps {
  row: InteractionRow;
  talk: Talk;
  look: Look;
}

/** Drawn again only when something of it changed; what is still open may change by itself. */
export const Message = React.memo(Turn, (before, after) => before.row === after.row && before.look === after.look && !isOpen(after.row));

function Turn(props: MessageProps): JSX.Element {
  const { row, look } = props;
  return (
    <li className="lct-turn">
      <Question text={askedText(row)} note={questionNote(row, look.steps)} time={clock(row.created_at)} />
      <Answer {...props} />
    </li>
  );
}

function questionNote(row: InteractionRow, steps: readonly string[]): string {
  return row.kind === 'hint' && row.hint_step !== null ? `Hint · ${stepText(row.hint_step, steps)}` : '';
}

export function Question({ text, note, time }: { text: string; note: string; time: string }): JSX.Element {
  return (
    <div className="lct-asked" role="article" aria-label="You asked">
      <p className="lct-turn-head">
        <b>You</b> <span>{[note, time].filter(part => part !== '').join(' · ')}</span>
      </p>
      <p className="lct-asked-text">{inert(text)}</p>
    </div>
  );
}

/** What comes is drawn as it comes; it is read aloud from elsewhere, a sentence at a time. */
function Answer({ row, talk, look }: MessageProps): JSX.Element {
  const live = talk.live?.id === row.id ? talk.live.answering : null;
  const text = live?.text ?? row.answer;
  return (
    <div className="lct-answer" role="article" aria-label="The tutor’s answer" aria-busy={live !== null}>
      <p className="lct-turn-head">
        <b>Tutor</b>
        {live === null ? <span>{row.model === null ? '' : modelText(row.model)}</span> : <span className="lct-doing">{talk.stopping ? 'Stopping…' : doingText(live.doing)}</span>}
      </p>
      {text === '' ? null : <AnswerText text={text} rendermime={look.rendermime} tools={live === null ? look.tools : null} />}
      {live === null ? <After row={row} talk={talk} look={look} /> : null}
    </div>
  );
}

/** What is to be said of an answer that is there. */
function After({ row, talk, look }: MessageProps): JSX.Element {
  const [guard, end] = [guardText(row.guarding), endText(row)];
  return (
    <>
      {guard === '' ? null : <p className="lct-note">{guard}</p>}
      {row.fell_back_from === null ? null : <p className="lct-note">{`${modelText(row.fell_back_from)} isn’t available, so another model answered.`}</p>}
      {end === '' ? null : <p className={row.state === 'failed' ? 'lct-answer-end lct-tone-bad' : 'lct-note'}>{inert(end)}</p>}
      {row.citations.length === 0 ? null : <Sources citations={row.citations} open={look.open} />}
      {row.answer === '' ? null : <Thumbs row={row} talk={talk} />}
    </>
  );
}

function Sources({ citations, open }: { citations: Citation[]; open: OpenSource }): JSX.Element {
  return (
    <div className="lct-sources">
      <span className="lct-note">Sources</span>
      <ol aria-label="Sources">
        {citations.map(citation => (
          <li key={citation.number} value={citation.number}>
            <Source citation={citation} open={open} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What can't be opened here is named all the same. */
function Source({ citation, open }: { citation: Citation; open: OpenSource }): JSX.Element {
  const text = inert(sourceText(citation));
  if (citation.address === null) {
    return <>{text}</>;
  }
  // Whatever else a click asks for, such as a window of its own, is the page's.
  const click = (event: React.MouseEvent) => {
    if (citedCell(citation) !== null && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      open(citation);
    }
  };
  return (
    <a href={pageUrl(citation.address)} target="_blank" rel="noopener" onClick={click}>
      {text}
    </a>
  );
}

function Thumbs({ row, talk }: { row: InteractionRow; talk: Talk }): JSX.Element {
  const thumb = (value: 1 | -1, label: string, Icon: typeof thumbUpIcon) => (
    <button type="button" className="lct-button lct-minor lct-thumb" aria-pressed={row.rating === value} title={label} onClick={() => void talk.rate(row, value)}>
      <Icon.react tag="span" aria-hidden="true" />
      {label}
    </button>
  );
  return (
    <div className="lct-thumbs" role="group" aria-label="Was this answer good?">
      {thumb(1, 'Helpful', thumbUpIcon)}
      {thumb(-1, 'Not helpful', thumbDownIcon)}
    </div>
  );
}
