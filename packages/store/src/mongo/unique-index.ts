const PREFIX = 'unique_';

/** Name of the index of a unique member: an error names the index, and so the member. */
export function nameOfUniqueIndex(member: string): string {
  return PREFIX + member;
}

/** The member that an index makes unique. */
export function memberOfIndex(index: string): string {
  return index.startsWith(PREFIX) ? index.slice(PREFIX.length) : 'id';
}
