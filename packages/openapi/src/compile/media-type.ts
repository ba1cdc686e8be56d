import type { JsonObject } from '../json-object.ts';

/** A media type without its parameters, in lower case (RFC 9110 section 8.3.1). */
export function bareMediaType(contentType: string | undefined): string {
  const end = contentType?.indexOf(';') ?? -1;
  return (end < 0 ? (contentType ?? '') : (contentType ?? '').slice(0, end)).trim().toLowerCase();
}

export function isJsonMediaType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json');
}

/** What a `content` map says of each media type. */
export type MediaTypes<T> = ReadonlyMap<string, T>;

export function readMediaTypes<T>(content: JsonObject, read: (value: unknown) => T): MediaTypes<T> {
  return new Map(Object.entries(content).map(([range, value]) => [bareMediaType(range), read(value)]));
}

/** The most exact entry for a media type: itself, its type with `/*`, then `*`+`/*`. */
export function forMediaType<T>(types: MediaTypes<T>, mediaType: string): T | undefined {
  const slash = mediaType.indexOf('/');
  const range = slash < 1 ? undefined : types.get(`${mediaType.slice(0, slash)}/*`);
  return types.get(mediaType) ?? range ?? types.get('*/*');
}
