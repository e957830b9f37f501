/** What was typed and not sent: it outlives the tab. */

const KEY = 'lectorium:unsaid:';

export class Unsaid {
  of(challengeId: string): string {
    try {
      return localStorage.getItem(KEY + challengeId) ?? '';
    } catch {
      return ''; // a browser that keeps nothing still lets people type
    }
  }

  keep(challengeId: string, text: string): void {
    try {
      if (text === '') {
        localStorage.removeItem(KEY + challengeId);
      } else {
        localStorage.setItem(KEY + challengeId, text);
      }
    } catch {
      // As above.
    }
  }
}
