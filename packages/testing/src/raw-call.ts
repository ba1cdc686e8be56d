import type { Readable } from 'node:stream';
import { Client } from 'undici';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RawCallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream goes out in chunks. */
  readonly body?: string | Uint8Array | Readable;
}

/** One HTTP call whose target goes out byte for byte. */
export async function rawCall(origin: string, target: string, options: RawCallOptions = {}): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body } = options;
  const client = new Client(origin);
  try {
    const response = await client.request({
      path: target,
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
  } finally {
    await client.close();
  }
}
