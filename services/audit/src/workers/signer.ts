import { AUDIT, isSimpulError, SimpulError, STORE } from '@simpul/errors';
import { LEAF_PREFIX, type LogStore, splitFrames } from '@simpul/store';
import { type CheckpointSigner, formatVerifierKey, parseCheckpointBody, parseNote, signCheckpoint } from '@simpul/tlog';
import { CHECKPOINT_MAX_LEAVES } from '../config.ts';
import { TileTree } from '../domain/tile-tree.ts';
import type { Publication } from './sequencer.ts';
import { loadSigners, refuseOtherKeys } from './signer-keys.ts';
import { isSameState, type Signed, SignerMemory } from './signer-memory.ts';

/** Batches that are read back at once. */
const BATCHES_PER_READ = 16;
const HASH_BYTES = 32;
const MS_PER_S = 1000;
const UNUSABLE = 'the log cannot be read back or its checkpoint not be kept';

export interface SignerOptions {
  /** A connection of its own, which only reads. */
  readonly store: LogStore;
  readonly keysDir: string;
  readonly now: () => number;
  /** The log is in a store that several processes share, which may go away for a while: then it is opened again. */
  readonly isShared?: boolean;
  /** Keys that the log has already: a signer with others refuses. */
  readonly verifierKeys?: readonly string[] | undefined;
  /** Told when a checkpoint could not be kept: storage that failed is not to be used on. */
  readonly onFailure?: (error: unknown) => void;
}

/** What the signer hands out, and whether its note is the one that is published: then only the tiles are news. */
export type SignedPublication = Publication & { readonly isPublished: boolean };

/**
 * Signs checkpoints of what is stored: it reads the bytes back, hashes them anew by its own code, and signs nothing that
 * does not extend everything it signed before. Once it has refused it refuses for good.
 */
export class Signer {
  readonly #options: SignerOptions;
  readonly #origin: string;
  readonly #memory: SignerMemory;
  readonly #signers: readonly CheckpointSigner[];
  readonly #tree: TileTree;
  /** Root of the tree, since each batch names the one before it. */
  #root: Uint8Array;
  #signed: Signed | undefined;
  #refusal: SimpulError | undefined;

  private constructor(options: SignerOptions, origin: string, tree: TileTree) {
    this.#options = options;
    this.#origin = origin;
    this.#tree = tree;
    this.#root = tree.root();
    this.#memory = new SignerMemory(options.keysDir);
    this.#signed = this.#memory.read();
    const mayCreate = this.#signed === undefined && (options.verifierKeys ?? []).length === 0;
    this.#signers = loadSigners({ folder: options.keysDir, origin, mayCreate });
  }

  /** @throws SimpulError `AUDIT.HALTED` if what is stored is not what was signed, `STORE.FAILED` */
  static async open(options: SignerOptions): Promise<Signer> {
    const { store, keysDir, verifierKeys = [] } = options;
    const origin = (await store.identity())?.origin;
    if (origin === undefined) throw refusal('the log has no identity');
    if (verifierKeys.length > 0) refuseOtherKeys(verifierKeys, { folder: keysDir, origin });
    const signed = new SignerMemory(keysDir).read();
    const published = await store.checkpoint();
    const size = (await store.tail())?.size ?? 0;
    if (signed !== undefined && signed.origin !== origin) throw refusal('another log was signed with these keys');
    if (published !== undefined && published.size > (signed?.size ?? -1)) {
      throw refusal(`a checkpoint of ${published.size} leaves is published that the signer does not remember`);
    }
    if (signed !== undefined && size < signed.size) {
      throw refusal(`the log has ${size} leaves, but ${signed.size} were signed`);
    }
    return new Signer(options, origin, await loadTree(store));
  }

  /** Keys that verify the log's checkpoints, Ed25519 first. */
  get verifierKeys(): string[] {
    return this.#signers.map(({ key }) => formatVerifierKey(key));
  }

  /**
   * Signs what is new. @returns what to publish, undefined if there is nothing new. What was signed comes again until it is
   *   published, with further signature lines or without
   * @throws SimpulError `AUDIT.HALTED`: it refuses to sign, now and from here on; `STORE.FAILED` only where the log is shared
   */
  async sign(): Promise<SignedPublication | undefined> {
    if (this.#refusal !== undefined) throw this.#refusal;
    try {
      return await this.#next();
    } catch (error) {
      if (this.#options.isShared === true && isSimpulError(error, STORE.FAILED)) throw error;
      this.#refusal = isSimpulError(error, AUDIT.HALTED) ? error : refusal(UNUSABLE, error);
      throw this.#refusal;
    }
  }

  async #next(): Promise<SignedPublication | undefined> {
    const { store } = this.#options;
    const tail = await store.tail();
    const size = tail?.size ?? 0;
    const signed = this.#signed;
    if (size < (signed?.size ?? 0)) throw refusal(`the log has ${size} leaves, but ${signed?.size} were signed`);
    const isBehind = signed !== undefined && this.#tree.size < signed.size;
    await this.#readBack(isBehind ? signed.size : size);
    if (signed !== undefined && this.#tree.size < signed.size) return this.#republishTiles();
    const state = { size: this.#tree.size, root: this.#root };
    if (signed !== undefined && state.size === signed.size) {
      if (!isSameState(state, signed)) throw refusal(`the log of ${state.size} leaves is not the one that was signed`);
      const published = await store.checkpoint();
      const isPublished = published !== undefined && parseNote(published.note).text === parseNote(signed.note).text;
      if (isPublished && !isBehind) return undefined;
      const { note } = isPublished ? published : signed;
      return { size: signed.size, note, tiles: this.#tree.takeTiles(), isPublished };
    }
    const timestamp = Math.floor(this.#options.now() / MS_PER_S);
    const checkpoint = { origin: this.#origin, ...state, extensions: [] };
    const note = await signCheckpoint(checkpoint, this.#signers, { timestamp });
    this.#remember(note);
    this.#signed = { origin: this.#origin, ...state, note };
    return { size: state.size, note, tiles: this.#tree.takeTiles(), isPublished: false };
  }

  #remember(note: string): void {
    try {
      this.#memory.write(note);
    } catch (cause) {
      const { code = 'no code' } = cause as NodeJS.ErrnoException;
      const reason = `what was signed cannot be kept (${code})`;
      const failure = new SimpulError(STORE.FAILED, { params: { reason }, cause });
      this.#options.onFailure?.(failure);
      throw refusal(UNUSABLE, failure);
    }
  }

  /** While lost tiles are made again, they go out under the checkpoint that stands. */
  async #republishTiles(): Promise<SignedPublication | undefined> {
    const published = await this.#options.store.checkpoint();
    return published === undefined ? undefined : { ...published, tiles: this.#tree.takeTiles(), isPublished: true };
  }

  /** Takes stored batches into the tree, up to `size` or as many as one checkpoint covers, and checks each one's root. */
  async #readBack(size: number): Promise<void> {
    const tree = this.#tree;
    const start = tree.size;
    while (tree.size < size && tree.size - start < CHECKPOINT_MAX_LEAVES) {
      const batches = await this.#options.store.batches(tree.size, BATCHES_PER_READ);
      if (batches.length === 0) throw refusal(`batches are missing from leaf ${tree.size}`);
      for (const { first, bundle, root, prevRoot, ids } of batches) {
        if (tree.size >= size) return;
        if (first !== tree.size) throw refusal(`the batch at leaf ${tree.size} is missing or cut`);
        const before = this.#root;
        const leaves = splitLeaves(bundle, first);
        for (const leaf of leaves) tree.append(leaf);
        this.#root = tree.root();
        const isSound =
          leaves.length === ids.length &&
          (first === 0 || Buffer.compare(before, prevRoot) === 0) &&
          isSameState({ size: tree.size, root: this.#root }, { size: first + ids.length, root });
        if (!isSound) throw refusal(`the stored batch at leaf ${first} does not have the root that it claims`);
      }
    }
    if (tree.size > size && size === this.#signed?.size) throw refusal(`a batch runs across the signed size ${size}`);
  }
}

/** The tree of the published checkpoint; an empty one, from which all is read again, where tiles are missing or wrong. */
async function loadTree(store: LogStore): Promise<TileTree> {
  const published = await store.checkpoint();
  if (published === undefined) return new TileTree();
  const tree = await TileTree.load(published.size, async (level, n, width) => {
    const tile = await store.tile(level, n);
    return tile === undefined || tile.length < width * HASH_BYTES ? undefined : tile;
  });
  const { root } = parseCheckpointBody(parseNote(published.note).text);
  return tree !== undefined && isSameState({ size: tree.size, root: tree.root() }, { size: published.size, root })
    ? tree
    : new TileTree();
}

function splitLeaves(bundle: Uint8Array, first: number): Uint8Array[] {
  try {
    return splitFrames(bundle, LEAF_PREFIX);
  } catch (cause) {
    throw refusal(`the stored batch at leaf ${first} cannot be split`, cause);
  }
}

function refusal(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(AUDIT.HALTED, { params: { reason }, cause });
}
