/** A schema of which no value could be made; ends one attempt. */
export class NoExample extends Error {}
