/** Likeness of two texts in whole percent: shared neighbouring letters (Dice's coefficient over bigrams). */
export function similarity(a: string, b: string): number {
  const left = bigrams(a);
  const right = bigrams(b);
  if (left.length + right.length === 0) return a === b ? 100 : 0;
  const rest = [...right];
  let shared = 0;
  for (const pair of left) {
    const index = rest.indexOf(pair);
    if (index === -1) continue;
    rest.splice(index, 1);
    shared += 1;
  }
  return Math.floor((200 * shared) / (left.length + right.length));
}

function bigrams(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));
}
