// Answers what is still unanswered: <button type="button" data-answer-rest="ada" data-answer-only="required" hidden>.
//
// It works on the items (fieldset.verdict) of its own [data-gate]; "required" or "optional" leaves the others alone.
// Items of a [data-group] stay open until one of the group is there: "not needed" of them all would be no answer.
import { enhance } from '../../page/dom';

enhance('[data-answer-rest]', (button) => {
  button.hidden = false;
  button.addEventListener('click', () => {
    const { answerRest: answer, answerOnly: only } = button.dataset;
    for (const item of button.closest('[data-gate]').querySelectorAll('fieldset.verdict')) {
      const optional = item.querySelector('input[value="tidak_perlu"]') !== null;
      if (item.querySelector('input:checked') || (only && (only === 'optional') !== optional)) continue;
      if (only === 'optional' && !isSatisfied(item)) continue;
      const choice = item.querySelector(`input[value="${answer}"]`);
      if (!choice) continue;
      choice.checked = true;
      choice.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
});

function isSatisfied(item) {
  const group = item.closest('[data-group]')?.dataset.group;
  const one = `[data-group="${CSS.escape(group ?? '')}"] input[value="ada"]:checked`;
  return group === undefined || item.closest('[data-gate]').querySelector(one) !== null;
}
