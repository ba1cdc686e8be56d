#!/usr/bin/env bash
# Gets a token (SIMPUL-M2M-1) and makes one signed call. Needs openssl, curl, jq and coreutils; README.md says how to run it.
set -euo pipefail

if [ $# -lt 4 ]; then
  echo "usage: bash signed-call.sh BUS CLIENT KEY-FILE TARGET [BODY-FILE]" >&2
  exit 2
fi
bus=$1 client=$2 key_file=$3 target=$4 body_file=${5-}

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

base64url() { basenc --base64url -w0 | tr -d =; }
sha256() { openssl dgst -sha256 -binary; }
uuid() { openssl rand -hex 16; }
# A coordinate of the JWK in hexadecimal; its 32 bytes are 43 characters of base64url, the padding left out.
member() { printf '%s=' "$(jq -r ".$1" "$key_file")" | basenc --base64url -d | basenc --base16 -w0; }

# OpenSSL reads no JWK: an EC key of P-256 in DER (RFC 5915) is d, x and y between fixed bytes.
printf '30770201010420%sA00A06082A8648CE3D030107A14403420004%s%s' "$(member d)" "$(member x)" "$(member y)" |
  basenc --base16 -d | openssl ec -inform DER -out "$work/key.pem" 2>/dev/null
public_jwk=$(jq -cj '{crv, kty, x, y}' "$key_file")

# r and s side by side, 32 bytes each; OpenSSL gives them in DER.
es256() {
  openssl dgst -sha256 -sign "$work/key.pem" | openssl asn1parse -inform DER |
    sed -n 's/.*INTEGER *://p' | while read -r number; do printf '%64s' "$number" | tr ' ' 0; done | basenc --base16 -d
}

# HEADER CLAIMS: as JSON.
jwt() {
  local text
  text=$(jq -cjn --argjson more "$1" '{alg: "ES256"} + $more' | base64url)
  text+=.$(jq -cjn --arg jti "$(uuid)" --argjson more "$2" '{jti: $jti, iat: (now | floor)} + $more' | base64url)
  printf '%s.%s' "$text" "$(printf '%s' "$text" | es256 | base64url)"
}

# METHOD URL MORE: proves for one request that we hold the key (RFC 9449).
dpop() {
  jwt "$(jq -cn --argjson jwk "$public_jwk" '{typ: "dpop+jwt", $jwk}')" \
    "$(jq -cn --arg htm "$1" --arg htu "${2%%\?*}" --argjson more "$3" '{$htm, $htu} + $more')"
}

# Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request.
ask_for_token() { # MORE: what the proof says besides
  local claims
  claims=$(jq -cn --arg id "$client" --arg aud "$bus/oauth2" '{iss: $id, sub: $id, $aud, exp: (now + 60 | floor)}')
  curl -sS -D "$work/head" -o "$work/answer" "$bus/oauth2/token" \
    -H "DPoP: $(dpop POST "$bus/oauth2/token" "$1")" \
    -d grant_type=client_credentials \
    -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    -d "client_assertion=$(jwt "$(jq -c '{kid}' "$key_file")" "$claims")" \
    --data-urlencode "resource=$bus/r1"
}
header() { sed -n "s/^$1: *//ip" "$work/head" | tr -d '\r'; }

ask_for_token '{}'
# The first request is answered with the nonce that the second must have.
if [ "$(jq -r .error "$work/answer")" = use_dpop_nonce ]; then
  ask_for_token "$(jq -cn --arg nonce "$(header dpop-nonce)" '{$nonce}')"
fi
if ! token=$(jq -er .access_token "$work/answer"); then
  echo "no token: $(cat "$work/answer")" >&2
  exit 1
fi

# Step 2: the signature (RFC 9421, RFC 9530) over these, in this order.
method=GET url=$bus$target
if [ -n "$body_file" ]; then method=POST; fi
headers=(
  "authorization: DPoP $token"
  "dpop: $(dpop "$method" "$url" "$(jq -cn --arg ath "$(printf '%s' "$token" | sha256 | base64url)" '{$ath}')")"
  "x-road-client: $client"
)
body=()
if [ -n "$body_file" ]; then
  headers+=("content-type: application/json" "content-digest: sha-256=:$(sha256 <"$body_file" | base64 -w0):")
  body=(--data-binary "@$body_file")
fi
names='"@method" "@target-uri"'
base=$(printf '"@method": %s\n"@target-uri": %s' "$method" "$url")
for header in "${headers[@]}"; do
  names+=" \"${header%%: *}\""
  base+=$(printf '\n"%s": %s' "${header%%: *}" "${header#*: }")
done
created=$(date +%s)
keyid=$(printf '%s' "$public_jwk" | sha256 | base64url) # RFC 7638
input="($names);created=$created;expires=$((created + 60));nonce=\"$(uuid)\";keyid=\"$keyid\";tag=\"simpul-request\""
base+=$(printf '\n"@signature-params": %s' "$input")
signature=$(printf '%s' "$base" | es256 | base64 -w0)

# Step 3: the call.
status=$(
  printf '%s\n' "${headers[@]}" "signature-input: sig=$input" "signature: sig=:$signature:" |
    curl -sS --path-as-is -D "$work/head" -o "$work/answer" -w '%{http_code}' -X "$method" -H @- "${body[@]}" "$url"
)
echo "$status $(header x-road-request-id)" >&2
cat "$work/answer"
echo
[ "$status" -lt 400 ]
