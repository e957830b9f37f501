/** A result: what came out, whose fault it was, what to do next, and test by test. */

import { absolute } from '../pure/due.ts';
import { count, duration, points } from '../pure/format.ts';
import { attemptName, faultText, groups, isDone, placeText, shortHash, summary } from '../pure/results.ts';
import { inert } from '../pure/text.ts';
import { Sign } from '../ui/parts.tsx';
import type { Attempt, Flag, HiddenSummary, Result } from '../wire.ts';
import { Test } from './test.tsx';
import type { TestActions } from './test.tsx';

const WAITING: Record<string, string> = {
  queued: 'Waiting for its turn. You can go on working; the result appears here.',
  processing: 'The tests are running. You can go on working; the result appears here.'
};

export function ResultView({ result, inExam, ...actions }: { result: Result; inExam: boolean } & TestActions): JSX.Element {
  const done = isDone(result.status);
  return (
    <>
      <div className="lct-summary" role="status" aria-live="polite">
        <p className="lct-summary-line">{done ? summary(result) || result.message : (WAITING[result.status] ?? result.message)}</p>
        <p className="lct-note">{about(result, inExam).join(' · ')}</p>
        {done ? <Verdict result={result} inExam={inExam} /> : <progress className="lct-progress" aria-label="Grading" />}
      </div>
      {groups(result.tests).map(group => (
        <section key={group.title} className="lct-group" aria-label={group.title}>
          <h3>{group.title}</h3>
          <ul>
            {group.tests.map(test => (
              <Test key={test.test_case_id} test={test} {...actions} />
            ))}
          </ul>
        </section>
      ))}
      {result.hidden === null ? null : <Hidden hidden={result.hidden} />}
      {result.flags.length === 0 ? null : <Flags flags={result.flags} />}
    </>
  );
}

/** Which one it is; an exam's work is one, and the line above says that it was handed in. */
function about(result: Result, inExam: boolean): string[] {
  const { attempt, execution_time_ms: milliseconds } = result;
  return [
    ...(inExam && attempt.type === 'final_submission' ? [] : [attemptName(attempt, inExam)]),
    ...(result.status === 'queued' && attempt.queue !== null ? [placeText(attempt.queue)] : []),
    ...(milliseconds === null ? [] : [`ran for ${duration(milliseconds)}`])
  ];
}

function Verdict({ result, inExam }: { result: Result; inExam: boolean }): JSX.Element {
  const fault = result.fault === 'student' && !hasStopped(result) ? '' : faultText(result.fault, inExam);
  // The line above has the sum of the tests, and the message where there is none.
  const said = summary(result) !== '' && (result.status === 'error' || result.fault === 'platform') ? result.message : '';
  return (
    <>
      {fault === '' ? null : <p className={result.fault === 'platform' ? '' : 'lct-tone-bad'}>{fault}</p>}
      {said === '' ? null : <p>{inert(said)}</p>}
      {result.next_step === '' ? null : <p className="lct-next">{inert(result.next_step)}</p>}
    </>
  );
}

/** Code that stopped is another matter than code that gave a wrong answer. */
function hasStopped(result: Result): boolean {
  return result.tests.length === 0 || result.tests.some(test => test.status === 'runtime_error');
}

function Hidden({ hidden }: { hidden: HiddenSummary }): JSX.Element {
  return (
    <section className="lct-group" aria-label="Hidden tests">
      <h3>Hidden tests</h3>
      <p>
        {hidden.passed} of {count(hidden.count, 'hidden test')} passed, {points(hidden.score)} of {points(hidden.points)} points.
      </p>
    </section>
  );
}

/** What only staff are told of an attempt. */
function Flags({ flags }: { flags: Flag[] }): JSX.Element {
  return (
    <section className="lct-group" aria-label="For staff">
      <h3>For staff</h3>
      <ul className="lct-flags">
        {flags.map((flag, index) => (
          <li key={index}>
            <Sign
              sign={flag.level === 'suspect' ? '⚑' : 'i'}
              word={flag.level === 'suspect' ? 'Look at this' : 'Note'}
              tone={flag.level === 'suspect' ? 'bad' : 'plain'}
            />
            <p>{inert(flag.message)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What proves that something was handed in. */
export function Receipt({ attempt, inExam }: { attempt: Attempt; inExam: boolean }): JSX.Element {
  return (
    <dl className="lct-receipt" aria-label="Receipt">
      <dt>Receipt</dt>
      <dd>{attemptName(attempt, inExam)}</dd>
      <dt>Received</dt>
      <dd>
        {absolute(attempt.accepted_at, new Date())}
        {attempt.is_late ? ' · late' : ''}
      </dd>
      <dt>Fingerprint</dt>
      <dd>
        <code title={attempt.sha256}>{shortHash(attempt.sha256)}</code>
      </dd>
    </dl>
  );
}
