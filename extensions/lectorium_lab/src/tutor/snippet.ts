/** Running a piece of an answer's code in the notebook's kernel, beside the notebook. */

import { UUID } from '@lumino/coreutils';
import type { Kernel } from '@jupyterlab/services';

import { cut, outputText, scratch } from '../pure/snippets.ts';
import type { Output } from '../pure/snippets.ts';
import { inert } from '../pure/text.ts';
import type { Assignment } from '../work/assignment.ts';
import type { RunKeeper } from './runs.ts';

const NO_KERNEL = 'The notebook’s kernel isn’t running. Nothing was changed. Choose a kernel in the notebook’s toolbar, then run it again.';

export interface Ran {
  output: string;
  isError: boolean;
}

/** Its names stay apart from the notebook's; what it printed is kept with the journey. */
export async function runSnippet(assignment: Assignment, keeper: RunKeeper, code: string, stdin: string, tell: (soFar: string) => void): Promise<Ran> {
  const kernel = assignment.panel.sessionContext.session?.kernel;
  if (!kernel) {
    return { output: NO_KERNEL, isError: true };
  }
  const { outputs, isError } = await execute(kernel, scratch(code, stdin), tell);
  const output = outputText(outputs);
  keeper.keep({ key: UUID.uuid4(), challengeId: assignment.challengeId, cellId: null, code, stdin, stdout: cut(inert(output)) });
  return { output, isError };
}

async function execute(kernel: Kernel.IKernelConnection, code: string, tell: (soFar: string) => void): Promise<{ outputs: Output[]; isError: boolean }> {
  const outputs: Output[] = [];
  const future = kernel.requestExecute({ code, silent: false, store_history: false, allow_stdin: false, stop_on_error: false });
  future.onIOPub = message => {
    const type = message.header.msg_type;
    if (type === 'stream' || type === 'error' || type === 'execute_result' || type === 'display_data') {
      outputs.push(plain(type, message.content as unknown as Omit<Output, 'output_type'>));
      tell(cut(outputText(outputs)));
    }
  };
  const reply = await future.done;
  return { outputs: joinStreams(outputs), isError: reply?.content.status !== 'ok' };
}

/** The runner's own lines say nothing to who wrote the snippet. */
function plain(type: string, content: Omit<Output, 'output_type'>): Output {
  return type === 'error' ? { output_type: type, ename: content.ename, evalue: content.evalue } : { ...content, output_type: type };
}

/** Streams come in pieces, which are one text. */
function joinStreams(outputs: Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream') {
      joined[joined.length - 1] = { ...last, text: String(last.text) + String(output.text) };
    } else {
      joined.push(output);
    }
  }
  return joined;
}
