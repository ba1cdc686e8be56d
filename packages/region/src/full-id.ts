/** The instance and parts of an id whose first part may be the instance; undefined where it names another instance. */
export function fullId(reference: string, instance: string, parts: number): string | undefined {
  const given = reference.split('/');
  if (given.length === parts - 1) return `${instance}/${reference}`;
  return given[0] === instance ? reference : undefined;
}

/** Parts of a full id of each sort, the instance included. */
export const ID_PARTS = { member: 3, subsystem: 4, server: 4, service: 5 } as const;
