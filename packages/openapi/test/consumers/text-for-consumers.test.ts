import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { textForConsumers } from '../../src/consumers/text-for-consumers.ts';

const urlsOf = (text: string): unknown[] =>
  (parse(text) as { servers: { url: unknown }[] }).servers.map(({ url }) => url);

describe('a contract for consumers', () => {
  const yaml = [
    'openapi: 3.1.0 # kept',
    'servers:',
    '  - url: https://10.0.0.7:8443/api/v1',
    '  - url: http://inside.example',
    '  - url: /already/a/path',
    '  - url: https://{host}/api',
    'paths: {}',
    '',
  ].join('\n');

  it('does not tell where the provider’s system stands', () => {
    const shown = textForConsumers(yaml);
    expect(urlsOf(shown)).toEqual(['/api/v1', '/', '/already/a/path', 'https://{host}/api']);
    expect(shown).toContain('openapi: 3.1.0 # kept');
  });

  it('stays JSON where it was JSON', () => {
    const json = JSON.stringify({ openapi: '3.1.0', servers: [{ url: 'http://10.0.0.7/api?x=1' }], paths: {} });
    expect(JSON.parse(textForConsumers(json))).toEqual({ openapi: '3.1.0', servers: [{ url: '/api' }], paths: {} });
  });

  it.each(['openapi: 3.1.0\npaths: {}\n', 'openapi: 3.1.0\nservers: none\n'])('%j stays as it is', (text) => {
    expect(textForConsumers(text)).toBe(text);
  });
});
