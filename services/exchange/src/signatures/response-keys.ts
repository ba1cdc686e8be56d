import { requireDuty } from '@simpul/bus';
import {
  type Actor,
  type exchangeRotateKey,
  RESPONSE_KEYS_MAX,
  type ResponseKey,
  type Result,
} from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import { importSigningKey } from '@simpul/http-signatures';
import type { Logger } from '@simpul/telemetry';
import {
  makeResponseKey,
  readResponseKeys,
  responseKeyId,
  type StoredResponseKeys,
  writeResponseKeys,
} from './response-key-file.ts';
import type { Rotation, Rotations } from './rotations.ts';
import type { SignatureThread } from './signature-thread.ts';
import type { ResponseKey as SigningResponseKey } from './seal-answer.ts';

/** Milliseconds that a key is published before it signs, so that who meets its first signature finds it. */
const PUBLISHED_MS = 6000;
/** Milliseconds for which a key stays published that signs no more: a response has no age, but receipts name the key. */
const KEPT_MS = 400 * 86_400_000;
/** Milliseconds between two tellings of the keys, and after which a step that failed is tried again. */
const TELL_MS = 10_000;

/** The keys with which this node signs responses, and how they change without a pause. */
export interface ResponseKeys {
  /** Makes the first key where there is none; tells identity, and goes on with a change that an earlier process began. */
  start(): Promise<void>;
  stop(): void;
  /** The key that signs now. */
  current(): SigningResponseKey;
  /** Begins a change of all nodes' keys, which ends by itself. @returns what becomes of this node's. @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_CHANGING`, `SIMPUL_RECORD_UNAVAILABLE` */
  rotate(actor: Actor): Promise<Result<typeof exchangeRotateKey>>;
}

export interface ResponseKeysOptions {
  /** Folder of the bus's own private keys. */
  readonly folder: string;
  /** Writes the leaf of a new key before it is used. @returns the leaf's id */
  readonly record: (kid: string, actor: Pick<Actor, 'kind' | 'id'> | undefined) => Promise<string>;
  /** Tells identity which keys are published now. */
  readonly publish: (keys: readonly ResponseKey[]) => Promise<void>;
  /** Where nodes tell each other of a change that was asked for. */
  readonly rotations: Rotations;
  /** What signs. */
  readonly threads: Pick<SignatureThread, 'signer'>;
  readonly logger: Logger;
}

/** A key of its own for responses: what signs them can sign no token, and the gateway, which holds no key, can sign nothing. */
export function createResponseKeys({
  folder,
  record,
  publish,
  rotations,
  threads,
  logger,
}: ResponseKeysOptions): ResponseKeys {
  let stored: StoredResponseKeys | undefined;
  let signing: SigningResponseKey | undefined;
  let switchesAt = Number.POSITIVE_INFINITY;
  let rotating = false;
  let timer: NodeJS.Timeout | undefined;

  function keep(keys: StoredResponseKeys): void {
    writeResponseKeys(folder, keys);
    use(keys);
  }

  function use(keys: StoredResponseKeys): void {
    stored = keys;
    const { kty, crv, x } = keys.current;
    // Imported here once, so that halves which do not belong together are noticed at the start.
    const { keyid } = importSigningKey({ ...keys.current });
    signing = { ...threads.signer(keyid, keys.current), jwk: { kty, crv, x } };
  }

  function known(): StoredResponseKeys {
    if (stored === undefined) throw new SimpulError(KEY.CHANGING, { retryAfter: 1 });
    return stored;
  }

  function published(): ResponseKey[] {
    const { current, next, former } = known();
    const alive = former.filter(({ until }) => until > Date.now());
    return [current, ...(next === undefined ? [] : [next]), ...alive].map(({ x }) => publicKey(x));
  }

  /** Puts another key in place of the present one, once it was published for a while. */
  async function change({ at, by }: Omit<Rotation, 'id'>): Promise<Result<typeof exchangeRotateKey>> {
    const before = known();
    if (before.next !== undefined || rotating) throw new SimpulError(KEY.CHANGING, { retryAfter: PUBLISHED_MS / 1000 });
    rotating = true;
    try {
      const next = makeResponseKey();
      const kid = responseKeyId(next.x);
      const leaf = await record(kid, by);
      keep({ ...before, next, followed: at });
      await publishNext();
      const signsFrom = switchesAt;
      return { kid, signsFrom, old: responseKeyId(before.current.x), oldUntil: signsFrom + KEPT_MS, record: leaf };
    } finally {
      rotating = false;
    }
  }

  /** Does what another node was asked for. */
  async function follow(): Promise<void> {
    const last = await rotations.last();
    if (last === undefined || last.at <= (known().followed ?? 0) || known().next !== undefined || rotating) return;
    await change(last);
  }

  /** Does what is due. */
  async function step(): Promise<void> {
    await follow();
    await publishNext();
  }

  async function publishNext(): Promise<void> {
    const { current, next, former } = known();
    if (next !== undefined && Date.now() >= switchesAt) {
      switchesAt = Number.POSITIVE_INFINITY;
      const ended = [{ x: current.x, until: Date.now() + KEPT_MS }, ...former];
      keep({ ...known(), current: next, next: undefined, former: ended.slice(0, RESPONSE_KEYS_MAX - 2) });
    }
    await publish(published());
    // A key signs only after it was published for a while, by this process or by the one before.
    if (next !== undefined && known().next !== undefined && switchesAt === Number.POSITIVE_INFINITY)
      switchesAt = Date.now() + PUBLISHED_MS;
  }

  async function tryStep(): Promise<void> {
    try {
      await step();
    } catch (err) {
      logger.warn({ err }, 'the keys that sign responses could not be published');
    }
  }

  function wait(): void {
    const ms = Math.min(TELL_MS, Math.max(0, switchesAt - Date.now()));
    clearTimeout(timer);
    timer = setTimeout(() => void tryStep().finally(wait), ms).unref();
  }

  return {
    async start() {
      const found = readResponseKeys(folder);
      if (found === undefined) {
        const current = makeResponseKey();
        await record(responseKeyId(current.x), undefined);
        keep({ current, former: [], followed: (await rotations.last())?.at });
      } else use(found);
      // Identity may be away: who meets a signature of a key that was published before finds it.
      await tryStep();
      wait();
    },
    stop: () => clearTimeout(timer),
    current() {
      if (signing === undefined) throw new SimpulError(KEY.CHANGING, { retryAfter: 1 });
      return signing;
    },
    async rotate(actor) {
      requireDuty('bus-key:rotate', {}, actor);
      const last = await rotations.last();
      const at = Math.max(Date.now(), (last?.at ?? 0) + 1);
      const by = { kind: actor.kind, id: actor.id };
      const changed = await change({ at, by });
      wait();
      await rotations.ask({ at, by });
      return changed;
    },
  };
}

function publicKey(x: string): ResponseKey {
  return { kty: 'OKP', crv: 'Ed25519', x, kid: responseKeyId(x), alg: 'EdDSA', use: 'sig' };
}
