import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { AnswerReader } from '../../extensions/lectorium_lab/src/pure/answering.ts';
import { withoutFigures } from '../../extensions/lectorium_lab/src/pure/markdown.ts';
import { isSolution } from '../../extensions/lectorium_lab/src/pure/roles.ts';
import { RunQueue } from '../../extensions/lectorium_lab/src/pure/runs.ts';
import type { Run } from '../../extensions/lectorium_lab/src/pure/runs.ts';
import { asksForInput, asksTutor, cut, errorName, isRunnable, outputText, scratch } from '../../extensions/lectorium_lab/src/pure/snippets.ts';
import { citedCell, sameCell } from '../../extensions/lectorium_lab/src/pure/sources.ts';
import { Reading } from '../../extensions/lectorium_lab/src/pure/speech.ts';
import { byDay, merged } from '../../extensions/lectorium_lab/src/pure/thread.ts';
import { askedText, asRow, doingText, endText, guardText, hintLabel, leftText, modelText, sourceText, stepText } from '../../extensions/lectorium_lab/src/pure/tutor.ts';
import type { Interaction, InteractionRow } from '../../extensions/lectorium_lab/src/wire.ts';

const STEPS = ['nudge', 'concept', 'where to look', 'pseudo-code'];

function row(id: string, more: Partial<InteractionRow> = {}): InteractionRow {
  return { id, kind: 'chat', state: 'completed', text: '', answer: '', created_at: '2026-11-20T12:00:00Z', ...more } as InteractionRow;
}

test('what is left, which model and which step, in words', () => {
  assert.equal(leftText({ left: 38, daily_limit: 50 }), '38 of 50 questions left today');
  assert.equal(leftText({ left: 1, daily_limit: 1 }), '1 of 1 question left today');
  assert.deepEqual(['135M', '1', ''].map(version => modelText({ name: 'SmolLM2', version })), ['SmolLM2 135M', 'SmolLM2', 'SmolLM2']);
  assert.equal(stepText(2, STEPS), 'Step 2 of 4: the idea behind it');
  assert.equal(hintLabel({ hint_steps: STEPS, next_hint_step: 4 }), 'Step 4 of 4: pseudo-code');
  assert.equal(hintLabel({ hint_steps: [], next_hint_step: null }), '');
  assert.equal(stepText(1, ['something new']), 'Step 1 of 1: something new');
});

test('what was asked without words, how an answer ended, and what its check did', () => {
  assert.equal(askedText({ kind: 'explain', text: ' ', hint_step: null }), 'Explain this error');
  assert.equal(askedText({ kind: 'hint', text: '', hint_step: 1 }), 'Give me a hint');
  assert.equal(askedText({ kind: 'hint', text: 'Where?', hint_step: 1 }), 'Where?');
  assert.equal(endText({ state: 'failed', error: 'The model is away.', is_cut: false }), 'The model is away.');
  assert.equal(endText({ state: 'completed', error: null, is_cut: false }), '');
  assert.match(endText({ state: 'completed', error: null, is_cut: true }), /Ask on to read the rest/);
  assert.equal(guardText('passed'), '');
  assert.match(guardText('rewritten'), /^This is a hint/);
  assert.equal(sourceText({ number: 1, title: 'Loops', place: 'page 3', address: '' }), 'Loops, page 3');
});

test('k7 an answer that begins anew takes the place of what was shown, and not before it has come', () => {
  const reader = new AnswerReader('So far');
  const delta = (text: string) => ({ event: 'delta', data: JSON.stringify({ text }) });
  assert.equal(reader.answering.text, 'So far');
  assert.equal(reader.take(delta('So far, so')).text, 'So far, so');
  assert.equal(reader.take(delta(' good')).text, 'So far, so good');
  reader.restart();
  assert.equal(reader.take({ event: 'status', data: '{"state":"checking"}' }).text, 'So far, so good');
  assert.equal(reader.take(delta('So far, so good.')).text, 'So far, so good.');
  assert.equal(reader.answering.doing, 'checking');
});

test('the end of an answer is what stands there, whatever came before', () => {
  const whole = { ...row('1', { answer: 'A hint.', guarding: 'rewritten' }), code: '', stdin: null, stdout: null, left_today: 3 } as Interaction;
  const reader = new AnswerReader();
  reader.take({ event: 'delta', data: '{"text":"Let us see"}' });
  const end = reader.take({ event: 'done', data: JSON.stringify(whole) });
  assert.equal(end.text, 'A hint.');
  assert.equal(end.ended?.guarding, 'rewritten');
  assert.equal('left_today' in asRow(whole), false);
  const failed = new AnswerReader().take({ event: 'failed', data: JSON.stringify({ message: 'No model.', interaction: whole }) });
  assert.equal(failed.ended?.id, '1');
});

test('a conversation is put together in order, once each, without runs', () => {
  const first = merged([row('b'), row('c')], [row('a'), row('c', { rating: 1 }), row('d', { kind: 'code_run' })]);
  assert.deepEqual(first.map(one => [one.id, one.rating]), [['a', undefined], ['b', undefined], ['c', 1]]);
});

test('days are those of the reader', () => {
  // In Berlin the first is still yesterday's night, and the last a year ago.
  const rows = [row('a', { created_at: '2025-11-20T12:00:00Z' }), row('b', { created_at: '2026-11-18T23:30:00Z' }), row('c', { created_at: '2026-11-19T23:30:00Z' })];
  assert.deepEqual(byDay(rows, new Date('2026-11-20T12:00:00Z')).map(day => day.title), ['Thu 20 November 2025', 'Yesterday', 'Today']);
  assert.equal(byDay([rows[1]], new Date('2026-11-25T12:00:00Z'))[0].title, 'Thu 19 November');
});

test('an answer is read sentence by sentence, each once, and code is only named', () => {
  const reading = new Reading();
  assert.deepEqual(reading.feed('Look at the'), []);
  assert.deepEqual(reading.feed('Look at the **loop**. Then'), ['Look at the loop.']);
  assert.deepEqual(reading.feed('Look at the **loop**. Then, e.g. here, 3.14 is'), []);
  const more = 'Look at the **loop**. Then, e.g. here, 3.14 is it. So:\n\n```python\nx = 1\n';
  assert.deepEqual(reading.feed(more), ['Then, e.g. here, 3.14 is it.', 'So:']);
  assert.deepEqual(reading.feed(`${more}\`\`\`\n\nTry it`), ['A piece of code follows.']);
  assert.deepEqual(reading.feed(`${more}\`\`\`\n\nTry it`, true), ['Try it']);
  assert.deepEqual(reading.feed(`${more}\`\`\`\n\nTry it`, true), []);
});

test('i23 pictures and diagrams of an answer stay text, and code keeps its characters', () => {
  assert.equal(withoutFigures('See ![this](http://elsewhere/?q=secret) and `![x]`'), 'See [this](http://elsewhere/?q=secret) and `![x]`');
  assert.equal(withoutFigures('```mermaid\ngraph\n```\n![a](b)'), '```text\ngraph\n```\n[a](b)');
  assert.equal(withoutFigures('```python\nx = "![a](b)"\n```'), '```python\nx = "![a](b)"\n```');
});

test('only Python is run, where the notebook speaks it', () => {
  assert.deepEqual(['', 'Python', 'py', 'cpp', 'text'].map(language => isRunnable(language, 'python')), [false, true, true, false, false]);
  assert.equal(isRunnable('python', 'c++'), false);
  assert.deepEqual(['name = input("?")', 'inputs = 3'].map(asksForInput), [true, false]);
});

function inPython(code: string, stdin = ''): string {
  const program = `total = 1\ntry:\n    ${scratch(code, stdin)}\nexcept Exception as error:\n    print(type(error).__name__)\nprint(total, "name" in globals())`;
  return execFileSync(process.env.LECTORIUM_PYTHON ?? 'python3', ['-c', program], { encoding: 'utf8' });
}

test('a snippet sees the notebook’s names, leaves none, reads what it is given, and shows its last value', () => {
  assert.equal(inPython('total = total + 1\nname = input("Who? ")\nname, total', 'Ada "x"\n'), "Who? ('Ada \"x\"', 2)\n1 False\n");
  assert.equal(inPython('def twice(n):\n    return n * total\nprint(twice(2), "ü\\\\")\ninput()'), '2 ü\\\nEOFError\n1 False\n');
  assert.equal(inPython('if'), 'SyntaxError\n1 False\n');
});

test('outputs as text, cut to whole characters', () => {
  const error = { output_type: 'error', ename: 'NameError', evalue: 'x', traceback: ['line 1', 'line 2'] };
  const outputs = [{ output_type: 'stream', text: ['a\n', 'b\n'] }, { output_type: 'display_data', data: { 'image/png': 'x' } }, error];
  assert.equal(outputText(outputs), 'a\nb\nline 1\nline 2');
  assert.equal(errorName(outputs), 'NameError: x');
  assert.equal(errorName([]), '');
  assert.deepEqual([cut('aü', 2), cut('aü', 3)], ['a', 'aü']);
});

function run(key: string, more: Partial<Run> = {}): Run {
  return { key, challengeId: 'p', cellId: 'c', code: key, stdin: null, stdout: '', ...more };
}

test('runs wait in their order, the oldest leave first when there are too many, and none is kept twice', () => {
  const queue = new RunQueue(2);
  assert.deepEqual([run('1'), run('2', { code: '1' }), run('3'), run('4')].map(one => queue.add(one)), [true, false, true, true]);
  assert.equal(queue.first?.key, '3');
  queue.drop(queue.first!);
  assert.deepEqual([queue.length, queue.first?.key], [1, '4']);
  assert.equal(queue.add(run('5', { code: '4', cellId: 'other' })), true);
});

test('a student’s own cell is known in both kinds of problem', () => {
  const cell = (metadata: object) => ({ cell_type: 'code', source: '', metadata }) as never;
  assert.equal(isSolution(cell({ nbgrader: { solution: true, grade: false } })), true);
  assert.equal(isSolution(cell({ nbgrader: { solution: false, grade: true } })), false);
  assert.equal(isSolution(cell({ lectorium: { role: 'solution' } })), true);
  assert.equal(isSolution(cell({})), false);
});

test('a cell that is cited is found in one’s own copy, though that was worked on', () => {
  const item = '01990000-0000-7000-8000-000000000000';
  assert.deepEqual(citedCell({ address: `/items/${item}/source?at=3#piece-3`, place: 'cell 4' }), { itemId: item, index: 3 });
  for (const address of [null, `/knowledge/${item}/source?at=3#piece-3`, `/items/${item}/sources`]) {
    assert.equal(citedCell({ address, place: 'cell 4' }), null);
  }
  assert.equal(citedCell({ address: `/items/${item}/source?at=3#piece-3`, place: 'page 4' }), null);
  const cell = (source: string, id?: string) => ({ id, source, cell_type: 'code', metadata: {} });
  const given = [cell('a = 1', 'x'), cell('b = 2')];
  const own = [cell('new'), cell('b = 2\n'), cell('a = 5', 'x')];
  assert.deepEqual(given.map(one => sameCell(own, one)), [2, 1]);
  assert.deepEqual([sameCell(own, cell('gone', 'y')), sameCell(own, undefined)], [-1, -1]);
});

test('a cell that asks by itself is known', () => {
  assert.equal(asksTutor('%%ask --hint\n'), true);
  assert.equal(asksTutor('from lectorium_client import ask\nask("Why?")'), true);
  assert.equal(asksTutor('task(1)\nmask = 2'), false);
});

test('who waits for a turn is told so, and not that somebody writes', () => {
  const reader = new AnswerReader();
  const seen = ['waiting', 'answering'].map(state => doingText(reader.take({ event: 'status', data: JSON.stringify({ state }) }).doing));
  assert.deepEqual(seen, ['Waiting for its turn…', 'Writing…']);
});
