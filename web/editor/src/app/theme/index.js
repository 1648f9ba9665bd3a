// Switches light and dark: <button data-theme-choice="dark|light|auto">; the choice is a cookie the server reads.
import { enhance } from '../../page/dom';

const YEAR = 365 * 24 * 60 * 60;

enhance('[data-theme-choice]', (button) => {
  mark(button);
  button.addEventListener('click', () => {
    const choice = button.dataset.themeChoice;
    document.documentElement.dataset.theme = choice;
    document.cookie = `alur_theme=${choice}; path=/; max-age=${YEAR}; SameSite=Lax`;
    document.querySelectorAll('[data-theme-choice]').forEach(mark);
  });
});

function mark(button) {
  const present = document.documentElement.dataset.theme ?? 'auto';
  button.setAttribute('aria-pressed', String(button.dataset.themeChoice === present));
}
