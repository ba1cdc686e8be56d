import type { JsonObject } from './json-object.ts';

/** A contract that was read: its data as OpenAPI 3.1, whichever of the two versions it was written in. */
export interface OpenApiDocument {
  readonly root: JsonObject;
  /** As it was written. */
  readonly version: '3.0' | '3.1';
}
