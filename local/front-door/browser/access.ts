import type { Authorize } from '../realtime';
import { byId } from './element';

/** As whom the console asks; remembered for this tab only. */

const storageKey = 'front-door:access';
const form = byId('access', HTMLFormElement);

/** The headers of one request, `host` among them. Throws an Error with a sentence when there is nothing to prove it with. */
export const authorize: Authorize = async (path, body) => {
  const chosen = new FormData(form);
  const { host } = location;
  const mode = chosen.get('mode');
  if (mode === 'API_KEY') return { host, 'x-api-key': String(chosen.get('apiKey') ?? '') };
  if (mode === 'AWS_LAMBDA') return { host, authorization: String(chosen.get('token') ?? '') };
  if (mode === 'AWS_IAM') return signed(String(chosen.get('as')), path, body);
  throw new Error('The API has no mode that this console can ask in.');
};

/** The server has the keys of the roles, and signs for this page. */
async function signed(as: string, path: string, body: string): Promise<Record<string, string>> {
  const response = await fetch('/console/sign', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as, path, body }),
  });
  const answer: { headers?: Record<string, string>; message?: string } = await response.json();
  if (answer.headers === undefined) throw new Error(answer.message ?? 'The request was not signed.');
  return answer.headers;
}

function showCredential(): void {
  const mode = new FormData(form).get('mode');
  for (const label of form.querySelectorAll<HTMLElement>('[data-mode]'))
    label.hidden = label.dataset['mode'] !== mode;
}

function remember(): void {
  sessionStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(new FormData(form))));
}

function recall(): void {
  const remembered: Record<string, string> = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === 'radio')
      control.checked =
        remembered[control.name] === undefined ? control.checked : remembered[control.name] === control.value;
    else if (control instanceof HTMLInputElement) control.value = remembered[control.name] ?? control.value;
    else if (control instanceof HTMLSelectElement)
      // A role or key of yesterday's stack is not chosen.
      for (const option of control.options)
        if (option.value === remembered[control.name]) option.selected = true;
  }
  if (new FormData(form).get('mode') === null) form.querySelector<HTMLInputElement>('[name=mode]')?.click();
}

recall();
showCredential();
form.addEventListener('input', () => {
  showCredential();
  remember();
});
form.addEventListener('submit', (event) => event.preventDefault());
