/** Requests to the course service, through the server's own proxy extension. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { hear } from '../pure/now.ts';
import { ApiError, fromResponse, offline } from './errors.ts';

const API = 'lectorium/api';

export type Connection = 'ok' | 'offline' | 'signin';

export interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** One key per intention: sent again after a lost answer, it can't happen twice. */
  idempotencyKey?: string;
  /** Let the request outlive the page (small bodies only). */
  keepalive?: boolean;
  signal?: AbortSignal;
}

export class Client {
  private readonly settings: ServerConnection.ISettings;
  private readonly changed = new Signal<this, Connection>(this);
  private current: Connection = 'ok';

  constructor(settings: ServerConnection.ISettings) {
    this.settings = settings;
  }

  get connection(): Connection {
    return this.current;
  }

  get connectionChanged(): ISignal<this, Connection> {
    return this.changed;
  }

  /** The decoded answer; throws ApiError. */
  async ask<T>(path: string, asking: Asking = {}): Promise<T> {
    const response = await this.send(path, asking);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** A successful response with its body unread, for streams. */
  async send(path: string, asking: Asking = {}): Promise<Response> {
    const response = await this.request(path, asking);
    if (response.ok) {
      this.note('ok');
      return response;
    }
    const error = await fromResponse(response);
    this.note(error.kind === 'refused' ? 'ok' : error.kind);
    throw error;
  }

  private async request(path: string, asking: Asking): Promise<Response> {
    const url = URLExt.join(this.settings.baseUrl, API) + path;
    try {
      const response = await ServerConnection.makeRequest(url, init(asking), this.settings);
      hear(response.headers.get('Date'), Date.now());
      return response;
    } catch (error) {
      if (asking.signal?.aborted) {
        throw error;
      }
      this.note('offline');
      throw offline();
    }
  }

  private note(connection: Connection): void {
    if (connection !== this.current) {
      this.current = connection;
      this.changed.emit(connection);
    }
  }
}

function init({ method = 'GET', body, idempotencyKey, keepalive, signal }: Asking): RequestInit {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (idempotencyKey !== undefined) {
    headers['Idempotency-Key'] = idempotencyKey;
  }
  return { method, headers, keepalive, signal, body: body === undefined ? undefined : JSON.stringify(body) };
}

export function isApiError(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}
