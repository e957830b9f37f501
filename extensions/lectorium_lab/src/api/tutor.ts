/** The tutor's routes, one method each. */

import type { CodeRun, CodeRunCreate, Interaction, InteractionCreate, InteractionRow, Page, Rating, TutorStatus } from '../wire.ts';
import type { Client } from './client.ts';

/** Runs of code stand between questions: a page has room for both. */
const PAGE = 40;

export class TutorApi {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  status(challengeId: string): Promise<TutorStatus> {
    return this.client.ask(`/challenges/${challengeId}/tutor`);
  }

  /** The same message key asks the same question, however often it is sent. */
  ask(challengeId: string, create: InteractionCreate): Promise<Interaction> {
    return this.client.ask(`/challenges/${challengeId}/interactions`, { method: 'POST', body: create });
  }

  /** Newest first; `after` is where the page before ended. */
  history(challengeId: string, after: string | null): Promise<Page<InteractionRow>> {
    const from = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    return this.client.ask(`/challenges/${challengeId}/interactions?limit=${PAGE}${from}`);
  }

  interaction(id: string): Promise<Interaction> {
    return this.client.ask(`/interactions/${id}`);
  }

  /** The stream of an answer: everything so far first, then the rest as it comes. */
  events(id: string, signal: AbortSignal): Promise<Response> {
    return this.client.send(`/interactions/${id}/events`, { signal });
  }

  stop(id: string): Promise<Interaction> {
    return this.client.ask(`/interactions/${id}/stop`, { method: 'POST', body: {} });
  }

  rate(id: string, rating: Rating['rating']): Promise<Interaction> {
    return this.client.ask(`/interactions/${id}/rating`, { method: 'PUT', body: { rating } satisfies Rating });
  }

  keepRun(challengeId: string, run: CodeRunCreate): Promise<CodeRun> {
    return this.client.ask(`/challenges/${challengeId}/code-runs`, { method: 'POST', body: run });
  }
}
