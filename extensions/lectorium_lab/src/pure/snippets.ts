/** Code in an answer, and running it without leaving anything behind in the notebook's kernel. */

/** What is kept of an output, in bytes. */
export const OUTPUT_BYTES = 10_000;

export interface Output {
  output_type: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** What says that it is Python is run; anything else, such as an error's text, is to be read. */
export function isRunnable(language: string, kernelLanguage: string): boolean {
  return kernelLanguage === 'python' && ['python', 'py', 'python3', 'ipython'].includes(language.toLowerCase());
}

/** Whether a piece of code asks for input. */
export function asksForInput(code: string): boolean {
  return /\binput\s*\(|\bsys\.stdin\b/.test(code);
}

/** Whether a cell asks the tutor itself, by `%%ask` or by a call. */
export function asksTutor(code: string): boolean {
  return /^\s*%%ask\b|\bask\s*\(/.test(code);
}

// Names of the snippet stay in a copy, and what it reads is given to it; its last value is shown as in a cell.
const RUNNER = `
import ast, io, sys
def run(code, given, names):
    before, sys.stdin = sys.stdin, io.StringIO(given)
    def read(prompt=""):
        print(prompt, end="")
        line = sys.stdin.readline()
        if not line:
            raise EOFError("no more input was given")
        return line.rstrip("\\n")
    names["input"] = read
    try:
        tree = ast.parse(code, "<snippet>")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<snippet>", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), "<snippet>", "eval"), names)
        if value is not None:
            print(repr(value))
    finally:
        sys.stdin = before
run(code, given, names)
`;

/** A statement for the kernel that runs the snippet on a copy of the notebook's names. */
export function scratch(code: string, stdin: string): string {
  return `exec(${JSON.stringify(RUNNER)}, {"code": ${python(code)}, "given": ${python(stdin)}, "names": dict(globals())})`;
}

/** JSON's strings are Python's, but for halves of characters, which neither has a use for. */
function python(text: string): string {
  return JSON.stringify(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}

/** What a cell printed and gave, as text; a traceback stands in it as it was shown. */
export function outputText(outputs: readonly Output[]): string {
  return outputs.map(oneText).filter(text => text !== '').join('\n');
}

function oneText(output: Output): string {
  if (output.output_type === 'stream') {
    return joined(output.text).replace(/\n$/, '');
  }
  if (output.output_type === 'error') {
    return output.traceback?.length ? output.traceback.join('\n') : `${output.ename}: ${output.evalue}`;
  }
  const plain = output.data?.['text/plain'];
  return plain === undefined ? '' : joined(plain as string | string[]);
}

function joined(text: string | string[] | undefined): string {
  return Array.isArray(text) ? text.join('') : (text ?? '');
}

/** The beginning of a text that fits into so many bytes, and no half character. */
export function cut(text: string, bytes = OUTPUT_BYTES): string {
  const whole = new TextEncoder().encode(text);
  if (whole.length <= bytes) {
    return text;
  }
  return new TextDecoder().decode(whole.slice(0, bytes)).replace(/\ufffd+$/, '');
}

/** The error among a cell's outputs, in one line. */
export function errorName(outputs: readonly Output[]): string {
  const error = outputs.find(output => output.output_type === 'error');
  return error === undefined ? '' : [error.ename, error.evalue].filter(part => part).join(': ');
}
