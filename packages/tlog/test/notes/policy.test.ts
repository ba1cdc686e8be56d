import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPolicy, formatVerifierKey, isQuorum, parsePolicy, type Policy, TlogError } from '../../src/index.ts';
import { bytes, sha256 } from '../sha256.ts';
import { newSigner } from '../signers.ts';

const vkeyOf = (...parts: Parameters<typeof newSigner>): string => formatVerifierKey(newSigner(...parts).key);
const LOG = vkeyOf('bus.example/log');
const QUANTUM_LOG = vkeyOf('bus.example/log', 'ml-dsa-44');
const W = Array.from({ length: 6 }, (_, at) => vkeyOf(`witness.example/${at}`, 'cosignature-ed25519'));
const [W0 = '', W1 = ''] = W;
const parse = (text: string | Uint8Array): Policy => parsePolicy(sha256, text);
const withWitnesses = (...lines: readonly string[]): string =>
  [`witness a ${W0}`, `witness b ${W1}`, ...lines, ''].join('\n');

// The example of C2SP tlog-policy.
const EXAMPLE = `log ${LOG}

witness X1 ${W[0]}
witness X2 ${W[1]}
witness X3 ${W[2]}
group X-witnesses 2 X1 X2 X3

witness Y1 ${W[3]}
witness Y2 ${W[4]}
witness Y3 ${W[5]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

describe('policies', () => {
  it('of the specification read, and decide as it says', () => {
    const policy = parse(EXAMPLE);
    expect(policy.logs.map(({ key }) => formatVerifierKey(key))).toEqual([LOG]);
    expect(policy.witnesses).toHaveLength(6);
    const enough = (...names: readonly string[]): boolean => isQuorum(policy, new Set(names));
    expect(enough('X1', 'X3', 'Y2')).toBe(true);
    expect(enough('X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3')).toBe(true);
    expect(enough('X1', 'X2', 'X3')).toBe(false);
    expect(enough('X1', 'Y1', 'Y2', 'Y3')).toBe(false);
    expect(enough()).toBe(false);
  });

  it('do not take the name of a group, or an unknown one, for a cosignature', () => {
    expect(isQuorum(parse(EXAMPLE), new Set(['X-and-Y', 'X-witnesses', 'Y-witnesses', 'stranger']))).toBe(false);
  });

  it('with no quorum need no witness', () => {
    expect(isQuorum(parse('quorum none\n'), new Set())).toBe(true);
    expect(isQuorum(parse(withWitnesses('quorum none')), new Set())).toBe(true);
    expect(isQuorum(parse(withWitnesses('quorum b')), new Set(['a']))).toBe(false);
    expect(isQuorum(parse(withWitnesses('quorum b')), new Set(['b']))).toBe(true);
  });

  it('read spaces, tabs, comments, addresses, other scripts and both kinds of keys', () => {
    const quantum = vkeyOf('w', 'ml-dsa-44');
    const text = `\t # comment log\n \t\n  log\t${LOG}  https://bus.example/log \nlog ${QUANTUM_LOG}\nwitness saksi-kota-\u00e9\u00a0 ${quantum} https://w.example\nquorum saksi-kota-\u00e9\u00a0\n# end\n`;
    const policy = parse(bytes(text));
    expect(policy.logs.map(({ url }) => url)).toEqual(['https://bus.example/log', undefined]);
    expect(policy.witnesses).toMatchObject([{ name: 'saksi-kota-\u00e9\u00a0', url: 'https://w.example' }]);
    expect(policy.quorum).toBe('saksi-kota-\u00e9\u00a0');
  });

  it('may have many of everything', () => {
    const logs = Array.from({ length: 32 }, (_, at) => `log ${vkeyOf(`log${at}`)}`);
    const witnesses = Array.from({ length: 32 }, (_, at) => `witness w${at} ${vkeyOf('w', 'cosignature-ed25519')}`);
    const groups = witnesses.map((_, at) => `group g${at} all w${at}${at === 0 ? '' : ` g${at - 1}`}`);
    const policy = parse([...logs, ...witnesses, ...groups, 'quorum g31', ''].join('\n'));
    const all = new Set(policy.witnesses.map(({ name }) => name));
    expect(isQuorum(policy, all)).toBe(true);
    all.delete('w0');
    expect(isQuorum(policy, all)).toBe(false);
  });

  it.each([
    ['no quorum', withWitnesses(), 'no quorum'],
    ['nothing', '', 'no quorum'],
    ['two quorums', withWitnesses('quorum a', 'quorum a'), 'line 4: two quorum'],
    ['two quorums, one none', 'quorum none\nquorum none\n', 'line 2: two quorum'],
    ['a quorum that is not defined', 'quorum a\n', 'line 1: a name that is not defined'],
    ['a quorum that is defined later', `quorum a\nwitness a ${W0}\n`, 'line 1: a name that is not defined'],
    ['a quorum of two names', withWitnesses('quorum a b'), 'line 3: not a log'],
    ['a last line without newline', withWitnesses('quorum a').trimEnd(), 'the last line must end'],
    ['another keyword', withWitnesses('quorum a', 'Log x'), 'line 4: not a log'],
    ['a log without key', 'log\nquorum none\n', 'line 1: not a log'],
    ['a log with too many words', `log ${LOG} https://a b\nquorum none\n`, 'line 1: not a log'],
    ['a witness without key', 'witness a\nquorum none\n', 'line 1: not a log'],
    ['a witness with too many words', `witness a ${W0} https://a b\nquorum none\n`, 'line 1: not a log'],
    ['a key that cannot be read', 'log a+b\nquorum none\n', 'line 1: verifier-key'],
    ['a key with another id', `witness a ${W0.replace('/0', '/9')}\nquorum none\n`, 'line 1: verifier-key'],
    ['a log with a cosigner’s key', `log ${W0}\nquorum none\n`, 'line 1: a log cannot sign'],
    ['a witness with a log’s key', `witness a ${LOG}\nquorum none\n`, 'line 1: a witness cannot sign'],
    ['one log twice', `log ${LOG}\nlog ${LOG} https://a\nquorum none\n`, 'line 2: two logs'],
    ['one key under two names', withWitnesses(`witness c ${W0}`, 'quorum a'), 'line 3: two witnesses'],
    ['two witnesses of one name', withWitnesses(`witness a ${W[2]}`, 'quorum a'), 'line 3: a name that is taken'],
    ['a witness called none', `witness none ${W0}\nquorum none\n`, 'line 1: a name that is taken'],
    ['a group with a witness’s name', withWitnesses('group a any b', 'quorum a'), 'line 3: a name that is taken'],
    ['a group called none', withWitnesses('group none any b', 'quorum a'), 'line 3: a name that is taken'],
    ['a group without members', withWitnesses('group g any', 'quorum a'), 'line 3: not a log'],
    ['a group of itself', withWitnesses('group g any g', 'quorum g'), 'line 3: a name that is not defined'],
    ['a group of none', withWitnesses('group g any none', 'quorum g'), 'line 3: a name that is not defined'],
    ['a group with an unknown member', withWitnesses('group g any c', 'quorum g'), 'line 3: a name that is not'],
    ['a member twice', withWitnesses('group g any a a', 'quorum g'), 'line 3: a member that is listed before'],
    ['a member of two groups', withWitnesses('group g any a', 'group h any a b', 'quorum h'), 'line 4: a member'],
    ['a threshold of 0', withWitnesses('group g 0 a b', 'quorum g'), 'line 3: a threshold'],
    ['a threshold above the members', withWitnesses('group g 3 a b', 'quorum g'), 'line 3: a threshold'],
    ['a signed threshold', withWitnesses('group g +1 a b', 'quorum g'), 'line 3: a threshold'],
    ['a threshold with a leading zero', withWitnesses('group g 01 a b', 'quorum g'), 'line 3: a threshold'],
    ['a threshold in another script', withWitnesses('group g ١ a b', 'quorum g'), 'line 3: a threshold'],
    ['a threshold in capitals', withWitnesses('group g ALL a b', 'quorum g'), 'line 3: a threshold'],
    ['CRLF', withWitnesses('quorum a').replaceAll('\n', '\r\n'), 'line 1: a control character'],
    ['a delete character', withWitnesses('# \u007f', 'quorum a'), 'line 3: a control character'],
    ['a null', withWitnesses('# \0', 'quorum a'), 'line 3: a control character'],
    ['a lone surrogate', withWitnesses('# \ud800', 'quorum a'), 'line 3: a control character'],
  ])('with %s are refused', (_, text, reason) => {
    expect(() => parse(text)).toThrow(new RegExp(`^policy: ${reason}`));
  });

  it('that are not UTF-8 are refused', () => {
    expect(() => parse(Buffer.concat([bytes('quorum none\n# '), Buffer.of(0xe9, 0x0a)]))).toThrow('UTF-8');
  });

  it('read what they write, whatever it is, and nothing else is thrown than a rule of this package', () => {
    const witnesses = W.map((vkey, at) => `witness w${at} ${vkey}${at % 2 === 0 ? ` https://w${at}.example` : ''}`);
    const group = fc.record({
      size: fc.integer({ min: 1, max: 3 }),
      threshold: fc.constantFrom('any', 'all', '1', '2'),
    });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 4 }), (groups) => {
        const free = W.map((_, at) => `w${at}`);
        const lines = groups.map(({ size, threshold }, at) => {
          const members = free.splice(0, size);
          free.push(`g${at}`);
          return `group g${at} ${threshold} ${members.join(' ')}`;
        });
        const text = [`log ${LOG} u`, ...witnesses, ...lines, `quorum ${free.at(-1) ?? 'none'}`, ''].join('\n');
        let policy: Policy;
        try {
          policy = parse(text);
        } catch (error) {
          if (!(error instanceof TlogError)) throw error;
          expect(error.message).toMatch(/^policy: line \d+: a threshold/);
          return;
        }
        expect(parse(formatPolicy(policy))).toEqual(policy);
      }),
    );
  });

  it('are not written when they could not be read', () => {
    const policy = parse(withWitnesses('group g 2 a b', 'quorum g'));
    const [group] = policy.groups;
    if (group === undefined) throw new Error('a group expected');
    for (const bad of [
      { ...policy, quorum: 'x' },
      { ...policy, groups: [{ ...group, threshold: 3 }] },
      { ...policy, groups: [{ ...group, threshold: 1.5 }] },
      { ...policy, groups: [{ ...group, name: 'g h' }], quorum: 'g h' },
      { ...policy, groups: [{ ...group, name: '' }], quorum: '' },
      { ...policy, witnesses: policy.witnesses.map((each) => ({ ...each, url: 'a\nquorum none' })) },
      { ...policy, witnesses: policy.witnesses.map((each) => ({ ...each, url: '' })) },
    ])
      expect(() => formatPolicy(bad)).toThrow(/^policy:/);
  });
});
