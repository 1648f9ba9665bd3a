// Shows what was chosen in <input type="file" data-preview data-max-bytes="…">: names, sizes, small pictures.
import { app as en } from '../../translations/en.json';
import { app as id } from '../../translations/id.json';
import { element, enhance } from '../../page/dom';
import { choose, language, say } from '../../page/words';

enhance('input[type="file"][data-preview]', (input) => {
  const list = element('ul', { class: 'file-preview', 'aria-live': 'polite' });
  input.after(list);
  input.addEventListener('change', () => {
    const limit = Number(input.dataset.maxBytes ?? Infinity);
    const tooBig = [...input.files].filter((file) => file.size > limit);
    const words = choose({ id, en });
    input.setCustomValidity(tooBig.length ? say(words.tooBig, { limit: size(limit) }) : '');
    list.replaceChildren(...[...input.files].map((file) => item(file, limit, words)));
  });
});

function item(file, limit, words) {
  const line = element('li', {}, `${file.name} (${size(file.size)})`);
  if (file.size > limit) {
    line.append(element('strong', {}, ` ⚠ ${say(words.tooBig, { limit: size(limit) })}`));
  } else if (file.type.startsWith('image/')) {
    // A data: address, because the page's policy allows no blob: pictures.
    const reader = new FileReader();
    reader.onload = () => line.prepend(element('img', { src: reader.result, alt: '', width: 64 }));
    reader.readAsDataURL(file);
  }
  return line;
}

function size(bytes) {
  const number = new Intl.NumberFormat(language(), { maximumFractionDigits: 1 });
  return bytes < 1024 * 1024
    ? `${number.format(Math.ceil(bytes / 1024))} KB`
    : `${number.format(bytes / 1024 / 1024)} MB`;
}
