// The page's CSRF token as request headers.

/** @returns {Record<string, string>} */
export function csrfHeaders() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  const field = document.querySelector('input[name="csrf_token"]');
  const token = meta?.content || field?.value;
  return token ? { 'X-CSRFToken': token } : {};
}
