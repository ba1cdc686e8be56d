import { html, join } from '@simpul/html';

/** What the landing page tells. */
export interface LandingView {
  readonly instance: string;
  readonly name: string;
  readonly mode: string;
  readonly publicUrl: string;
  /** Command that makes a real exchange. */
  readonly example: string | undefined;
  readonly members: readonly { id: string; memberName: string; subsystemName: string; services: readonly string[] }[];
  readonly logs: readonly { name: string; origin: string }[];
}

const TEXTS = {
  id: {
    what: 'Bus layanan daerah: sistem perangkat daerah bertukar data di sini berdasarkan perjanjian, dan setiap pertukaran tercatat dalam log yang dapat dibuktikan siapa pun.',
    sandbox: 'Lingkungan Uji',
    production: 'Produksi',
    call: 'Cara memanggil layanan',
    callHint: 'Di mesin ini, dari folder proyek:',
    curlHint: 'Atau dengan HTTP (protokol pesan X-Road untuk REST):',
    services: 'Layanan terdaftar',
    service: 'Layanan',
    provider: 'Penyedia Layanan',
    none: 'Belum ada layanan terdaftar.',
    log: 'Log audit',
    logHint: 'Titik pemeriksaan dan ubin log (C2SP tlog-tiles) terbuka untuk umum:',
    doors: 'Alamat lain',
    checkpoint: 'titik pemeriksaan',
    keys: 'kunci verifikasi',
    clients: 'daftar anggota',
    issuer: 'server otorisasi',
    reference: 'referensi API',
    people: 'masuk: akun, kunci, dan orang',
    count: (systems: number, services: number) => `${systems} sistem, ${services} layanan`,
  },
  en: {
    what: 'Regional service bus: systems of agencies exchange data here under agreements, and every exchange stands in a log that anybody can verify.',
    sandbox: 'Sandbox',
    production: 'Production',
    call: 'How to call a service',
    callHint: 'On this machine, from the project folder:',
    curlHint: 'Or over HTTP (the X-Road message protocol for REST):',
    services: 'Registered services',
    service: 'Service',
    provider: 'Provider',
    none: 'No service is registered yet.',
    log: 'Audit log',
    logHint: 'Checkpoints and tiles of the log (C2SP tlog-tiles) are public:',
    doors: 'Other addresses',
    checkpoint: 'checkpoint',
    keys: 'verifier keys',
    clients: 'list of members',
    issuer: 'authorization server',
    reference: 'API reference',
    people: 'sign in: account, keys and people',
    count: (systems: number, services: number) => `${systems} systems, ${services} services`,
  },
} as const;

/** Renders the page in a language; every value is escaped. */
export function renderLanding(view: LandingView, language: 'id' | 'en'): string {
  const text = TEXTS[language];
  const { publicUrl, members } = view;
  const services = members.flatMap(({ id, memberName, subsystemName, services: ids }) =>
    ids.map((service) => ({ service, id, memberName, subsystemName })),
  );
  const rows = services.map(
    ({ service, memberName, subsystemName }) =>
      html`<tr>
        <td><code>${service}</code></td>
        <td>${subsystemName}<br /><span class="soft">${memberName}</span></td>
      </tr>`,
  );
  const logs = view.logs.map(
    ({ name, origin }) =>
      html`<p><code>${origin}</code> · <a href="/audit/log/${name}/checkpoint">${text.checkpoint}</a></p>`,
  );
  const example =
    view.example ?? `npx simpul call ${view.instance}/CLASS/MEMBER/SUBSYSTEM/SERVICE/… --as CLASS/MEMBER/SUBSYSTEM`;
  const mode = view.mode === 'production' ? text.production : text.sandbox;
  const table =
    rows.length === 0
      ? html`<p class="soft">${text.none}</p>`
      : html`<table>
          <thead>
            <tr>
              <th>${text.service}</th>
              <th>${text.provider}</th>
            </tr>
          </thead>
          <tbody>
            ${join(rows)}
          </tbody>
        </table>`;
  return String(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <title>Simpul · ${view.name}</title>
          <link rel="stylesheet" href="/assets/landing.css" />
        </head>
        <body>
          <main>
            <h1>Simpul · ${view.name}</h1>
            <p>
              <span class="tag">${view.instance}</span> <span class="tag">${mode}</span>
              <span class="soft">${text.count(members.length, services.length)}</span>
            </p>
            <p>${text.what}</p>
            <section>
              <h2>${text.call}</h2>
              <div class="card">
                <p class="soft">${text.callHint}</p>
                <pre>${example}</pre>
                <p class="soft">${text.curlHint}</p>
                <pre>
GET ${publicUrl}/r1/${view.instance}/CLASS/MEMBER/SUBSYSTEM/SERVICE/…
X-Road-Client: ${view.instance}/CLASS/MEMBER/SUBSYSTEM
Authorization: DPoP …</pre>
              </div>
            </section>
            <section>
              <h2>${text.services}</h2>
              <div class="card">${table}</div>
            </section>
            <section>
              <h2>${text.log}</h2>
              <div class="card">
                <p class="soft">${text.logHint}</p>
                ${join(logs)}
              </div>
            </section>
            <section>
              <h2>${text.doors}</h2>
              <div class="card">
                <p><a href="/people">/people</a> <span class="soft">${text.people}</span></p>
                <p><a href="/docs">/docs</a> <span class="soft">${text.reference}</span></p>
                <p><a href="/listClients">/listClients</a> <span class="soft">${text.clients}</span></p>
                <p>
                  <a href="/audit/v1/verification">/audit/v1/verification</a> <span class="soft">${text.keys}</span>
                </p>
                <p>
                  <a href="/.well-known/oauth-authorization-server/oauth2"
                    >/.well-known/oauth-authorization-server/oauth2</a
                  >
                  <span class="soft">${text.issuer}</span>
                </p>
              </div>
            </section>
          </main>
        </body>
      </html> `,
  );
}
