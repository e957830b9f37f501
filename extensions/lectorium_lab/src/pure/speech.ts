/** A text that grows, as somebody reads it aloud: whole sentences, and no code. */

const CODE = 'A piece of code follows.';
/** A sentence ends before white space or at the text's end; "3.14" and "e.g. this" are no ends. */
const END = /[.!?…:](?:["'”)\]]*)(?=\s)|\n{2,}/g;
const SHORT = /(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|z\.B|bzw|Dr|Mr|Ms|no|p|\d+)\.$/i;

/** Feed it all of the text so far; it gives the sentences that are whole and were not read yet. */
export class Reading {
  private told = 0;

  feed(text: string, isDone = false): string[] {
    const plain = spoken(text, isDone);
    const end = isDone ? plain.length : lastEnd(plain);
    if (end <= this.told) {
      return [];
    }
    const fresh = plain.slice(this.told, end);
    this.told = end;
    return sentences(fresh);
  }
}

/** Without code and the marks of Markdown; what is not closed yet is held back. */
function spoken(text: string, isDone: boolean): string {
  const parts = text.split(/^ {0,3}```.*$/m);
  const isOpen = parts.length % 2 === 0;
  const words = parts.map((part, index) => (index % 2 === 0 ? plainWords(part) : isOpen && index === parts.length - 1 && !isDone ? '' : `\n\n${CODE}\n\n`));
  return words.join('');
}

function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^#{1,6}\s+/gm, '')
    .replace(/[*`]+/g, '');
}

function lastEnd(text: string): number {
  let last = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (match[0].includes('\n') || !SHORT.test(text.slice(0, end))) {
      last = end;
    }
  }
  return last;
}

function sentences(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (match[0].includes('\n') || !SHORT.test(text.slice(from, end))) {
      found.push(text.slice(from, end));
      from = end;
    }
  }
  found.push(text.slice(from));
  return found.map(one => one.replace(/\s+/g, ' ').trim()).filter(one => one !== '');
}
