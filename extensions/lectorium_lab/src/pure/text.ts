/** Output of student code, made inert: text and nothing else. */

// Control sequences of terminals: CSI (colours, cursor), OSC (titles, links), and two-character ones.
// eslint-disable-next-line no-control-regex
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g;
// What is left of the control characters, but for tab and newline.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// Marks that turn the direction of the text around could make code read other than it is.
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Without colours and control characters; React escapes the rest. */
export function inert(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(SEQUENCES, '').replace(CONTROLS, '\ufffd').replace(DIRECTIONS, '');
}
