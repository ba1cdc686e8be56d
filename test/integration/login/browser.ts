/** A page as a browser without scripts got it. */
export interface Page {
  readonly status: number;
  /** Where it was found, after redirects. */
  readonly url: URL;
  readonly text: string;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

const MAX_REDIRECTS = 10;
const INPUT = /<input\b[^>]*>/g;
const FORM = /<form\b[^>]*>[\s\S]*?<\/form>/g;

/** A browser without scripts: keeps cookies by path, follows redirects of its bus, sends the forms of a page. */
export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, Cookie>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Opens an address; stops where a redirect leads elsewhere. */
  async open(address: string): Promise<Page> {
    return this.#send(new URL(address, this.#origin), { method: 'GET' });
  }

  /** Sends the form of a page that has all these fields, with its hidden ones. */
  async submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const forms = page.text.match(FORM) ?? [];
    const form = forms.find((one) => Object.keys(fields).every((name) => one.includes(`name="${name}"`)));
    if (form === undefined) throw new Error(`no form with ${Object.keys(fields).join(', ')} in:\n${page.text}`);
    const hidden = (form.match(INPUT) ?? []).filter((input) => input.includes('type="hidden"'));
    const given = hidden.map((input) => [attribute(input, 'name'), attribute(input, 'value')] as const);
    const body = new URLSearchParams({ ...Object.fromEntries(given), ...fields });
    return this.#send(new URL(attribute(form, 'action'), page.url), { method: 'POST', body });
  }

  /** A cookie's value, as the person's machine holds it. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  async #send(first: URL, request: { readonly method: string; readonly body?: URLSearchParams }): Promise<Page> {
    let url = first;
    let { method, body } = request as { method: string; body?: URLSearchParams | undefined };
    for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
      const cookie = [...this.#cookies]
        .filter(
          ([, { path }]) => url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
        )
        .map(([name, { value }]) => `${name}=${value}`)
        .join('; ');
      const answer = await fetch(url, {
        method,
        redirect: 'manual',
        headers: { ...(cookie !== '' && { cookie }), ...(method === 'POST' && { origin: this.#origin }) },
        ...(body && { body }),
      });
      for (const set of answer.headers.getSetCookie()) this.#keep(set);
      const location = answer.headers.get('location');
      if (location === null) return { status: answer.status, url, text: await answer.text() };
      await answer.arrayBuffer();
      url = new URL(location, url);
      if (url.origin !== this.#origin) return { status: answer.status, url, text: '' };
      [method, body] = ['GET', undefined];
    }
    throw new Error(`redirected without an end at ${url.href}`);
  }

  #keep(set: string): void {
    const [pair = '', ...attributes] = set.split('; ');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    const of = (key: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const isGone = of('max-age') === '0' || new Date(of('expires') ?? Infinity).getTime() < Date.now();
    if (isGone) this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(equals + 1), path: of('path') ?? '/' });
  }
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
