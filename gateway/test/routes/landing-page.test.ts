import { describe, expect, it } from '@jest/globals';
import { type LandingView, renderLanding } from '../../src/routes/landing-page.ts';

const HOSTILE = `<script>alert("1")</script>'&`;
const ESCAPED = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;';
const VIEW: LandingView = {
  instance: 'ID-LA',
  name: 'Provinsi Lampung',
  mode: 'sandbox',
  publicUrl: 'https://bus.example',
  example: undefined,
  members: [
    { id: 'ID-LA/GOV/M/S', memberName: 'Dinas', subsystemName: 'Sistem', services: ['ID-LA/GOV/M/S/x'] },
    { id: 'ID-LA/GOV/M/T', memberName: 'Dinas', subsystemName: 'Tanpa', services: [] },
  ],
  logs: [{ name: 'ID-LA-2026h1', origin: 'bus.example/audit/log/ID-LA-2026h1' }],
};

describe('the landing page', () => {
  it('says in either language what runs here', () => {
    const [indonesian, english] = [renderLanding(VIEW, 'id'), renderLanding(VIEW, 'en')];
    expect(indonesian).toContain('<html lang="id">');
    expect(indonesian).toContain('2 sistem, 1 layanan');
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('2 systems, 1 services');
    for (const page of [indonesian, english]) {
      expect(page).toContain('<code>ID-LA/GOV/M/S/x</code>');
      expect(page).toContain('href="/audit/log/ID-LA-2026h1/checkpoint"');
      expect(page).toContain('GET https://bus.example/r1/ID-LA/');
    }
  });

  it('tells a sandbox from production, and says when there is no service', () => {
    expect(renderLanding({ ...VIEW, mode: 'production' }, 'en')).toContain('>Production<');
    expect(renderLanding(VIEW, 'id')).toContain('>Lingkungan Uji<');
    expect(renderLanding({ ...VIEW, members: [] }, 'en')).toContain('No service is registered yet.');
  });

  it('shows the region\u2019s example where there is one', () => {
    expect(renderLanding({ ...VIEW, example: 'simpul call X' }, 'id')).toContain('<pre>simpul call X</pre>');
    expect(renderLanding(VIEW, 'id')).toContain('npx simpul call ID-LA/CLASS');
  });

  it('escapes every value, wherever it stands', () => {
    const page = renderLanding(
      {
        instance: HOSTILE,
        name: HOSTILE,
        mode: HOSTILE,
        publicUrl: HOSTILE,
        example: HOSTILE,
        members: [{ id: HOSTILE, memberName: HOSTILE, subsystemName: HOSTILE, services: [HOSTILE] }],
        logs: [{ name: HOSTILE, origin: HOSTILE }],
      },
      'id',
    );
    expect(page).not.toContain('<script');
    expect(page).not.toContain(HOSTILE);
    expect(page.split(ESCAPED).length - 1).toBeGreaterThanOrEqual(10);
    expect(page).toContain(`href="/audit/log/${ESCAPED}/checkpoint"`);
  });
});
