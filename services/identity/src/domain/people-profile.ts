/** Client id of the `simpul` command, with which people act: a public client (RFC 6749, 2.1). */
export const CLI_CLIENT_ID = 'simpul-cli';
/** Scope of tokens with which a client acts for a person; what the person may do is in the claim `roles`. */
export const ROLES_SCOPE = 'roles';
/** Where the command takes the answer; the port is any (RFC 8252, 7.3). */
export const CLI_REDIRECT_URI = 'http://127.0.0.1/callback';
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Seconds that a person has to enter the code of a device. */
export const DEVICE_CODE_TTL_S = 600;
/** Seconds between two askings whether a person has decided (RFC 8628, 3.2). */
export const POLL_INTERVAL_S = 5;
/** Seconds that an authorization code lives. */
export const CODE_TTL_S = 60;
/** Seconds that a person has to sign in and to decide. */
export const INTERACTION_TTL_S = 900;
/** Seconds that what hangs on a session may live: as long as the longest session. */
export const SESSION_TTL_S = 8 * 60 * 60;

/** Pages that this service answers for people, below the public address. */
export const DEVICE_PAGE = '/people/device';
export const AUTHORIZE_PAGE = '/people/authorize';

/** Cookies of an authorization that is under way. */
export const INTERACTION_COOKIE = '__Secure-simpul-interaction';
export const RESUME_COOKIE = '__Secure-simpul-resume';
