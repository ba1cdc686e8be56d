import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html, join } from '../src/index.ts';

describe('a template', () => {
  it('escapes values in text and attributes, and leaves markup as it is', () => {
    const inner = html`<b title="${'"x" & \'y\''}">${'<i>'}</b>`;
    expect(String(html`<p>${inner}</p>`)).toBe('<p><b title="&quot;x&quot; &amp; &#39;y&#39;">&lt;i&gt;</b></p>');
  });

  it('puts pieces one after the other', () => {
    expect(String(join([html`<i>${'&'}</i>`, html`<b></b>`]))).toBe('<i>&amp;</i><b></b>');
  });

  it('lets no value end its element or its attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const [, attribute = '', text = ''] =
          /^<a b="([^]*)">([^]*)<\/a>$/.exec(String(html`<a b="${value}">${value}</a>`)) ?? [];
        expect(attribute).toBe(text);
        expect(attribute).not.toMatch(/[<>"']/);
        expect(attribute.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });
});
