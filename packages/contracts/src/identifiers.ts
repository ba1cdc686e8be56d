import Type from 'typebox';

/** One part of an X-Road identifier: the characters that X-Road's PR-REST 4.8 allows, 1 to 100 of them. */
export const PART = String.raw`[A-Za-z0-9'()+,\-.=?_]{1,100}`;

/** `INSTANCE/CLASS/MEMBER/SUBSYSTEM`: who asks. */
export const SubsystemId = Type.String({ pattern: `^${PART}/${PART}/${PART}/${PART}$`, maxLength: 404 });
/** `INSTANCE/CLASS/MEMBER`: an agency. */
export const MemberId = Type.String({ pattern: `^${PART}/${PART}/${PART}$`, maxLength: 303 });
/** `INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE`: what is asked. */
export const ServiceId = Type.String({ pattern: `^${PART}/${PART}/${PART}/${PART}/${PART}$`, maxLength: 505 });
/** UUIDv7 that the gateway gives each exchange. */
export const ExchangeId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
});
/** Milliseconds since the Unix epoch. */
export const Instant = Type.Integer({ minimum: 0 });
/** base64url of a SHA-256. */
export const Digest = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
