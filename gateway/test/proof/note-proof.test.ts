import { expect, it } from '@jest/globals';
import type { BusClient } from '@simpul/bus';
import type { identityNoteProof, Params } from '@simpul/contracts';
import { createNoteProof } from '../../src/proof/note-proof.ts';

it('a proof is noted once, under a digest, for as long as it could be used', async () => {
  const calls: Params<typeof identityNoteProof>[] = [];
  const client = {
    call: async (_: unknown, params: Params<typeof identityNoteProof>) => {
      const isNew = calls.every(({ id }) => id !== params.id);
      calls.push(params);
      return { isNew };
    },
  } as unknown as BusClient;
  const note = createNoteProof(client, () => 1_000_000);
  await expect(note({ jkt: 'key', jti: 'a\ud800' })).resolves.toBe(true);
  await expect(note({ jkt: 'key', jti: 'a\ud800' })).resolves.toBe(false);
  await expect(note({ jkt: 'other', jti: 'a\ud800' })).resolves.toBe(true);
  expect(calls[0]).toEqual({ id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), expiresAt: 1070 });
});
