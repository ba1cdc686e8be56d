import { createM2mClient, type LaunchedSimpul } from '@simpul/testing';
import { join } from 'node:path';
import { request } from 'undici';

/** Reads pages of lists as the operator of a sandbox. */
export interface ListReader {
  /** Headers for one request of a path, made outside the measured time. */
  prepare(path: string): Promise<Readonly<Record<string, string>>>;
  /** @returns the answer's text @throws Error where the answer is not 200 */
  read(path: string, headers: Readonly<Record<string, string>>): Promise<string>;
}

export async function createListReader({ url, data }: LaunchedSimpul): Promise<ListReader> {
  const keyFile = join(data, 'credentials', 'operator.jwk');
  const client = await createM2mClient({ url, clientId: 'sandbox-operator', keyFile });
  const token = await client.token(`${url}/api`);
  return {
    prepare: (path) => client.proofHeaders(token, 'GET', url + path),
    async read(path, headers) {
      const { statusCode, body } = await request(url + path, { headers });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path} is answered with ${statusCode}: ${text}`);
      return text;
    },
  };
}
