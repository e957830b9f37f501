/** The stream of grading events, held open and opened again whenever it breaks. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { delay } from '../pure/backoff.ts';
import { EventParser } from '../pure/sse.ts';
import type { GradingEvent, SittingEvent } from '../wire.ts';
import type { Client } from './client.ts';

/** A stream that is silent for longer than two of the service's signs of life (every 15 s) is dead, whoever holds it open. */
const SILENCE = 35_000;

export class Events {
  private readonly client: Client;
  private readonly came = new Signal<this, GradingEvent>(this);
  private readonly sat = new Signal<this, SittingEvent>(this);
  private readonly missed = new Signal<this, void>(this);
  private failures = 0;
  private started = false;
  private open: AbortController | null = null;
  /** Whether events arrive now; who waits for one asks the server itself meanwhile. */
  live = false;

  constructor(client: Client) {
    this.client = client;
  }

  get grading(): ISignal<this, GradingEvent> {
    return this.came;
  }

  get sitting(): ISignal<this, SittingEvent> {
    return this.sat;
  }

  /** Events may have been missed: ask for what you wait for. */
  get gap(): ISignal<this, void> {
    return this.missed;
  }

  /** Listen from now on; calling it again changes nothing. */
  start(): void {
    if (!this.started) {
      this.started = true;
      // Back from an outage: what was open before may be held by a proxy and lead nowhere.
      this.client.connectionChanged.connect((_, connection) => connection === 'ok' && this.live && this.open?.abort());
      void this.keepListening();
    }
  }

  private async keepListening(): Promise<never> {
    for (;;) {
      await this.listen().catch(() => undefined);
      this.live = false;
      this.failures += 1;
      await new Promise(wake => setTimeout(wake, delay(this.failures, Math.random())));
    }
  }

  private async listen(): Promise<void> {
    const open = new AbortController();
    this.open = open;
    const response = await this.client.send('/events', { signal: open.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const watch = setTimeout(() => open.abort(), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(watch));
      if (done) {
        return;
      }
      this.live = true;
      this.failures = 0;
      parser.feed(value).forEach(event => this.tell(event.event, event.data));
    }
  }

  private tell(event: string, data: string): void {
    if (event === 'grading') {
      this.came.emit(JSON.parse(data) as GradingEvent);
    } else if (event === 'sitting') {
      this.sat.emit(JSON.parse(data) as SittingEvent);
    } else if (event === 'hello') {
      this.missed.emit();
    }
  }
}
