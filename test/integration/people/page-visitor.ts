import { request } from 'undici';

/** A page as it was answered, after redirects. */
export interface Page {
  readonly status: number;
  readonly path: string;
  readonly text: string;
}

const REDIRECT = 303;
const MAX_REDIRECTS = 5;

/** A browser without scripts: cookies, redirects and forms. */
export class PageVisitor {
  readonly #url: string;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  /** @param origin what the browser believes the address to be, with a proxy in front */
  constructor(url: string, origin: string) {
    this.#url = url;
    this.#origin = origin;
  }

  open(path: string): Promise<Page> {
    return this.#send('GET', path);
  }

  /** Sends the page's form with this action: its hidden fields, and what was filled in. */
  submit(page: Page, action: string, filled: Readonly<Record<string, string>> = {}): Promise<Page> {
    const fields = new URLSearchParams({ ...hiddenFields(page, action), ...filled });
    return this.#send('POST', action, fields.toString());
  }

  async #send(method: 'GET' | 'POST', target: string, body?: string): Promise<Page> {
    let [verb, path, form]: ['GET' | 'POST', string, string | undefined] = [method, target, body];
    for (let count = 0; count <= MAX_REDIRECTS; count++) {
      const answer = await request(this.#url + path, {
        method: verb,
        headers: {
          'accept-language': 'en',
          cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(form !== undefined && {
            origin: this.#origin,
            'sec-fetch-site': 'same-origin',
            'content-type': 'application/x-www-form-urlencoded',
          }),
        },
        ...(form !== undefined && { body: form }),
      });
      for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        this.#cookies.set(name, value);
      }
      const text = await answer.body.text();
      if (answer.statusCode !== REDIRECT) return { status: answer.statusCode, path, text };
      [verb, path, form] = ['GET', String(answer.headers.location), undefined];
    }
    throw new Error(`${target} leads nowhere`);
  }
}

/** The hidden fields of a form, as a browser would send them. */
export function hiddenFields({ path, text }: Page, action: string): Record<string, string> {
  const form = text.split('<form ').find((one) => one.startsWith(`method="post" action="${action}"`));
  if (form === undefined) throw new Error(`${path} has no form for ${action}`);
  const inputs = form.split('</form>')[0]?.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g) ?? [];
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]));
}
