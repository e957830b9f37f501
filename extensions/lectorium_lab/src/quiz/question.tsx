/** One question: asked with its field, or shown with what came of it. */

import { scoreText } from '../pure/format.ts';
import { givenOptions, isChosen, outcomeLook, toggled } from '../pure/quiz.ts';
import type { Answer } from '../pure/quiz.ts';
import { Sign } from '../ui/parts.tsx';
import type { QuestionResult, QuizQuestion } from '../wire.ts';
import { Markdown } from '../ui/markdown.tsx';

interface AskedProps {
  question: QuizQuestion;
  answer: Answer;
  disabled: boolean;
  give: (answer: Answer) => void;
}

export function Asked({ question, answer, disabled, give }: AskedProps): JSX.Element {
  return (
    <fieldset className="lct-question" disabled={disabled}>
      <legend>
        {question.number}. {question.title} <span className="lct-note">{scoreText(null, question.points)}</span>
      </legend>
      <Markdown text={question.prompt_markdown} />
      <Code question={question} />
      {question.options.length > 0 ? (
        <Choices question={question} answer={answer} give={give} />
      ) : (
        <Typed question={question} answer={answer} give={give} />
      )}
    </fieldset>
  );
}

function Code({ question }: { question: { code: string; stdin?: string } }): JSX.Element | null {
  if (question.code === '') {
    return null;
  }
  return (
    <>
      <pre className="lct-quiz-code">{question.code}</pre>
      {question.stdin ? <pre className="lct-quiz-code" aria-label="What it reads">{question.stdin}</pre> : null}
    </>
  );
}

function Choices({ question, answer, give }: Omit<AskedProps, 'disabled'>): JSX.Element {
  const several = question.type === 'multiple';
  return (
    <>
      {several ? <p className="lct-note">Choose all that are right.</p> : null}
      <ul className="lct-choices">
        {question.options.map(option => {
          const id = `lct-${question.challenge_id}-${option.id}`;
          return (
            <li key={option.id}>
              <input
                id={id}
                type={several ? 'checkbox' : 'radio'}
                name={question.challenge_id}
                checked={isChosen(answer, option.id)}
                onChange={event => give(several ? toggled(answer, option.id, event.target.checked) : option.id)}
              />
              <label htmlFor={id}>
                <Markdown text={option.text} />
              </label>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Typed({ question, answer, give }: Omit<AskedProps, 'disabled'>): JSX.Element {
  const id = `lct-${question.challenge_id}`;
  const text = typeof answer === 'string' ? answer : '';
  const prints = question.type === 'output';
  return (
    <div className="lct-quiz-field">
      <label htmlFor={id}>
        {prints ? 'What it prints' : 'Your answer'}
        {question.units === '' ? null : <span className="lct-note"> in {question.units}</span>}
      </label>
      {prints ? (
        <textarea id={id} rows={4} maxLength={10000} spellCheck={false} value={text} onChange={event => give(event.target.value)} />
      ) : (
        <input
          id={id}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          inputMode={question.type === 'numeric' ? 'decimal' : undefined}
          value={text}
          onChange={event => give(event.target.value)}
        />
      )}
    </div>
  );
}

export function Answered({ result }: { result: QuestionResult }): JSX.Element {
  const look = outcomeLook(result.outcome);
  const worth = scoreText(result.score, result.points);
  return (
    <section className="lct-question" aria-label={`Question ${result.number}`}>
      <h2>
        {result.number}. {result.title} <Sign sign={look.sign} word={look.word} tone={look.tone} /> <span className="lct-note">{worth}</span>
      </h2>
      <Markdown text={result.prompt_markdown} />
      <Code question={result} />
      {result.options.length > 0 ? <Chosen result={result} /> : null}
      {result.options.length === 0 && result.given !== null ? <Given label="Your answer" text={result.given} /> : null}
      {result.outcome === 'wrong' && result.message !== 'Not right.' ? <p>{result.message}</p> : null}
      {result.key_markdown !== null && result.options.length === 0 ? (
        <>
          <p className="lct-note">Right answer</p>
          <Markdown text={result.key_markdown} />
        </>
      ) : null}
      {result.explanation_markdown === '' ? null : (
        <>
          <p className="lct-note">Why</p>
          <Markdown text={result.explanation_markdown} />
        </>
      )}
    </section>
  );
}

function Chosen({ result }: { result: QuestionResult }): JSX.Element {
  const given = givenOptions(result.given);
  return (
    <ul className="lct-choices">
      {result.options.map(option => (
        <li key={option.id} className={result.right_options.includes(option.id) ? 'lct-right' : undefined}>
          <span aria-hidden="true">{given.includes(option.id) ? '●' : '○'}</span>
          <Markdown text={option.text} />
          {given.includes(option.id) ? <span className="lct-tag">your answer</span> : null}
          {result.right_options.includes(option.id) ? <Sign sign="✓" word="right" tone="good" /> : null}
        </li>
      ))}
    </ul>
  );
}

function Given({ label, text }: { label: string; text: string }): JSX.Element {
  return (
    <>
      <p className="lct-note">{label}</p>
      <pre className="lct-quiz-code">{text}</pre>
    </>
  );
}
