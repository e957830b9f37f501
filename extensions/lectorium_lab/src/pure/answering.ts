/** An answer on its way: what its events make of it, also when they begin anew. */

import type { Interaction, TutorDelta, TutorFailed, TutorProgress } from '../wire.ts';
import type { ServerEvent } from './sse.ts';

export interface Answering {
  text: string;
  doing: TutorProgress['state'] | null;
  /** The whole, once there will be no more. */
  ended: Interaction | null;
}

export class AnswerReader {
  private state: Answering = { text: '', doing: null, ended: null };
  /** Whoever comes back gets everything so far first: until then what was shown stays. */
  private isFresh = true;

  constructor(soFar = '') {
    this.state = { ...this.state, text: soFar };
  }

  get answering(): Answering {
    return this.state;
  }

  /** The stream broke and begins anew. */
  restart(): void {
    this.isFresh = true;
  }

  take({ event, data }: ServerEvent): Answering {
    this.state = this.after(event, data);
    return this.state;
  }

  private after(event: string, data: string): Answering {
    switch (event) {
      case 'delta': {
        const before = this.isFresh ? '' : this.state.text;
        this.isFresh = false;
        return { ...this.state, text: before + (JSON.parse(data) as TutorDelta).text };
      }
      case 'status':
        return { ...this.state, doing: (JSON.parse(data) as TutorProgress).state };
      case 'done':
        return this.end(JSON.parse(data) as Interaction);
      case 'failed':
        return this.end((JSON.parse(data) as TutorFailed).interaction);
      default:
        return this.state;
    }
  }

  private end(ended: Interaction): Answering {
    return { text: ended.answer, doing: null, ended };
  }
}
