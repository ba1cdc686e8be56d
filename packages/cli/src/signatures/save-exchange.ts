import { CONFIG, SimpulError } from '@simpul/errors';
import type { Jwk, RequestMessage } from '@simpul/http-signatures';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { HttpAnswer } from '../api/http-client.ts';
import type { Terminal } from '../terminal.ts';
import { responseMessage } from './response-message.ts';
import { writeRequest, writeResponse } from './write-message.ts';

/** For nobody else: an exchange may hold personal data, and its token until that ends. */
const PRIVATE = { folder: 0o700, file: 0o600 };

/** A folder for the messages of one exchange, so that it can be proven later what was asked and answered. */
export interface SavedExchange {
  /** Stores the request as it was signed, and its answer. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
  messages(request: RequestMessage, answer: HttpAnswer): Promise<void>;
  /** Stores the key by which the answer holds. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
  key(jwk: Jwk): Promise<void>;
}

/** Makes the folder, or finds it. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function openSavedExchange(given: string, terminal: Terminal): Promise<SavedExchange> {
  const folder = resolve(terminal.cwd, given);
  await orRefuse(given, () => mkdir(folder, { recursive: true, mode: PRIVATE.folder }));
  const store = (name: string, content: string | Uint8Array): Promise<unknown> =>
    orRefuse(join(given, name), () => writeFile(join(folder, name), content, { mode: PRIVATE.file }));
  return {
    async messages(request, answer) {
      await store('request.http', writeRequest(request));
      await store('response.http', writeResponse(responseMessage(answer)));
    },
    async key(jwk) {
      await store('bus.jwk', `${JSON.stringify(jwk)}\n`);
    },
  };
}

async function orRefuse(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const reason = `cannot be written (${(cause as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name, reason }, cause });
  }
}
