import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkContentDigest, contentDigest } from '../../src/digest/content-digest.ts';
import { HASH_INLINE_MAX } from '../../src/limits.ts';

describe('a content digest', () => {
  it('is that of RFC 9530 appendix B.1', async () => {
    expect(await contentDigest(Buffer.from('{"hello": "world"}\n'))).toBe(
      'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
    );
  });

  it('holds with SHA-512, as in RFC 9421 appendix B.2', async () => {
    const value = 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';
    await expect(checkContentDigest(value, Buffer.from('{"hello": "world"}'))).resolves.toBeUndefined();
    await expect(checkContentDigest(value, Buffer.from('{"hello": "World"}'))).rejects.toThrow('digest-wrong: sha-512');
  });

  it('holds with both, in any order, with any blanks between them', async () => {
    const body = Buffer.from('x');
    const [short, long] = [hash('sha256', body, 'base64'), hash('sha512', body, 'base64')];
    await expect(checkContentDigest(`sha-512=:${long}:,sha-256=:${short}:`, body)).resolves.toBeUndefined();
  });

  it('is the same for a body that is hashed elsewhere because it is long', async () => {
    const body = Buffer.alloc(HASH_INLINE_MAX + 1, 'long');
    const value = `sha-256=:${hash('sha256', body, 'base64')}:`;
    expect(await contentDigest(body)).toBe(value);
    await expect(checkContentDigest(value, body.subarray(1))).rejects.toThrow('digest-wrong');
  });
});
