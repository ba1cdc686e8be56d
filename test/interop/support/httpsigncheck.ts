import { toolPath } from '@simpul/testing';
import { type KeyObject, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RequestMessage, ResponseMessage } from '@simpul/http-signatures';
import { writeRequestFile, writeResponseFile } from './raw-message.ts';
import { runProgram, runToSuccess } from './run-program.ts';

const SOURCE = resolve(import.meta.dirname, '../go/httpsigncheck');
const REQUEST_TAG = 'simpul-request';
const RESPONSE_TAG = 'simpul-response';
/** Label of our own signatures. */
const OURS = 'simpul';

/** Signs and verifies with the Go library of others; see `go/httpsigncheck/main.go`. */
export interface Httpsigncheck {
  /** @returns the header lines to add */
  sign(message: RequestMessage, key: KeyObject, keyid: string): Promise<Readonly<Record<string, string>>>;
  /** Whether a request holds, or the response to it. */
  verify(key: KeyObject, request: RequestMessage, response?: ResponseMessage): Promise<boolean>;
}

/** Builds the Go program into a folder, which also takes its messages. */
export async function buildHttpsigncheck(folder: string): Promise<Httpsigncheck> {
  const program = join(folder, 'httpsigncheck');
  await runToSuccess(toolPath('go'), ['build', '-o', program, '.'], { cwd: SOURCE, env: { GOTOOLCHAIN: 'auto' } });
  const put = (name: string, text: string): string => {
    const file = join(folder, `${randomUUID()}-${name}`);
    writeFileSync(file, text);
    return file;
  };
  const path = (name: string): string => join(folder, `${randomUUID()}-${name}`);
  return {
    async sign(message, key, keyid) {
      const pem = put('private.pem', key.export({ type: 'pkcs8', format: 'pem' }).toString());
      const present = new Set(message.headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
      const covered = ['authorization', 'dpop', 'x-road-client', 'x-road-id', 'x-simpul-purpose', 'content-type'];
      const digest = message.body === undefined ? [] : ['content-digest'];
      const fields = ['@method', '@target-uri', ...covered.filter((name) => present.has(name)), ...digest];
      const what = ['-key', pem, '-keyid', keyid, '-nonce', randomUUID(), '-tag', REQUEST_TAG];
      const file = writeRequestFile(path('request.http'), message);
      const printed = await runToSuccess(program, ['sign', ...what, '-fields', fields.join(' '), file]);
      return JSON.parse(printed) as Record<string, string>;
    },
    async verify(key, request, response) {
      const pem = put('public.pem', key.export({ type: 'spki', format: 'pem' }).toString());
      const files = [writeRequestFile(path('request.http'), request)];
      if (response !== undefined) files.push(writeResponseFile(path('response.http'), response));
      const tag = response === undefined ? REQUEST_TAG : RESPONSE_TAG;
      const { code } = await runProgram(program, ['verify', '-key', pem, '-label', OURS, '-tag', tag, ...files]);
      return code === 0;
    },
  };
}
