import { html } from '@simpul/html';

/** Why a browser cannot go on, for whoever helps its owner: nothing else is known here, not even the language. */
export function errorPage({ error, description }: { readonly error: string; readonly description: string }): string {
  return html`<!doctype html>
    <html lang="id">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Permintaan tidak dapat dilanjutkan · Simpul</title>
      </head>
      <body>
        <main>
          <h1>Permintaan ini tidak dapat dilanjutkan</h1>
          <p>Mulailah lagi dari aplikasi yang membawa Anda ke sini.</p>
          <div lang="en">
            <h2>This request cannot go on</h2>
            <p>Begin again in the application that brought you here.</p>
          </div>
          <p><code>${error}: ${description}</code></p>
        </main>
      </body>
    </html>`.toString();
}
