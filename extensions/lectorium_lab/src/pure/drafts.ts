/** The life of a draft on this side, as a pure machine: what happened goes in, what to do comes out. */

import { delay } from './backoff.ts';
import { clock } from './due.ts';

export type Trouble = 'offline' | 'signin' | 'refused' | 'conflict';

export interface DraftState {
  phase: 'loading' | 'ready' | 'saving' | 'closed';
  /** The revision the work is based on; 0 for none. */
  revision: number;
  /** When the server last had all of it. */
  savedAt: string | null;
  dirtySince: number | null;
  /** Typed while a save was on its way: still dirty when that one returns. */
  editedMeanwhile: boolean;
  trouble: Trouble | null;
  detail: string;
  failures: number;
  retryAt: number;
}

export type DraftEvent =
  | { type: 'loaded'; revision: number; savedAt: string | null }
  | { type: 'edited'; now: number }
  | { type: 'saving' }
  | { type: 'saved'; revision: number; savedAt: string }
  | { type: 'unchanged' }
  | { type: 'failed'; trouble: Trouble; detail: string; now: number; luck: number }
  | { type: 'based'; revision: number }
  | { type: 'closed'; detail: string };

export const UNLOADED: DraftState = {
  phase: 'loading',
  revision: 0,
  savedAt: null,
  dirtySince: null,
  editedMeanwhile: false,
  trouble: null,
  detail: '',
  failures: 0,
  retryAt: 0
};

export function step(state: DraftState, event: DraftEvent): DraftState {
  switch (event.type) {
    case 'loaded':
      return { ...UNLOADED, phase: 'ready', revision: event.revision, savedAt: event.savedAt, dirtySince: state.dirtySince };
    case 'edited':
      return edited(state, event.now);
    case 'saving':
      return { ...state, phase: 'saving', editedMeanwhile: false };
    case 'saved':
      return saved(state, event);
    case 'unchanged':
      return { ...state, dirtySince: null };
    case 'failed':
      return failed(state, event);
    case 'based':
      return { ...state, revision: event.revision, trouble: null, failures: 0, retryAt: 0 };
    case 'closed':
      return { ...state, phase: 'closed', detail: event.detail };
  }
}

function edited(state: DraftState, now: number): DraftState {
  const dirtySince = state.dirtySince ?? now;
  return { ...state, dirtySince, editedMeanwhile: state.phase === 'saving' || state.editedMeanwhile };
}

function saved(state: DraftState, event: { revision: number; savedAt: string }): DraftState {
  return {
    ...state,
    phase: state.phase === 'closed' ? 'closed' : 'ready',
    revision: event.revision,
    savedAt: event.savedAt,
    dirtySince: state.editedMeanwhile ? state.dirtySince : null,
    editedMeanwhile: false,
    trouble: null,
    detail: state.phase === 'closed' ? state.detail : '',
    failures: 0,
    retryAt: 0
  };
}

function failed(state: DraftState, event: Extract<DraftEvent, { type: 'failed' }>): DraftState {
  const failures = state.failures + 1;
  return {
    ...state,
    phase: state.phase === 'saving' ? 'ready' : state.phase,
    trouble: event.trouble,
    detail: event.detail,
    failures,
    retryAt: event.now + delay(failures, event.luck)
  };
}

/** Whether a save should leave now: never before the load, never during another, never over a conflict. */
export function shouldSave(state: DraftState, now: number, interval: number): boolean {
  if (state.phase !== 'ready' || state.dirtySince === null) {
    return false;
  }
  switch (state.trouble) {
    case 'conflict':
    case 'refused':
      return false;
    case 'offline':
    case 'signin':
      return now >= state.retryAt;
    case null:
      return now - state.dirtySince >= interval;
  }
}

/** Whether a save may leave at all, when somebody asks for one. */
export function maySave(state: DraftState): boolean {
  return state.phase === 'ready' && state.dirtySince !== null && state.trouble !== 'conflict';
}

/** Whether the work is another than at that moment, when all of it was saved: an attempt's receipt says no revision later. */
export function editedAfter(state: DraftState, moment: string): boolean {
  return state.dirtySince !== null || (state.savedAt !== null && Date.parse(state.savedAt) > Date.parse(moment));
}

export interface DraftLabel {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

const TROUBLES: Record<Trouble, string> = {
  offline: 'Not saved: offline, will retry',
  signin: 'Not saved: please sign in again',
  refused: 'Not saved: refused',
  conflict: 'Not saved: changed elsewhere'
};

/** What the bar says. "Saved 12:03" is a promise that the server has it. */
export function label(state: DraftState): DraftLabel {
  if (state.phase === 'closed') {
    return { text: state.detail || 'Closed', tone: 'plain' };
  }
  if (state.phase === 'saving') {
    return { text: 'Saving…', tone: 'plain' };
  }
  if (state.trouble !== null) {
    return { text: TROUBLES[state.trouble], tone: 'bad' };
  }
  if (state.phase === 'loading') {
    return { text: 'Loading…', tone: 'plain' };
  }
  return quiet(state);
}

function quiet(state: DraftState): DraftLabel {
  if (state.savedAt === null) {
    return { text: state.dirtySince === null ? 'Nothing to save yet' : 'Not saved yet', tone: 'plain' };
  }
  const text = `Saved ${clock(state.savedAt)}`;
  return state.dirtySince === null ? { text, tone: 'good' } : { text: `${text} · edited since`, tone: 'plain' };
}
