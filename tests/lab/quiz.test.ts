import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';

import { givenOptions, handInText, isChosen, leftOpen, tidy, toggled } from '../../extensions/lectorium_lab/src/pure/quiz.ts';
import type { Quiz, QuizQuestion } from '../../extensions/lectorium_lab/src/wire.ts';

function question(number: number): QuizQuestion {
  return { challenge_id: `c${number}`, number } as QuizQuestion;
}

function quiz(changes: Partial<Quiz>): Quiz {
  return { mode: 'homework', attempts_left: 1, questions: [question(1), question(2)], ...changes } as Quiz;
}

test('nothing typed and nothing chosen is no answer', () => {
  deepEqual([null, '', '  \n', [], 'a', ['a']].map(each => tidy(each)), [null, null, null, null, 'a', ['a']]);
});

test('choices are taken and left, in one order', () => {
  deepEqual(toggled(['b'], 'a', true), ['a', 'b']);
  deepEqual(toggled(['a', 'b'], 'a', true), ['a', 'b']);
  equal(toggled(['a'], 'a', false), null);
  deepEqual(toggled(null, 'a', true), ['a']);
  equal(isChosen(['a', 'b'], 'b'), true);
  equal(isChosen('ab', 'a'), false);
});

test('what is open is told by its number', () => {
  const answers = new Map([
    ['c1', 'x'],
    ['c2', ' ']
  ]);
  deepEqual(leftOpen([question(1), question(2), question(3)], answers), [2, 3]);
});

test('handing in says what it means', () => {
  match(handInText(quiz({}), [2]), /^1 of 2 questions are answered\. Left open: 2\..* last attempt/);
  match(handInText(quiz({ attempts_left: 3 }), []), /2 of 2 questions are answered\. You can hand in 3 times/);
  match(handInText(quiz({ attempts_left: null }), []), /as often as you like/);
  match(handInText(quiz({ mode: 'exam' }), []), /ends your exam/);
});

test('what was given is a list of options', () => {
  deepEqual(givenOptions('b d'), ['b', 'd']);
  deepEqual(givenOptions(null), []);
});
