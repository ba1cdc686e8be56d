import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeText, formatNote, type NoteSignature, parseNote, parseVerifierKey } from '../../src/index.ts';
import { bytes, hex, sha256 } from '../sha256.ts';
import { verifyWithNode } from '../signers.ts';

// C2SP signed-note, example.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SIGNATURE =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const NOTE = `This is an example message.\n\n${SIGNATURE}`;

describe('notes', () => {
  it('of the specification parse, verify and write back', async () => {
    const note = parseNote(NOTE);
    const key = parseVerifierKey(sha256, VKEY);
    const [line] = note.signatures;
    expect(line).toMatchObject({ name: key.name, keyId: key.keyId });
    const check = {
      algorithm: 'ed25519',
      publicKey: key.publicKey,
      message: encodeText(note.text),
      signature: line?.signature ?? new Uint8Array(),
    } as const;
    expect(await verifyWithNode(check)).toBe(true);
    expect(await verifyWithNode({ ...check, message: bytes('This is an example message!\n') })).toBe(false);
    expect(formatNote(note)).toBe(NOTE);
    expect(parseNote(bytes(NOTE)).text).toBe(note.text);
  });

  it('write what they read, and read what they write', () => {
    const signature = fc.record({
      name: fc.stringMatching(/^[a-z0-9./-]{1,20}$/),
      keyId: fc.stringMatching(/^[0-9a-f]{8}$/),
      signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    });
    const unit = fc.constantFrom('a', '\n', '— ', ' ', 'é', '😀', '\u2028');
    const note = fc.record({
      text: fc.string({ unit, maxLength: 40 }).map((text) => `${text}\n`),
      signatures: fc.array(signature, { minLength: 1, maxLength: 20 }),
    });
    fc.assert(
      fc.property(note, (value) => {
        const read = parseNote(formatNote(value));
        expect(read.text).toBe(value.text);
        const plain = ({ name, keyId, signature: sig }: NoteSignature) => [name, keyId, hex(sig)];
        expect(read.signatures.map(plain)).toEqual(value.signatures.map(plain));
      }),
    );
  });

  it('split at the last empty line', () => {
    expect(parseNote(`a\n\nb\n\n\n${SIGNATURE}`).text).toBe('a\n\nb\n\n');
  });

  it.each([
    ['no signature', 'text\n\n'],
    ['no empty line', `text\n${SIGNATURE}`],
    ['a text that is the empty line only', `\n${SIGNATURE}`],
    ['a signature line cut off', NOTE.slice(0, -1)],
    ['a line that is no signature', `${NOTE}unexpected\n`],
    ['an empty line after the signatures', `${NOTE}\n`],
    ['a hyphen for the em dash', NOTE.replace('—', '-')],
    ['a name with a space', NOTE.replace('example.com/foo', 'example com')],
    ['a name with a no-break space', NOTE.replace('example.com/foo', 'example\u00a0com')],
    ['a name with a plus', NOTE.replace('example.com/foo', 'example+com')],
    ['no name', NOTE.replace('example.com/foo ', '')],
    ['two spaces', NOTE.replace('foo ', 'foo  ')],
    ['a space at the end of a line', NOTE.replace('QM=\n', 'QM= \n')],
    ['a 0-byte signature', 'text\n\n— example.com/foo Uw2QOg==\n'],
    ['half a key id', 'text\n\n— example.com/foo Uw0=\n'],
    ['a signature without padding', NOTE.replace('QM=', 'QM')],
    ['unused bits set', NOTE.replace('QM=', 'QN=')],
    ['CRLF', NOTE.replaceAll('\n', '\r\n')],
    ['a carriage return in the text', NOTE.replace('example ', 'example\r')],
    ['a tab', NOTE.replace('an ', 'an\t')],
    ['a null', `\0${NOTE}`],
    ['a lone surrogate', `\ud800${NOTE}`],
    ['101 signatures', `text\n\n${SIGNATURE.repeat(101)}`],
  ])('with %s are refused', (_, note) => {
    expect(() => parseNote(note)).toThrow('note');
  });

  it('that are not UTF-8 are refused', () => {
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), bytes(NOTE)]))).toThrow('UTF-8');
  });

  it('may have 100 signatures', () => {
    expect(parseNote(`text\n\n${SIGNATURE.repeat(100)}`).signatures).toHaveLength(100);
  });

  it('are not written when they could not be read', () => {
    const signatures = [{ name: 'a', keyId: '00000000', signature: bytes('x') }];
    expect(() => formatNote({ text: 'no newline', signatures })).toThrow('newline');
    expect(() => formatNote({ text: 'tab\t\n', signatures })).toThrow('control');
    expect(() => formatNote({ text: 'a\n', signatures: [] })).toThrow('too few');
    for (const bad of [{ name: 'a b' }, { keyId: 'ABCDEF00' }, { signature: new Uint8Array() }])
      expect(() => formatNote({ text: 'a\n', signatures: signatures.map((each) => ({ ...each, ...bad })) })).toThrow(
        'without proper',
      );
  });
});
