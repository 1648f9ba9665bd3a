// Says in words whether the draft is saved, with a button where it could not be.
import { element } from '../../page/dom';
import { say, timeOfDay } from '../../page/words';

const PROBLEMS = ['failed', 'offline', 'refused'];

/** Adds the text and the button to the toolbar; returns tell(kind, answer). */
export function addState({ tools, root, words }, retry) {
  const text = element('span', { class: 'editor-state', role: 'status' }, words.automatic);
  const again = element('button', { type: 'button', class: 'button small', onclick: retry, hidden: true }, words.retry);
  tools.append(text, again);
  return (kind, { status, safe } = {}) => {
    root.dataset.state = kind;
    const wrong = PROBLEMS.includes(kind);
    again.hidden = !wrong;
    const words_ = say(words[`state.${kind}`], { time: timeOfDay(), status });
    text.textContent = wrong ? `${words_} ${safe ? words.copyKept : words.copyMissing}` : words_;
  };
}
