import { toBase64 } from '../encoding/base64.ts';
import { TlogError } from '../tlog-error.ts';
import type { VerifierKey } from './verifier-key.ts';

/** Quorum that needs no witness; no witness or group has this name. */
export const NO_QUORUM = 'none';
// C2SP tlog-policy, character set: what separates tokens is space and tab, other control characters are not allowed.
const TOKEN = /^[\x21-\x7e\u{80}-\u{10ffff}]+$/u;

/** A log whose checkpoints are accepted. */
export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url?: string;
}

/** A witness; its name is only known in the policy, and may differ from its key's name. */
export interface PolicyWitness {
  readonly name: string;
  readonly key: VerifierKey;
  /** Submission prefix of C2SP tlog-witness, as it is written in the file. */
  readonly url?: string;
}

/** A group is a witness where `threshold` of its members are. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  /** Names of witnesses and of groups before this one; no name is in two groups. */
  readonly members: readonly string[];
}

/** When a checkpoint is accepted (C2SP tlog-policy). */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of a witness or group, or `none`. */
  readonly quorum: string;
}

/** Collects the definitions of a policy and refuses what does not fit the ones before. */
export class PolicyDefinitions {
  readonly #logs: PolicyLog[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #groups: PolicyGroup[] = [];
  readonly #logKeys = new Set<string>();
  readonly #witnessKeys = new Set<string>();
  readonly #names = new Set([NO_QUORUM]);
  readonly #members = new Set<string>();
  #quorum: string | undefined;

  /** @throws TlogError `policy` for a cosigner's key or one that another log has */
  addLog(log: PolicyLog): void {
    if (log.key.algorithm === 'cosignature-ed25519') throw new TlogError('policy', 'a log cannot sign with this key');
    assertUrl(log.url);
    addOnce(this.#logKeys, toBase64(log.key.publicKey), 'two logs with one key');
    this.#logs.push(log);
  }

  /** @throws TlogError `policy` for a log's key, one that another witness has, or a name that is taken */
  addWitness(witness: PolicyWitness): void {
    if (witness.key.algorithm === 'ed25519') throw new TlogError('policy', 'a witness cannot sign with this key');
    assertUrl(witness.url);
    addOnce(this.#witnessKeys, toBase64(witness.key.publicKey), 'two witnesses with one key');
    this.#define(witness.name);
    this.#witnesses.push(witness);
  }

  /** @throws TlogError `policy` for a name that is taken, members that are not defined or used twice, or a bad threshold */
  addGroup(group: PolicyGroup): void {
    const { name, threshold, members } = group;
    for (const member of members) {
      this.#assertDefined(member);
      addOnce(this.#members, member, 'a member that is listed before');
    }
    if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > members.length)
      throw new TlogError('policy', 'a threshold must be from 1 to the number of members');
    this.#define(name);
    this.#groups.push(group);
  }

  /** @throws TlogError `policy` for a name that is not defined, or a second quorum */
  setQuorum(name: string): void {
    if (this.#quorum !== undefined) throw new TlogError('policy', 'two quorum lines');
    if (name !== NO_QUORUM) this.#assertDefined(name);
    this.#quorum = name;
  }

  /** @throws TlogError `policy` without a quorum */
  finish(): Policy {
    if (this.#quorum === undefined) throw new TlogError('policy', 'no quorum line');
    return { logs: this.#logs, witnesses: this.#witnesses, groups: this.#groups, quorum: this.#quorum };
  }

  #define(name: string): void {
    if (!TOKEN.test(name) || !name.isWellFormed()) throw new TlogError('policy', 'a name that a line cannot carry');
    addOnce(this.#names, name, 'a name that is taken');
  }

  #assertDefined(name: string): void {
    if (name === NO_QUORUM || !this.#names.has(name))
      throw new TlogError('policy', 'a name that is not defined before');
  }
}

function assertUrl(url: string | undefined): void {
  if (url !== undefined && !(TOKEN.test(url) && url.isWellFormed()))
    throw new TlogError('policy', 'an address that a line cannot carry');
}

function addOnce(set: Set<string>, value: string, otherwise: string): void {
  if (set.has(value)) throw new TlogError('policy', otherwise);
  set.add(value);
}
