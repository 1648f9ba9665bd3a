// Copies of work that is not on the server yet, in this browser, one per open page: a failed save loses nothing.

/** The copies of one person's draft of one SOP; `name` tells drafts and people apart. */
export class Kept {
  #prefix;
  #own;

  constructor(name) {
    this.#prefix = `alur.sop.${name}.`;
    this.#own = this.#prefix + Date.now().toString(36) + Math.random().toString(36).slice(2);
  }

  /** Keeps this page's work with the revision, and the server's file, it began from; false where the browser refuses. */
  put(xml, revision, base = undefined) {
    try {
      localStorage.setItem(this.#own, JSON.stringify({ xml, revision, base, at: Date.now() }));
      return true;
    } catch {
      return base ? this.put(xml, revision) : false; // the work itself is half as large
    }
  }

  /** Forgets this page's copy. */
  drop() {
    this.forget(this.#own);
  }

  /** Forgets a copy. */
  forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // A browser that lets nothing be kept has nothing to forget.
    }
  }

  /** Goes on with another page's copy as this page's own. */
  adopt(name) {
    this.#own = name;
  }

  /** The newest copy of another page, { name, xml, revision, base, at: Date }, that is not what the server has. */
  newest(serverXml) {
    const found = this.#others().filter(({ name, xml }) => {
      if (xml === serverXml) this.forget(name);
      return xml !== serverXml;
    });
    return found.sort((a, b) => b.at - a.at)[0];
  }

  #others() {
    try {
      return Object.entries({ ...localStorage })
        .filter(([name]) => name.startsWith(this.#prefix) && name !== this.#own)
        .map(([name, text]) => ({ name, ...JSON.parse(text) }))
        .map((copy) => ({ ...copy, at: new Date(copy.at) }));
    } catch {
      return [];
    }
  }
}
