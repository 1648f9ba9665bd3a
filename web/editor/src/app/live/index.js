// Keeps a part of the page up to date: <section id="inbox" data-live-url="…" data-live-seconds="15">.
//
// The address answers the part itself or a whole page that has a part with the same id.
import htmx from 'htmx.org';

import { enhance } from '../../page/dom';

const SECONDS = 15;

enhance('[data-live-url][id]', (part) => {
  const period = Number(part.dataset.liveSeconds ?? SECONDS) * 1000;
  const timer = setInterval(async () => {
    if (!part.isConnected) clearInterval(timer);
    else if (!document.hidden && !isBusy(part)) await refresh(part, timer);
  }, period);
});

async function refresh(part, timer) {
  let answer;
  try {
    answer = await fetch(part.dataset.liveUrl, { headers: { 'HX-Request': 'true' } });
  } catch {
    return; // the network is away; the next turn tries again
  }
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById(part.id);
  if (!fresh) {
    clearInterval(timer); // signed out: another page came back
    return;
  }
  if (fresh.innerHTML !== part.dataset.liveSeen) {
    part.dataset.liveSeen = fresh.innerHTML;
    await htmx.swap({ sourceElement: part, target: part, text: fresh.innerHTML, swap: 'innerMorph' });
  }
}

// A part in which somebody types or opens a menu stays as it is.
function isBusy(part) {
  const focused = document.activeElement;
  return part.contains(focused) && focused.matches('input, select, textarea, summary');
}
