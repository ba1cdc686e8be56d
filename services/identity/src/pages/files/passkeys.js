// A form with `data-passkey` is sent by a passkey instead of by typing: the script fetches options from that address, lets
// the browser make or use a passkey, puts what it says into the field `credential`, and sends the form as it is.

/** @param {string} text */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.codePointAt(0));

/** @param {ArrayBuffer} bytes */
const toText = (bytes) =>
  btoa(String.fromCodePoint(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const withBytes = (/** @type {{ id: string }[]} */ list) => list?.map((entry) => ({ ...entry, id: toBytes(entry.id) }));

/** Options as `navigator.credentials` takes them, also in browsers without the JSON methods of WebAuthn level 3. */
function decode(options) {
  const { PublicKeyCredential } = globalThis;
  if (options.user === undefined) {
    if (PublicKeyCredential.parseRequestOptionsFromJSON)
      return PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) };
  }
  if (PublicKeyCredential.parseCreationOptionsFromJSON)
    return PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  };
}

function encode(credential) {
  if (credential.toJSON) return credential.toJSON();
  const { id, rawId, type, response, authenticatorAttachment } = credential;
  const said = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) said[name] = toText(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return {
    id,
    rawId: toText(rawId),
    type,
    authenticatorAttachment,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function askPasskey(form) {
  const { token, credential } = form.elements;
  const answer = await fetch(form.dataset.passkey, { method: 'POST', headers: { 'X-Simpul-Form': token.value } });
  const options = await answer.json();
  // Who must sign in first is led there.
  if (options.location) return location.assign(options.location);
  const publicKey = decode(options);
  const made = await navigator.credentials[publicKey.user ? 'create' : 'get']({ publicKey });
  credential.value = JSON.stringify(encode(made));
  form.submit();
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const failure = form.querySelector('[data-failure]');
  form.hidden = !globalThis.PublicKeyCredential;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    failure.hidden = true;
    askPasskey(form).catch(() => {
      failure.hidden = false;
    });
  });
}
