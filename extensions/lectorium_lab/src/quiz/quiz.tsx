/** A quiz in the main area: answered, saved as it is given, handed in as a whole, and what came of it. */

import { Dialog, MainAreaWidget, showDialog } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { leftText, told } from '../pure/exam.ts';
import { scoreText } from '../pure/format.ts';
import { handInText, leftOpen } from '../pure/quiz.ts';
import type { ILectorium } from '../tokens.ts';
import { quizIcon } from '../ui/icons.ts';
import { Banner, Button, Due, Empty } from '../ui/parts.tsx';
import type { ItemCard, Quiz, QuizResult } from '../wire.ts';
import type { Exam } from '../work/exam.ts';
import { QuizDesk } from './desk.ts';
import { Rendering } from '../ui/markdown.tsx';
import { Answered, Asked } from './question.tsx';

export function quizId(itemId: string): string {
  return `lectorium-quiz-${itemId}`;
}

export function openQuiz(house: ILectorium, rendermime: IRenderMimeRegistry, item: ItemCard): MainAreaWidget<QuizWidget> {
  const widget = new MainAreaWidget({ content: new QuizWidget(house, rendermime, item) });
  widget.toolbar.hide();
  widget.id = quizId(item.id);
  widget.title.label = item.title;
  widget.title.caption = `${item.title} (quiz)`;
  widget.title.icon = quizIcon;
  widget.title.closable = true;
  return widget;
}

export class QuizWidget extends ReactWidget {
  readonly desk: QuizDesk;
  private readonly house: ILectorium;
  private readonly rendermime: IRenderMimeRegistry;
  private readonly exam: Exam | null;

  constructor(house: ILectorium, rendermime: IRenderMimeRegistry, item: ItemCard) {
    super();
    this.house = house;
    this.rendermime = rendermime;
    this.desk = new QuizDesk(house.api, item.id);
    this.exam = item.mode === 'exam' ? house.exams.of(item.id) : null;
    this.addClass('lct-quiz');
    void this.desk.load();
    void this.exam?.load().catch(() => undefined); // staff sit none
    this.exam?.aboutToEnd.connect(this.saveLast, this);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.exam?.aboutToEnd.disconnect(this.saveLast, this);
      this.desk.dispose();
    }
    super.dispose();
  }

  private saveLast(): void {
    void this.desk.flush();
  }

  protected render(): JSX.Element {
    return (
      <Rendering.Provider value={this.rendermime}>
        <UseSignal signal={this.desk.changed}>{() => <Body desk={this.desk} house={this.house} exam={this.exam} />}</UseSignal>
      </Rendering.Provider>
    );
  }
}

interface BodyProps {
  desk: QuizDesk;
  house: ILectorium;
  exam: Exam | null;
}

function Body({ desk, house, exam }: BodyProps): JSX.Element {
  const [again, setAgain] = React.useState(false);
  const quiz = desk.quiz;
  if (quiz === null) {
    return desk.error === '' ? <Empty>Fetching the questions…</Empty> : <Trouble desk={desk} />;
  }
  const showsResult = desk.result !== null && desk.result.handed_in_at !== null && !again;
  return (
    <>
      <Head quiz={quiz} house={house} />
      {exam === null ? null : <UseSignal signal={exam.changed}>{() => <TimeLeft exam={exam} />}</UseSignal>}
      {desk.error === '' ? null : <Trouble desk={desk} />}
      {showsResult ? (
        <Result result={desk.result!} answerAgain={() => setAgain(true)} />
      ) : (
        <Questions
          desk={desk}
          quiz={quiz}
          done={() => {
            setAgain(false);
            house.store.refreshSoon();
          }}
        />
      )}
    </>
  );
}

function Trouble({ desk }: { desk: QuizDesk }): JSX.Element {
  return (
    <Banner tone="bad">
      <span>{desk.error}</span> <Button label="Show what is saved" onClick={() => void desk.load()} />
    </Banner>
  );
}

function Head({ quiz, house }: { quiz: Quiz; house: ILectorium }): JSX.Element {
  const home = house.store.courses?.classes.find(one => one.id === quiz.class_id);
  const left = quiz.attempts_left;
  return (
    <header className="lct-quiz-head">
      <h1>{quiz.title}</h1>
      <p className="lct-note">
        Quiz · {scoreText(null, quiz.points_total)} · <Due due={quiz.due_date} zone={home?.time_zone} />
        {left === null ? null : ` · ${left} ${left === 1 ? 'attempt' : 'attempts'} left`}
      </p>
    </header>
  );
}

/** Seen all the time, and said aloud only now and then. */
function TimeLeft({ exam }: { exam: Exam }): JSX.Element | null {
  const [words, setWords] = React.useState('');
  const before = React.useRef(Infinity);
  const left = exam.left;
  React.useEffect(() => {
    if (left !== null) {
      const said = told(before.current, left);
      before.current = left;
      if (said !== '') {
        setWords(said);
      }
    }
  }, [left]);
  return left === null ? null : (
    <p className="lct-quiz-time">
      <span aria-hidden="true">{leftText(left)}</span>
      <span className="lct-hidden" role="status">
        {words}
      </span>
    </p>
  );
}

function Questions({ desk, quiz, done }: { desk: QuizDesk; quiz: Quiz; done: () => void }): JSX.Element {
  const handIn = async () => {
    const answer = await showDialog({
      title: 'Hand in now?',
      body: handInText(quiz, leftOpen(quiz.questions, desk.answers)),
      buttons: [Dialog.cancelButton({ label: 'Go on answering' }), Dialog.okButton({ label: 'Hand in' })]
    });
    if (answer.button.accept) {
      await desk.handIn();
      done();
    }
  };
  return (
    <>
      {quiz.closed_reason === null ? null : <Banner>{quiz.closed_reason} The questions can still be read.</Banner>}
      {quiz.questions.length === 0 ? <Empty>This quiz has no questions yet.</Empty> : null}
      {quiz.questions.map(each => (
        <Asked
          key={each.challenge_id}
          question={each}
          answer={desk.answers.get(each.challenge_id) ?? null}
          disabled={quiz.is_closed || desk.busy}
          give={given => desk.give(each.challenge_id, given)}
        />
      ))}
      {quiz.is_closed ? null : (
        <footer className="lct-quiz-bar">
          <span role="status">{desk.status}</span>
          <Button label={desk.busy ? 'Handing in…' : 'Hand in…'} accent disabled={desk.busy} onClick={() => void handIn()} />
        </footer>
      )}
    </>
  );
}

function Result({ result, answerAgain }: { result: QuizResult; answerAgain: () => void }): JSX.Element {
  return (
    <>
      <Banner>
        <span>{summary(result)}</span>
        {result.is_closed ? <span> {result.closed_reason}</span> : <Button label="Answer again" onClick={answerAgain} />}
      </Banner>
      {result.questions.map(each => (
        <Answered key={each.challenge_id} result={each} />
      ))}
    </>
  );
}

function summary(result: QuizResult): string {
  if (result.is_waiting) {
    return 'Handed in and being graded. The result comes by itself.';
  }
  if (!result.is_returned) {
    return 'Handed in. Your teacher returns the grade; until then nothing of it is shown.';
  }
  return result.score === null ? 'Excused: this counts neither way.' : `${scoreText(result.score, result.points_total)}.`;
}
