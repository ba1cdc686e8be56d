import type { LogParty } from './log-store.ts';

/** What a party may see: each member and value that makes a record its own. */
export function sidesOf({ subsystem, members }: LogParty) {
  const own =
    subsystem === undefined
      ? []
      : ([
          ['consumer', subsystem],
          ['provider', subsystem],
        ] as const);
  const done = members.flatMap(
    (member) =>
      [
        ['onBehalfOf', member],
        ['providedFor', member],
      ] as const,
  );
  return [...own, ...done];
}
