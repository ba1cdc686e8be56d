import { describe, expect, it } from '@jest/globals';
import { PART } from '@simpul/contracts';
import { ID_PART } from '../../src/credentials/client-id.ts';

describe('the part of an id that commands know', () => {
  it("is the contracts'", () => expect(ID_PART).toBe(PART));
});
