// Prints the page: <button type="button" data-print hidden>; hidden where there is no JavaScript to do it.
import { enhance } from '../../page/dom';

enhance('[data-print]', (button) => {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
});
