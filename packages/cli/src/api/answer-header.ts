/** One header's value; where it came several times, the last. Names are in lower case. */
export function headerOf(
  answer: { readonly headers: Readonly<Record<string, string | string[] | undefined>> },
  name: string,
): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value.at(-1) : value;
}
