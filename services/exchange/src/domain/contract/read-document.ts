import { upgradeFromThreeToThreeOne } from '@scalar/openapi-upgrader/3.0-to-3.1';
import { parse as parseJson } from 'secure-json-parse';
import { parseDocument } from 'yaml';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { MAX_DEPTH, MAX_NODES, MAX_TEXT_BYTES } from './limits.ts';
import { unusable } from './unusable.ts';

/**
 * Reads a contract's text (YAML 1.2 without aliases, or JSON) as OpenAPI 3.1; 3.0 is upgraded.
 *
 * @throws SimpulError `CONTRACT.UNUSABLE`
 */
export function readDocument(text: string): JsonObject {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw unusable(`it is larger than ${MAX_TEXT_BYTES} bytes`);
  const document = parse(text);
  if (!isJsonObject(document)) throw unusable('it is not an object');
  checkBounds(document);
  const version = typeof document['openapi'] === 'string' ? document['openapi'] : '';
  if (/^3\.1\.\d+$/.test(version)) return document;
  if (!/^3\.0\.\d+$/.test(version)) throw unusable('it is not OpenAPI 3.0 or 3.1');
  return upgrade(document);
}

function parse(text: string): unknown {
  try {
    if (/^\uFEFF?\s*\{/.test(text)) return parseJson(text);
    const document = parseDocument(text, { version: '1.2', schema: 'core', stringKeys: true, prettyErrors: false });
    if (document.errors[0]) throw document.errors[0];
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // Parsers quote the text in their messages, so those stay in the log.
    throw unusable('it is not well-formed JSON, or YAML without aliases', error);
  }
}

function upgrade(document: JsonObject): JsonObject {
  try {
    const upgraded: unknown = upgradeFromThreeToThreeOne(document);
    if (isJsonObject(upgraded)) return upgraded;
  } catch (error) {
    throw unusable('it cannot be read as OpenAPI 3.1', error);
  }
  throw unusable('it cannot be read as OpenAPI 3.1');
}

function checkBounds(document: JsonObject): void {
  let nodes = 0;
  const visit = (value: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > MAX_NODES) throw unusable(`it holds more than ${MAX_NODES} values`);
    if (typeof value !== 'object' || value === null) return;
    if (depth >= MAX_DEPTH) throw unusable(`it is nested more than ${MAX_DEPTH} levels deep`);
    if (Object.hasOwn(value, '__proto__')) throw unusable('it has a member named __proto__');
    for (const member of Object.values(value)) visit(member, depth + 1);
  };
  visit(document, 0);
}
