/** Words that are looked at; the rest of a longer one is cut off. */
const LONGEST_WORD = 40;
/** A root is not made shorter than this. */
const SHORTEST_ROOT = 3;

const PARTICLES = ['lah', 'kah', 'pun'];
const POSSESSIVES = ['nya', 'ku', 'mu'];
const SUFFIXES = ['kan', 'an', 'i'];
/** A prefix, and what of the root it swallowed; before a vowel where it did. */
const PREFIXES: readonly (readonly [prefix: RegExp, restored: readonly string[]])[] = [
  [/^(?:me|pe)ny(?=[aiueo])/, ['s']],
  [/^(?:me|pe)ng(?=[aiueo])/, ['', 'k']],
  [/^(?:me|pe)ng(?=[gh])/, ['']],
  [/^(?:me|pe)m(?=[aiueo])/, ['p', 'm']],
  [/^(?:me|pe)m(?=[bfp])/, ['']],
  [/^(?:me|pe)n(?=[aiueo])/, ['t', 'n']],
  [/^(?:me|pe)n(?=[cdjzs])/, ['']],
  [/^(?:me|pe)(?=[lmnrwy])/, ['']],
  [/^(?:ber|per|ter)/, ['']],
  [/^(?:be|pe|te)(?=[^aiueo]er)/, ['']],
  [/^(?:di|ke|se)/, ['']],
];
/** Affixes stand in two layers at most: `mem-per-`, `ke-ter-`. */
const PREFIX_LAYERS = 2;
const ENGLISH_ENDINGS: readonly (readonly [ending: string, restored: string])[] = [
  ['ies', 'y'],
  ['es', ''],
  ['s', ''],
  ['ing', ''],
  ['ed', ''],
];

/** The words of a text as they are compared: small letters without marks; `noPeraturan` and `no_peraturan` are two words. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, LONGEST_WORD));
}

/**
 * What a word may be a form of, the word itself left out: its possible roots in Indonesian, whose affixes are taken off without
 * a dictionary, so that there may be several and some are no words (*pengiriman*: *kirim*, *irim*); and in English. Two
 * words are of one family where they share a form.
 */
export function rootsOf(word: string): ReadonlySet<string> {
  if (/\d/.test(word)) return new Set();
  const roots = new Set<string>();
  const add = (root: string): boolean => {
    if (root.length < SHORTEST_ROOT || root === word || roots.has(root)) return false;
    roots.add(root);
    return true;
  };
  let stems = new Set([word]);
  for (const endings of [PARTICLES, POSSESSIVES, SUFFIXES]) {
    const cut = [...stems].flatMap((stem) =>
      endings.filter((ending) => stem.endsWith(ending)).map((ending) => stem.slice(0, -ending.length)),
    );
    stems = new Set([...stems, ...cut]);
  }
  for (const stem of stems) add(stem);
  for (let layer = 0; layer < PREFIX_LAYERS; layer++) stems = new Set([...stems].flatMap(withoutPrefix).filter(add));
  for (const [ending, restored] of ENGLISH_ENDINGS) {
    if (word.endsWith(ending)) add(word.slice(0, -ending.length) + restored);
  }
  return roots;
}

function withoutPrefix(stem: string): string[] {
  return PREFIXES.flatMap(([prefix, restored]) =>
    prefix.test(stem) ? restored.map((first) => stem.replace(prefix, first)) : [],
  );
}
