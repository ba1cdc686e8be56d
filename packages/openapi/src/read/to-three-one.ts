import { upgradeFromThreeToThreeOne } from '@scalar/openapi-upgrader/3.0-to-3.1';
import { isJsonObject, type JsonObject } from '../json-object.ts';

/** A document of 3.0 as one of 3.1, one of 3.1 as it is; undefined where that cannot be done. */
export function toThreeOne(document: JsonObject): JsonObject | undefined {
  if (!String(document['openapi']).startsWith('3.0')) return document;
  try {
    // The library writes into what it is given.
    const upgraded: unknown = upgradeFromThreeToThreeOne(structuredClone(document));
    return isJsonObject(upgraded) ? upgraded : undefined;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}
