const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Milliseconds that the link of the first operator works. */
export const FIRST_INVITATION_MS = 15 * MINUTE_MS;
/** Milliseconds that every other invitation works. */
export const INVITATION_MS = 72 * HOUR_MS;
/** Milliseconds in which a person who was let in by an invitation sets up a means of signing in. */
export const ENROLMENT_MS = 30 * MINUTE_MS;

/** Milliseconds without a request after which a session has ended. */
export const SESSION_IDLE_MS = 30 * MINUTE_MS;
/** Milliseconds after which a session has ended in any case. */
export const SESSION_MS = 8 * HOUR_MS;
/** Milliseconds between two notes that a session is in use. */
export const SESSION_NOTE_MS = MINUTE_MS;
/** Milliseconds after signing in in which means of signing in can be changed. */
export const FRESH_MS = 15 * MINUTE_MS;
/** Sessions of a person at once; the oldest one ends. */
export const MAX_SESSIONS = 20;

/** Milliseconds that a challenge to an authenticator, or a secret of a new TOTP, can be answered. */
export const CHALLENGE_MS = 5 * MINUTE_MS;
export const MAX_PASSKEYS = 10;
/** Identities at the region's own OpenID provider that one person signs in with. */
export const MAX_UPSTREAM = 2;
export const RECOVERY_CODES = 10;

/** Codes that may be wrong within the window, before the first wait. */
export const MAX_FAILURES = 5;
export const FAILURE_WINDOW_MS = 15 * MINUTE_MS;
/** The first wait; each further one is twice as long, up to a day. */
export const FIRST_WAIT_MS = 15 * MINUTE_MS;
export const LONGEST_WAIT_MS = 24 * HOUR_MS;

/** Tries to sign in from one address. */
export const SIGN_IN_LIMIT = { perMinute: 30, burst: 15, maxKeys: 50_000 } as const;
/** Milliseconds before a failed sign-in is answered: more than any check takes, so that none tells of what was checked. */
export const FAILURE_MS = 500;
