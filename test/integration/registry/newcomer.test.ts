import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@simpul/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runProgram } from '../../interop/support/run-program.ts';
import { type SandboxBus, startSandboxBus } from '../sandbox/sandbox-bus.ts';

const SCRIPT = resolve(import.meta.dirname, '../../newcomer.sh');
const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');
/** Written anew with SIMPUL_UPDATE_TRANSCRIPT=1. */
const TRANSCRIPT = resolve(import.meta.dirname, 'newcomer.txt');
const MAX_MS = 280_000;

/** What is another each time: ids, keys, places, times. */
function normalised(transcript: string, bus: SandboxBus): string {
  return transcript
    .replaceAll(bus.data, '<data>')
    .replaceAll(bus.url, '<bus>')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, '<digest>')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<time>')
    .replaceAll(/(until )\d{4}-\d{2}-\d{2}/g, '$1<day>')
    .replaceAll(/ID-LA-\d{4}h[12]-[0-9a-f]+ entry \d+/g, '<log entry>');
}

describe('a newcomer', () => {
  let bus: SandboxBus;

  beforeAll(async () => {
    bus = await startSandboxBus();
  });
  afterAll(() => bus.stop());

  it(
    'gets from a running sandbox to an approved exchange by the page alone, and is told what to do at each wrong step',
    async () => {
      const env = {
        SIMPUL: `${process.execPath} ${COMMAND}`,
        SIMPUL_DATA: bus.data,
        NEWCOMER_PORT: String(await freePort()),
      };
      const { stdout, stderr } = await runProgram('bash', [SCRIPT], { env, maxMs: MAX_MS });
      expect(stderr).toBe('');
      const transcript = normalised(stdout, bus);
      if (process.env['SIMPUL_UPDATE_TRANSCRIPT'] === '1') writeFileSync(TRANSCRIPT, transcript);
      expect(transcript).toBe(readFileSync(TRANSCRIPT, 'utf8'));
      // Whatever the transcript says: the exchange was made, and by the newcomer's own system.
      expect(transcript).toContain('{"loket":3,"nomor":"A-018","menunggu":11}');
    },
    MAX_MS,
  );
});
