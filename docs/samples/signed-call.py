"""Gets a token (SIMPUL-M2M-1) and makes one signed call.

Python 3.9 or later, with python3-cryptography, since the standard library has no ECDSA. README.md says how to run it."""

import base64
import hashlib
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

if len(sys.argv) < 5:
    sys.exit("usage: python3 signed-call.py BUS CLIENT KEY-FILE TARGET [BODY-FILE]")
bus, client, key_file, target = sys.argv[1:5]
body_file = sys.argv[5] if len(sys.argv) > 5 else None


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_int(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


with open(key_file, encoding="utf-8") as file:
    jwk = json.load(file)
public_jwk = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
public = ec.EllipticCurvePublicNumbers(to_int(jwk["x"]), to_int(jwk["y"]), ec.SECP256R1())
key = ec.EllipticCurvePrivateNumbers(to_int(jwk["d"]), public).private_key()


def sha256(data):
    return hashlib.sha256(data).digest()


def es256(text):
    """r and s side by side, 32 bytes each, and not in DER."""
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def jwt(header, claims):
    parts = {"alg": "ES256", **header}, {"jti": str(uuid.uuid4()), "iat": int(time.time()), **claims}
    text = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    return f"{text}.{base64url(es256(text))}"


def dpop(method, url, **more):
    """Proves for one request that we hold the key (RFC 9449)."""
    return jwt({"typ": "dpop+jwt", "jwk": public_jwk}, {"htm": method, "htu": url.split("?")[0], **more})


def send(method, url, headers, body=None):
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read()


def ask_for_token(**nonce):
    """Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request."""
    url = f"{bus}/oauth2/token"
    claims = {"iss": client, "sub": client, "aud": f"{bus}/oauth2", "exp": int(time.time()) + 60}
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt({"kid": jwk["kid"]}, claims),
        "resource": f"{bus}/r1",
    }
    headers = {"DPoP": dpop("POST", url, **nonce), "Content-Type": "application/x-www-form-urlencoded"}
    status, fields, content = send("POST", url, headers, urllib.parse.urlencode(form).encode())
    answer = json.loads(content)
    # The first request is answered with the nonce that the second must have.
    if answer.get("error") == "use_dpop_nonce" and not nonce:
        return ask_for_token(nonce=fields["DPoP-Nonce"])
    if "access_token" not in answer:
        sys.exit(f"no token: {status} {answer.get('error')}")
    return answer["access_token"]


def signature_of(method, url, headers):
    """Step 2: the signature (RFC 9421, RFC 9530). `headers` are those that it covers, in their order."""
    covered = {"@method": method, "@target-uri": url, **headers}
    names = " ".join(f'"{name}"' for name in covered)
    keyid = base64url(sha256(json.dumps(public_jwk, separators=(",", ":")).encode()))  # RFC 7638
    created = int(time.time())
    parameters = f'({names});created={created};expires={created + 60};nonce="{uuid.uuid4()}";keyid="{keyid}";tag="simpul-request"'
    lines = [f'"{name}": {value}' for name, value in covered.items()] + [f'"@signature-params": {parameters}']
    signature = base64.b64encode(es256("\n".join(lines))).decode()
    return {"signature-input": f"sig={parameters}", "signature": f"sig=:{signature}:"}


# Step 3: the call.
token = ask_for_token()
body = None
if body_file is not None:
    with open(body_file, "rb") as file:
        body = file.read()
method = "GET" if body is None else "POST"
url = bus + target
headers = {
    "authorization": f"DPoP {token}",
    "dpop": dpop(method, url, ath=base64url(sha256(token.encode()))),
    "x-road-client": client,
}
if body is not None:
    headers["content-type"] = "application/json"
    headers["content-digest"] = f"sha-256=:{base64.b64encode(sha256(body)).decode()}:"
status, fields, content = send(method, url, {**headers, **signature_of(method, url, headers)}, body)
print(status, fields["x-road-request-id"], file=sys.stderr)
sys.stdout.buffer.write(content + b"\n")
sys.exit(0 if status < 400 else 1)
