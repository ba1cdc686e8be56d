import { openOnLoopback } from '@simpul/testing';
import { createServer, type ServerResponse } from 'node:http';
import { request } from 'undici';

/** One bit to flip in what a log serves. */
export interface Flip {
  /** Matches the path below the log. */
  readonly path: RegExp;
  /** Which byte of the body. */
  readonly at: (body: Buffer) => number;
}

/** Stands before a log as a server that cannot be trusted. */
export interface FlippingProxy {
  readonly url: string;
  /** From here on flips one bit in each file that matches, none where there is none to flip; forgets what it flipped. */
  flip(flip: Flip | undefined): void;
  /** Paths of files in which it flipped a bit. */
  readonly flipped: ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Starts a proxy for the log at `log`, which passes everything on as it is until it is told otherwise. */
export async function startFlippingProxy(log: string): Promise<FlippingProxy> {
  let flip: Flip | undefined;
  const flipped = new Set<string>();
  const pass = async (path: string, answer: ServerResponse): Promise<void> => {
    const { statusCode, body } = await request(`${log}${path}`);
    const bytes = Buffer.from(await body.arrayBuffer());
    if (statusCode === 200 && flip?.path.test(path) === true) {
      flipBit(bytes, flip.at(bytes));
      flipped.add(path);
    }
    answer.writeHead(statusCode).end(bytes);
  };
  const server = createServer((asked, answer) => {
    pass(asked.url ?? '/', answer).catch((error: unknown) => answer.destroy(error as Error));
  });
  return {
    ...(await openOnLoopback(server)),
    flipped,
    flip(next) {
      flip = next;
      flipped.clear();
    },
  };
}

/** Flips the lowest bit of one byte. */
export function flipBit(bytes: Buffer, at: number): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
}

const middle = (bytes: Buffer): number => Math.floor(bytes.length / 2);

/** A bit in each kind of file that a log of more than one full tile, and not of full tiles alone, has. */
export const FLIPS: readonly (readonly [string, Flip])[] = [
  ["the checkpoint's root", { path: /^\/checkpoint$/, at: (note) => note.indexOf('\n\n') - 4 }],
  [
    "the checkpoint's Ed25519 signature",
    { path: /^\/checkpoint$/, at: (note) => note.indexOf('\n', signatures(note)) - 20 },
  ],
  ['a full tile of leaf hashes', { path: /^\/tile\/0\/000$/, at: middle }],
  ['a partial tile of leaf hashes', { path: /^\/tile\/0\/[^.]+\.p\//, at: middle }],
  ['a tile of level 1', { path: /^\/tile\/1\//, at: middle }],
  ['a full bundle of entries', { path: /^\/tile\/entries\/000$/, at: middle }],
  ['a partial bundle of entries', { path: /^\/tile\/entries\/[^.]+\.p\//, at: middle }],
];

function signatures(note: Buffer): number {
  return note.lastIndexOf('\n\n') + 2;
}
