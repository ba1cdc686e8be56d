/** Repetitions of what a pattern allows any number of. */
const MAX_REPEATS = 256;

/** What a part of a pattern can be written as. */
type Piece = (repeats: number) => string;

/**
 * A short text that a pattern matches, for the patterns that contracts use: literals, classes, groups, alternatives and
 * counts; undefined for others. `minLength` is reached by repeating what may be repeated.
 */
export function textOfPattern(pattern: string, minLength: number): string | undefined {
  const parser = new PatternParser(pattern);
  const piece = parser.alternatives();
  if (piece === undefined || !parser.isAtEnd) return undefined;
  for (let repeats = 0; repeats <= MAX_REPEATS; repeats += 1) {
    const text = piece(repeats);
    if (text.length >= minLength) return text;
  }
  return undefined;
}

const CLASSES: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', S: 'a', W: '-' };
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Reads a pattern from left to right; undefined means that it holds what is not known here. */
class PatternParser {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  /** The first alternative is taken; the others only have to be read. */
  alternatives(): Piece | undefined {
    const first = this.#sequence();
    while (this.#take('|')) if (this.#sequence() === undefined) return undefined;
    return first;
  }

  #sequence(): Piece | undefined {
    const pieces: Piece[] = [];
    while (!this.isAtEnd && !'|)'.includes(this.#peek())) {
      if (this.#take('^') || this.#take('$')) continue;
      const atom = this.#atom();
      const counted = atom && this.#counted(atom);
      if (counted === undefined) return undefined;
      pieces.push(counted);
    }
    return (repeats) => pieces.map((piece) => piece(repeats)).join('');
  }

  #atom(): Piece | undefined {
    const character = this.#next();
    if (character === '(') return this.#group();
    if (character === '[') return this.#class();
    if (character === '\\') return this.#escape();
    if (character === '.') return () => 'a';
    return '*+?{'.includes(character) ? undefined : () => character;
  }

  #group(): Piece | undefined {
    if (this.#take('?') && !this.#take(':')) return undefined;
    const inner = this.alternatives();
    return this.#take(')') ? inner : undefined;
  }

  #escape(): Piece | undefined {
    const character = this.#next();
    const known = CLASSES[character] ?? CONTROLS[character];
    if (known !== undefined) return () => known;
    return /[A-Za-z0-9]/.test(character) ? undefined : () => character;
  }

  /** The first member of a class; of one that excludes, the first usual character that it does not hold. */
  #class(): Piece | undefined {
    const start = this.#at;
    while (!this.isAtEnd && this.#peek() !== ']') if (this.#next() === '\\') this.#next();
    const body = this.#pattern.slice(start, this.#at);
    if (!this.#take(']') || body === '') return undefined;
    if (!body.startsWith('^'))
      return body.startsWith('\\') ? new PatternParser(body).#single() : () => body.slice(0, 1);
    const excluded = new RegExp(`^[${body}]$`, 'u');
    const found = ['a', '0', 'A', ' ', '-'].find((character) => excluded.test(character));
    return found === undefined ? undefined : () => found;
  }

  #single(): Piece | undefined {
    this.#next();
    return this.#escape();
  }

  #counted(piece: Piece): Piece | undefined {
    const range = /^(?:([*+?])|\{(\d{1,4})(,(\d{0,4}))?\})\??/.exec(this.#pattern.slice(this.#at));
    if (range === null) return piece;
    const [whole, mark, low, open, high] = range;
    this.#at += whole.length;
    const least = mark === undefined ? Number(low) : mark === '+' ? 1 : 0;
    const unbounded = mark === '*' || mark === '+' || (open !== undefined && high === '');
    const most = unbounded ? Infinity : mark === '?' ? 1 : Number(open === undefined ? low : high);
    if (least > MAX_REPEATS) return undefined;
    return (repeats) => piece(repeats).repeat(Math.min(most, least + repeats));
  }

  #peek(): string {
    return this.#pattern.slice(this.#at, this.#at + 1);
  }

  #next(): string {
    const character = this.#peek();
    this.#at += 1;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }
}
