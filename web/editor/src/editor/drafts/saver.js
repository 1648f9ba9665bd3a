// Keeps the server's draft in step with the paper: one save at a time, the newest state, no decision of its own.
import { send } from './send';

const QUIET = 3000; // milliseconds after the last change
const AGAIN = 20_000; // milliseconds after a save that failed

/** What is saved and what is not; `told(kind, answer)` hears each new state. */
export class Saver {
  edits = 0;
  saved = 0;
  base = null; // the file as the server had it at the revision of the page
  held = false; // an answer of the person is waited for: nothing is sent until then
  #timer = 0;
  #running = null;

  constructor({ root, modeler, commit, kept, told }) {
    Object.assign(this, { root, modeler, commit, kept, told });
  }

  /** Whether the paper holds what the server does not. */
  get changed() {
    return this.edits !== this.saved;
  }

  /** Something was changed or typed: it is saved a little later. */
  touch() {
    this.edits += 1;
    if (!this.held) this.told('unsaved');
    this.#later(QUIET);
  }

  /** Saves now; true when the server has everything that is on the paper. */
  async save({ leaving = false } = {}) {
    while (this.#running) await this.#running;
    this.#running = this.#once(leaving).finally(() => {
      this.#running = null;
    });
    const answer = await this.#running;
    return answer.kind === 'saved' && !this.changed;
  }

  /** The page is hidden or left: the work is kept here, and sent if that is still possible. */
  leave() {
    if (!this.changed) return;
    if (this.held || this.#running) this.keep();
    else this.save({ leaving: true });
  }

  /** Keeps a copy in the browser; resolves to { xml, safe }. */
  async keep() {
    this.commit();
    const { xml } = await this.modeler.saveXML({ format: true });
    return { xml, safe: this.kept.put(xml, this.root.dataset.revision, this.base ?? undefined) };
  }

  /** What is on the paper need not be saved any more; `copy`: the one kept here stays. */
  abandon({ copy = false } = {}) {
    clearTimeout(this.#timer);
    this.saved = this.edits;
    if (!copy) this.kept.drop();
  }

  async #once(leaving) {
    const { xml, safe } = await this.keep();
    clearTimeout(this.#timer);
    const { edits } = this;
    this.told('saving');
    const answer = await send({ root: this.root, xml, revision: this.root.dataset.revision, leaving });
    if (answer.kind === 'saved') this.#wasSaved(answer, edits, xml);
    else if (['failed', 'offline'].includes(answer.kind)) this.#later(AGAIN);
    this.told(answer.kind, { ...answer, safe });
    return answer;
  }

  #wasSaved({ revision }, edits, xml) {
    this.base = xml;
    this.root.dataset.revision = revision;
    this.held = false;
    this.saved = edits;
    if (this.changed) this.#later(QUIET);
    else this.kept.drop();
  }

  #later(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.held ? this.keep() : this.changed && this.save()), wait);
  }
}
