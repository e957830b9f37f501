/** One test of a result: a line that opens to what was called, expected and got. */

import { count, duration, points } from '../pure/format.ts';
import { statusLook } from '../pure/results.ts';
import { inert } from '../pure/text.ts';
import { Button, Sign } from '../ui/parts.tsx';
import type { TestResult } from '../wire.ts';

export interface TestActions {
  goTo: (cellKey: string) => void;
  /** Asks the tutor; null where it can't be asked. */
  explain: ((testCaseId: string) => void) | null;
}

interface TestProps extends TestActions {
  test: TestResult;
}

export function Test({ test, ...actions }: TestProps): JSX.Element {
  const look = statusLook(test);
  return (
    <li className="lct-test">
      <details open={test.status !== 'pass' && test.status !== 'pending'}>
        <summary>
          <span className="lct-row-title">{test.name}</span>
          <span className="lct-facts">
            <Sign sign={look.sign} word={look.word} tone={look.tone} />
            <span>{test.status === 'pending' ? count(Number(points(test.points)), 'point') : `${points(test.score)}/${points(test.points)}`}</span>
            {test.wall_ms === null ? null : <span>{duration(test.wall_ms)}</span>}
          </span>
        </summary>
        <Details test={test} {...actions} />
      </details>
    </li>
  );
}

function isFailed(test: TestResult): boolean {
  return ['fail', 'timeout', 'runtime_error'].includes(test.status);
}

function Details({ test, goTo, explain }: TestProps): JSX.Element {
  const parts: [string, string | null][] = [
    ['Called', test.called],
    ['Expected', test.expected],
    ['Got', test.got],
    ['Output', test.stdout],
    ['Error output', test.stderr]
  ];
  const shown = parts.filter((part): part is [string, string] => part[1] !== null && part[1] !== '');
  const key = test.cell_key;
  return (
    <div className="lct-test-details">
      {test.message === '' ? null : <p>{inert(test.message)}</p>}
      {shown.length === 0 ? null : (
        <dl>
          {shown.map(([title, text]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                <pre tabIndex={0}>{inert(text)}</pre>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {shown.length === 0 && test.message === '' ? <p className="lct-empty">Nothing more to tell.</p> : null}
      {key === null ? null : <Button label="Go to cell" minor onClick={() => goTo(key)} />}
      {explain === null || !isFailed(test) ? null : <Button label="Explain this" minor title="Asks the tutor why this test fails" onClick={() => explain(test.test_case_id)} />}
    </div>
  );
}
