export type JsonObject = Readonly<Record<string, unknown>>;

/** Narrows to a JSON object; lists and null are none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that must be an object where it is there. */
export function objectAt(parent: JsonObject, key: string): JsonObject | undefined {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  return isJsonObject(value) ? value : undefined;
}
