/** Markdown of an answer, without what would be drawn as more than text. */

const FENCE = /^( {0,3})(`{3,}|~{3,})\s*([\w+#.-]*).*$/;

/** Diagrams stay code, and pictures become links: one from elsewhere would tell elsewhere who reads. */
export function withoutFigures(text: string): string {
  let fence = '';
  return text
    .split('\n')
    .map(line => {
      const match = FENCE.exec(line);
      if (fence !== '') {
        fence = match !== null && match[2].startsWith(fence) && match[3] === '' ? '' : fence;
        return line;
      }
      if (match !== null) {
        fence = match[2];
        return match[3].toLowerCase() === 'mermaid' ? `${match[1]}${match[2]}text` : line;
      }
      return withoutPictures(line);
    })
    .join('\n');
}

/** Inline code keeps its characters. */
function withoutPictures(line: string): string {
  return line
    .split(/(`+[^`]*`+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/!\[/g, '[')))
    .join('');
}
