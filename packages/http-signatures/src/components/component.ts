import { type Item, serializeItem } from 'structured-headers';
import { SignatureError } from '../signature-error.ts';

/** What a signature covers: a field or a derived component (RFC 9421 section 2). */
export interface Component {
  /** In lower case: `content-digest`, `@method`. */
  readonly name: string;
  /** Of the request that a response answers (RFC 9421 section 2.4). */
  readonly ofRequest: boolean;
  /** Has a parameter other than `req`, whose meaning is not known here. */
  readonly hasUnknown: boolean;
  /** The identifier as it stands in the signature base: `"signature";req`. */
  readonly id: string;
}

const NAME = /^(?:@[a-z-]+|[!#$%&'*+\-.^_`|~0-9a-z]+)$/;

/** @throws SignatureError `component-malformed` */
export function readComponent(item: Item): Component {
  const [name, parameters] = item;
  if (typeof name !== 'string' || !NAME.test(name)) throw new SignatureError('component-malformed');
  const ofRequest = parameters.has('req');
  if (ofRequest && parameters.get('req') !== true) throw new SignatureError('component-malformed', name);
  return { name, ofRequest, hasUnknown: parameters.size > (ofRequest ? 1 : 0), id: serializeItem(item) };
}

/** @throws SignatureError `component-malformed`, `component-doubled` */
export function readComponents(items: readonly Item[]): Component[] {
  const components = items.map(readComponent);
  const ids = new Set<string>();
  for (const { id } of components) {
    if (ids.has(id)) throw new SignatureError('component-doubled', id);
    ids.add(id);
  }
  return components;
}

/** The component that an identifier names: `"@method"`, `"signature";req`. */
export function component(name: string, { ofRequest = false }: { readonly ofRequest?: boolean } = {}): Component {
  return { name, ofRequest, hasUnknown: false, id: ofRequest ? `"${name}";req` : `"${name}"` };
}
