import { createHash } from 'node:crypto';
import type { Collection, CollectionSpec, DocumentStore, JsonValue } from '@simpul/store';

/** What the authorization server keeps of a flow of a person: a code, a refresh token, a grant, an interaction. */
type OauthRecord = {
  /** Digest of kind and value: what is stolen from the store is no code and no token. */
  readonly id: string;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly payload: Payload;
  /** Grant that it hangs on. */
  readonly grantId?: string;
  /** What the person types in the device flow (RFC 8628, 3.2). */
  readonly userCode?: string;
  /** When it was used, seconds. */
  readonly usedAt?: number;
  /** When a grant was revoked, seconds. */
  readonly revokedAt?: number;
  /** What a person decided on a device code: members of its payload. */
  readonly decision?: Payload;
};
/** Members that the library gives and takes back; which they are is its own affair. */
export type Payload = { readonly [member: string]: JsonValue };

/** A record as it is read. */
export interface KeptRecord {
  readonly payload: Payload;
  readonly grantId: string | undefined;
  readonly isUsed: boolean;
  readonly isRevoked: boolean;
}

export const OAUTH_COLLECTION: CollectionSpec = { name: 'oauth', unique: ['userCode'], indexes: [['expiresAt']] };
/** Seconds that an expired record still tells that it has expired, instead of being unknown. */
const GRACE_S = 600;
/** Rows that one statement deletes, so that requests wait briefly at most. */
const PRUNE_BATCH = 500;

export interface OauthRecords {
  /** Writes a record, or replaces it. @throws SimpulError `SIMPUL_STORE_*`. */
  put(kind: string, value: string, record: { readonly payload: Payload; readonly expiresAt: number }): Promise<void>;
  get(kind: string, value: string): Promise<KeptRecord | undefined>;
  /** Payload of a device code that nobody has decided on and that has not expired. */
  getUndecided(userCode: string): Promise<Payload | undefined>;
  /** Uses a record. Of any number of uses, in any number of processes, exactly one succeeds. */
  use(kind: string, value: string): Promise<boolean>;
  /** Decides on a device code, once. @returns false if it is unknown, expired or decided. */
  decide(userCode: string, decision: Payload): Promise<boolean>;
  /** Revokes a grant, and with it all that hangs on it, also what is written later. */
  revoke(grantId: string): Promise<void>;
  remove(kind: string, value: string): Promise<void>;
  /** Deletes what expired long before `now`, in seconds. */
  prune(now: number): Promise<void>;
}

/** Opens the records of the authorization server. */
export function openOauthRecords(store: DocumentStore, now: () => number = Date.now): OauthRecords {
  const rows: Collection<OauthRecord> = store.collection<OauthRecord>(OAUTH_COLLECTION);
  const seconds = () => Math.floor(now() / 1000);

  async function undecided(userCode: string): Promise<OauthRecord | undefined> {
    const [row] = await rows.find({ where: { userCode }, limit: 1 });
    return row !== undefined && row.decision === undefined && row.expiresAt > seconds() ? row : undefined;
  }

  return {
    async put(kind, value, { payload, expiresAt }) {
      const { jti: _, grantId, userCode, ...rest } = payload;
      await rows.put({
        id: idOf(kind, value),
        expiresAt,
        payload: rest,
        ...(typeof grantId === 'string' && { grantId }),
        ...(typeof userCode === 'string' && { userCode }),
      });
    },
    async get(kind, value) {
      const row = await rows.get(idOf(kind, value));
      if (row === undefined || row.expiresAt + GRACE_S <= seconds()) return undefined;
      const { grantId, userCode } = row;
      const grant = grantId === undefined ? row : await rows.get(idOf('Grant', grantId));
      return {
        payload: { ...row.payload, ...row.decision, ...(grantId && { grantId }), ...(userCode && { userCode }) },
        grantId,
        isUsed: row.usedAt !== undefined,
        isRevoked: grant?.revokedAt !== undefined,
      };
    },
    async getUndecided(userCode) {
      return (await undecided(userCode))?.payload;
    },
    use: (kind, value) => rows.update(idOf(kind, value), { usedAt: seconds() }, { usedAt: null }),
    async decide(userCode, decision) {
      const row = await undecided(userCode);
      if (row === undefined) return false;
      const { grantId } = decision;
      const changes = { decision, ...(typeof grantId === 'string' && { grantId }) };
      return rows.update(row.id, changes, { decision: null });
    },
    async revoke(grantId) {
      await rows.update(idOf('Grant', grantId), { revokedAt: seconds() }, { revokedAt: null });
    },
    async remove(kind, value) {
      await rows.delete(idOf(kind, value));
    },
    async prune(time) {
      let deleted = PRUNE_BATCH;
      while (deleted === PRUNE_BATCH) {
        deleted = await rows.deleteMany({ range: { member: 'expiresAt', below: time - GRACE_S } }, PRUNE_BATCH);
      }
    },
  };
}

function idOf(kind: string, value: string): string {
  return createHash('sha256').update(`${kind}\0${value}`).digest('base64url');
}
