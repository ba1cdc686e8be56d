import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { openOnLoopback } from '@simpul/testing';
import {
  addSignatures,
  type Checkpoint,
  type CheckpointSigner,
  cosign,
  formatSignatures,
  formatVerifierKey,
  type NoteAlgorithm,
  parseAddCheckpoint,
  parseCheckpointBody,
  parseNote,
  TlogError,
  verifyConsistency,
} from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { newSigner } from './note-signer.ts';

export interface StubAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the stub does with a request: undefined leaves it without answer. */
export type StubBehaviour = (request: {
  readonly path: string;
  readonly body: string;
}) => Promise<StubAnswer | undefined>;

export interface StubWitness {
  readonly name: string;
  readonly url: string;
  readonly vkey: string;
  /** Its line in a policy. */
  readonly line: string;
  readonly signer: CheckpointSigner;
  /** Bodies of `add-checkpoint` so far. */
  readonly asked: string[];
  /** Size that it cosigned last. */
  size(): number;
  /** What an honest witness does; it is the stub's behaviour at first. */
  readonly honest: StubBehaviour;
  behave(behaviour: StubBehaviour): void;
  stop(): Promise<void>;
}

/** A stand-in of a witness for one log, which does as it is told. It checks proofs, and believes every log key. */
export async function startStubWitness(
  name: string,
  algorithm: NoteAlgorithm = 'cosignature-ed25519',
): Promise<StubWitness> {
  const signer = newSigner(`stub.example/${name}`, algorithm);
  const asked: string[] = [];
  let last: (Checkpoint & { readonly note: string }) | undefined;
  let behaviour: StubBehaviour = honest;

  async function honest({ path, body }: { readonly path: string; readonly body: string }): Promise<StubAnswer> {
    if (!path.endsWith('/add-checkpoint')) {
      const hash = last === undefined ? '' : createHash('sha256').update(last.origin).digest('hex');
      return last !== undefined && path === `/w/${hash}/checkpoint`
        ? { status: 200, body: last.note }
        : { status: 404 };
    }
    const { oldSize, proof, note } = parseAddCheckpoint(body);
    const checkpoint = parseCheckpointBody(parseNote(note).text);
    if (oldSize !== (last?.size ?? 0)) return { status: 409, body: `${last?.size ?? 0}\n` };
    if (oldSize > 0 && last !== undefined) {
      const claim = { size1: oldSize, root1: last.root, size2: checkpoint.size, root2: checkpoint.root };
      try {
        verifyConsistency(sha256, claim, proof);
      } catch (error) {
        if (error instanceof TlogError) return { status: 422 };
        throw error;
      }
    }
    const line = await cosign(note, signer, { timestamp: 1_764_000_000 });
    last = { ...checkpoint, note: addSignatures(note, [line]) };
    return { status: 200, body: formatSignatures([line]) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = await text(request);
    if (path.endsWith('/add-checkpoint')) asked.push(body);
    const made = await behaviour({ path, body });
    if (made !== undefined) response.writeHead(made.status, made.headers).end(made.body);
  }

  const door = await openOnLoopback(createServer((request, response) => void answer(request, response)));
  const vkey = formatVerifierKey(signer.key);
  const url = `${door.url}/w`;
  return {
    name,
    url,
    vkey,
    line: `witness ${name} ${vkey} ${url}\n`,
    signer,
    asked,
    size: () => last?.size ?? 0,
    honest,
    behave: (next) => (behaviour = next),
    stop: () => door.stop(),
  };
}

/** Never answers. */
export const silent: StubBehaviour = async () => undefined;

/** Answers the same to every request. */
export function always(made: StubAnswer): StubBehaviour {
  return async () => made;
}
