import { REQUEST, SimpulError } from '@simpul/errors';

/** Rounds of percent-decoding after which a path that still changes is refused. */
const DECODE_ROUNDS = 4;
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:$|[/\\;])/;
const BACKSLASH = '\\';
// oxlint-disable-next-line no-control-regex -- what is beyond ASCII is looked for
const NOT_ASCII = /[^\u0000-\u007F]/;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001F\u007F]/;

/**
 * Refuses a path that two programs could read in two ways: what is matched must be what the provider sees
 * (design 03 step 1; X-Road XRDDEV-3054 is what happens otherwise).
 * @param path - raw, as it came
 * @param encodedSlash - what the service says of `%2F` inside a segment
 * @throws SimpulError `SIMPUL_REQUEST_PATH_AMBIGUOUS`.
 */
export function refuseAmbiguousPath(path: string, encodedSlash: 'refuse' | 'data'): void {
  if (!path.includes('%') && !path.includes(BACKSLASH) && !path.includes('/.')) return;
  let current = path;
  for (let round = 0; ; round++) {
    if (hasDotSegment(current) || CONTROL.test(current)) throw new SimpulError(REQUEST.PATH_AMBIGUOUS);
    if (current.includes(BACKSLASH) && (round === 0 || encodedSlash === 'refuse')) {
      throw new SimpulError(REQUEST.PATH_AMBIGUOUS);
    }
    const next = decodeOnce(current);
    if (next === current) return;
    if (round === DECODE_ROUNDS) throw new SimpulError(REQUEST.PATH_AMBIGUOUS);
    if (encodedSlash === 'refuse' && slashes(next) !== slashes(current)) throw new SimpulError(REQUEST.PATH_AMBIGUOUS);
    current = next;
  }
}

/** Also where its dots are other characters, which programs that normalise what they read (NFKC) take for dots. */
function hasDotSegment(path: string): boolean {
  return DOT_SEGMENT.test(path) || (NOT_ASCII.test(path) && DOT_SEGMENT.test(path.normalize('NFKC')));
}

function slashes(text: string): number {
  return text.split('/').length;
}

/** One round of decoding; later rounds may meet a lone `%`, which stays. Bytes that are no UTF-8 are refused. */
function decodeOnce(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeURIComponent(run));
  } catch (cause) {
    throw new SimpulError(REQUEST.PATH_AMBIGUOUS, { cause });
  }
}
