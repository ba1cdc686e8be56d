import { type FieldLines, fieldValue } from '../message/field-lines.ts';
import type { HttpMessage } from '../message/message.ts';
import type { ReadMessage } from '../message/read-message.ts';
import { SignatureError } from '../signature-error.ts';
import type { Component } from './component.ts';
import { derivedValue } from './derived.ts';

/** What components are taken from: a message and, for a response, the request that it answers. */
export interface ComponentSource {
  readonly message: ReadMessage;
  readonly request?: ReadMessage | undefined;
}

const ASCII = /^[\t -~]*$/;

/**
 * The text that is signed (RFC 9421 section 2.5).
 *
 * @param parameters the value of `@signature-params`, which also lists the components
 * @throws SignatureError `component-absent`, `component-parameter`, `field-malformed` for a value that is not ASCII
 */
export function signatureBase(components: readonly Component[], parameters: string, source: ComponentSource): string {
  const lines = components.map((component) => `${component.id}: ${valueOf(component, source)}`);
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}

function valueOf({ name, ofRequest, hasUnknown, id }: Component, { message, request }: ComponentSource): string {
  if (hasUnknown) throw new SignatureError('component-parameter', id);
  const from = ofRequest ? request : message;
  const value = from === undefined ? undefined : valueIn(name, from.message, from.fields);
  if (value === undefined) throw new SignatureError('component-absent', id);
  if (!ASCII.test(value)) throw new SignatureError('field-malformed', name);
  return value;
}

function valueIn(name: string, message: HttpMessage, fields: FieldLines): string | undefined {
  return name.startsWith('@') ? derivedValue(name, message) : fieldValue(fields, name);
}
