/** Following an answer to its end: the stream breaks, the page reloads, and nothing of it is lost. */

import { ApiError } from '../api/errors.ts';
import type { TutorApi } from '../api/tutor.ts';
import { AnswerReader } from '../pure/answering.ts';
import type { Answering } from '../pure/answering.ts';
import { delay } from '../pure/backoff.ts';
import { EventParser } from '../pure/sse.ts';
import { isOpen } from '../pure/tutor.ts';
import type { InteractionRow } from '../wire.ts';

/** The service gives a sign of life every 15 s; a stream that is silent for longer than two of them is dead. */
const SILENCE = 35_000;

/** Tells what is known of the answer whenever it grows; resolves with its end, or null once `signal` says to stop. */
export async function follow(
  api: TutorApi,
  asked: InteractionRow,
  tell: (answering: Answering) => void,
  signal: AbortSignal
): Promise<Answering | null> {
  const reader = new AnswerReader(asked.answer);
  for (let failures = 0; !signal.aborted; ) {
    const before = reader.answering;
    try {
      await listen(api, asked.id, reader, tell, signal);
      reader.answering.ended ?? (await lookUp(api, asked.id, reader));
    } catch (error) {
      if (signal.aborted || (error instanceof ApiError && error.kind === 'refused')) {
        break;
      }
    }
    if (reader.answering.ended !== null) {
      return reader.answering;
    }
    failures = reader.answering === before ? failures + 1 : 1;
    await pause(delay(failures, Math.random()), signal);
    reader.restart();
  }
  return null;
}

async function listen(
  api: TutorApi,
  id: string,
  reader: AnswerReader,
  tell: (answering: Answering) => void,
  signal: AbortSignal
): Promise<void> {
  const own = new AbortController();
  const leave = () => own.abort();
  signal.addEventListener('abort', leave);
  try {
    const response = await api.events(id, own.signal);
    const stream = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    while (reader.answering.ended === null) {
      const watch = setTimeout(leave, SILENCE);
      const { done, value } = await stream.read().finally(() => clearTimeout(watch));
      if (done) {
        return;
      }
      parser.feed(value).forEach(event => tell(reader.take(event)));
    }
  } finally {
    own.abort();
    signal.removeEventListener('abort', leave);
  }
}

/** The stream ended without a word: perhaps the answer did too. */
async function lookUp(api: TutorApi, id: string, reader: AnswerReader): Promise<void> {
  const now = await api.interaction(id);
  if (!isOpen(now)) {
    reader.take({ event: 'done', data: JSON.stringify(now) });
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(wake => {
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), wake()), { once: true });
  });
}
