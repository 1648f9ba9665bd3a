// How a person likes the editor: kept in this browser, and done without where it keeps nothing.

const PREFIX = 'alur.editor.';

/** get(name) and set(name, text); "" is not remembered. */
export const remembered = {
  get(name) {
    try {
      return localStorage.getItem(PREFIX + name) ?? '';
    } catch {
      return '';
    }
  },
  set(name, text) {
    try {
      if (text) localStorage.setItem(PREFIX + name, text);
      else localStorage.removeItem(PREFIX + name);
    } catch {
      // A private window may refuse: then it is asked again next time.
    }
  },
};
