const NOT_IN_NAMES = /[\p{White_Space}\p{Cc}+]/u;

/** Whether a note's signature line can carry this name: not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !NOT_IN_NAMES.test(name);
}
