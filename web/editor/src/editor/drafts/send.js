// Sends a draft to the server and says in one word what became of it.
import { csrfHeaders } from '../../page/csrf';

const LEAVING = 60_000; // bytes; browsers refuse larger requests that outlive their page

/**
 * { kind, … }: "saved" (revision, findings), "conflict" (revision), "gone", "signedOut", "refused" (findings),
 * "failed" (status) or "offline". `leaving`: the page may be gone before the answer is there.
 */
export async function send({ root, xml, revision, leaving = false }) {
  try {
    const first = await post({ root, xml, revision, leaving });
    if (first.status !== 400 || !root.dataset.keep) return await read(first);
    if (!await renewToken(root)) return { kind: 'signedOut' };
    return await read(await post({ root, xml, revision, leaving }));
  } catch {
    return { kind: 'offline' };
  }
}

function post({ root, xml, revision, leaving }) {
  const headers = { 'Content-Type': 'application/xml', Accept: 'application/json', ...csrfHeaders() };
  if (revision) headers['If-Match'] = `"${revision}"`;
  const body = new Blob([xml], { type: 'application/xml' });
  return fetch(root.dataset.saveUrl, { method: 'POST', body, headers, keepalive: leaving && body.size < LEAVING });
}

async function read(answer) {
  const { status } = answer;
  // Nobody is signed in any more: the server leads to the sign-in page, which answers 200.
  if (answer.redirected || status === 401 || status === 403) return { kind: 'signedOut' };
  if (status === 404) return { kind: 'gone' };
  const { revision, findings } = await answer.json().catch(() => ({}));
  if (status === 409 && revision) return { kind: 'conflict', revision: String(revision) };
  if (answer.ok && revision) return { kind: 'saved', revision: String(revision), findings };
  return status === 422 ? { kind: 'refused', findings } : { kind: 'failed', status };
}

// After signing in again the page's token is an old one; the new one counts for the same person only.
async function renewToken(root) {
  const answer = await fetch(root.dataset.pageUrl, { headers: { Accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (page.querySelector('[data-editor]')?.dataset.keep !== root.dataset.keep) return false;
  document.querySelector('meta[name="csrf-token"]').content = page.querySelector('meta[name="csrf-token"]').content;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) {
    field.value = page.querySelector('input[name="csrf_token"]').value;
  }
  return true;
}
