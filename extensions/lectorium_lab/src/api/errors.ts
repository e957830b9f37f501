/** What can go wrong with a request, sorted by what a person can do about it. */

import type { Problem } from '../wire.ts';

export type Kind = 'offline' | 'signin' | 'refused';

const OFFLINE =
  'The course service can’t be reached just now. Your work is safe in this notebook. It will be tried again by itself.';
const SIGN_IN = 'Your sign-in has expired. Your work is safe in this notebook. Sign in again to go on.';
const UNKNOWN = 'The course service answered in a way we don’t understand. Nothing was changed. Please try again in a minute.';

export class ApiError extends Error {
  readonly kind: Kind;
  readonly status: number;
  readonly code: string;
  /** The whole document, with members of its own such as `current` and `report`. */
  readonly problem: Partial<Problem> & Record<string, unknown>;

  constructor(kind: Kind, status: number, problem: Partial<Problem> & Record<string, unknown>) {
    super(typeof problem.detail === 'string' && problem.detail !== '' ? problem.detail : sentence(kind));
    this.kind = kind;
    this.status = status;
    this.code = problem.code ?? '';
    this.problem = problem;
  }
}

function sentence(kind: Kind): string {
  return kind === 'offline' ? OFFLINE : kind === 'signin' ? SIGN_IN : UNKNOWN;
}

export function offline(): ApiError {
  return new ApiError('offline', 0, {});
}

/** The error of an answer that isn't a success. Gateways and expired sign-ins don't speak our format. */
export async function fromResponse(response: Response): Promise<ApiError> {
  const problem = await problemOf(response);
  if (response.status === 401 || (response.status === 403 && problem.code === undefined)) {
    return new ApiError('signin', response.status, {});
  }
  if (response.status === 502 || response.status === 503 || response.status === 504) {
    return new ApiError('offline', response.status, problem);
  }
  return new ApiError('refused', response.status, problem);
}

async function problemOf(response: Response): Promise<Partial<Problem> & Record<string, unknown>> {
  try {
    const value: unknown = await response.json();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What to tell a person about anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
