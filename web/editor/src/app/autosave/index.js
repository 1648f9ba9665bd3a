// Saves a form's draft one second after the last change: <form data-autosave-url="…">, state in [data-autosave-state].
import { app as en } from '../../translations/en.json';
import { app as id } from '../../translations/id.json';
import { csrfHeaders } from '../../page/csrf';
import { element, enhance } from '../../page/dom';
import { choose, say, timeOfDay } from '../../page/words';

const QUIET = 1000; // milliseconds after the last key
const SIGNED_OUT = [400, 401]; // the session has ended, or another one began in another window

enhance('form[data-autosave-url]', (form) => {
  const words = choose({ id, en });
  const state = form.querySelector('[data-autosave-state]') ?? addState(form);
  let timer = 0;
  let changed = false;
  let sending = Promise.resolve();

  const save = (leaving) => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    // One at a time: an older draft must not arrive after a newer one.
    sending = sending.then(() => send(form, state, words, leaving)).then((saved) => {
      changed ||= !saved;
    });
  };

  form.addEventListener('input', () => {
    changed = true;
    state.textContent = words.unsaved;
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    changed = false;
  });
  document.addEventListener('visibilitychange', () => document.hidden && save(true));
  window.addEventListener('online', () => save());
});

async function send(form, state, words, leaving) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && name !== 'csrf_token') body.append(name, value);
  }
  state.textContent = words.saving;
  try {
    const answer = await fetch(form.dataset.autosaveUrl, {
      method: 'PUT',
      body,
      headers: { Accept: 'application/json', ...csrfHeaders() },
      keepalive: leaving === true,
    });
    if (SIGNED_OUT.includes(answer.status)) {
      state.textContent = words.signedOut;
      return false;
    }
    state.textContent = answer.ok
      ? say(words.saved, { time: timeOfDay() })
      : say(words.refused, { status: answer.status });
    return answer.ok || answer.status < 500;
  } catch {
    state.textContent = words.offline;
    return false;
  }
}

function addState(form) {
  const state = element('p', { 'data-autosave-state': '', role: 'status', class: 'autosave-state' });
  form.append(state);
  return state;
}
