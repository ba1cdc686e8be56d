/** How something stands. Only `error` makes the command fail. */
export const STATES = ['ok', 'warning', 'error', 'not checked'] as const;
export type State = (typeof STATES)[number];
