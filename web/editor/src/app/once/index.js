// Sends a form once: a second click on its button while the answer is under way does nothing. A form answered by a file
// (data-download) leaves its page standing and may be sent again.

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'get' || form.method === 'dialog') return;
  if ('download' in form.dataset) return;
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = 'true';
  event.submitter?.setAttribute('aria-disabled', 'true');
});

// A page brought back by the browser's back button is ready to be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sending]')) {
    delete form.dataset.sending;
    form.querySelectorAll('[aria-disabled]').forEach((button) => button.removeAttribute('aria-disabled'));
  }
});
