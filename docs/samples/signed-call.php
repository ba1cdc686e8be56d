<?php
// Gets a token (SIMPUL-M2M-1) and makes one signed call. PHP 8 with openssl, as php-cli has it; README.md says how to run it.
declare(strict_types=1);

if ($argc < 5) {
    exit("usage: php signed-call.php BUS CLIENT KEY-FILE TARGET [BODY-FILE]\n");
}
[, $bus, $client, $keyFile, $target] = $argv;
$bodyFile = $argv[5] ?? null;

$jwk = json_decode(file_get_contents($keyFile), true, flags: JSON_THROW_ON_ERROR);
$publicJwk = ['crv' => $jwk['crv'], 'kty' => $jwk['kty'], 'x' => $jwk['x'], 'y' => $jwk['y']];
$key = privateKey($jwk);

function base64url(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

function json(array $value): string
{
    return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
}

function uuid(): string
{
    return bin2hex(random_bytes(16));
}

/** OpenSSL reads no JWK: an EC key of P-256 in DER (RFC 5915) is d, x and y between fixed bytes. */
function privateKey(array $jwk): OpenSSLAsymmetricKey
{
    [$d, $x, $y] = array_map(fn ($name) => base64_decode(strtr($jwk[$name], '-_', '+/')), ['d', 'x', 'y']);
    $der = hex2bin('30770201010420') . $d . hex2bin('a00a06082a8648ce3d030107a14403420004') . $x . $y;
    $pem = "-----BEGIN EC PRIVATE KEY-----\n" . chunk_split(base64_encode($der), 64, "\n") . "-----END EC PRIVATE KEY-----\n";
    return openssl_pkey_get_private($pem) ?: exit("the key file holds no ES256 key\n");
}

/** r and s side by side, 32 bytes each; OpenSSL gives them in DER: 30 length, 02 length r, 02 length s. */
function es256(string $text): string
{
    openssl_sign($text, $der, $GLOBALS['key'], OPENSSL_ALGO_SHA256);
    $length = ord($der[3]);
    $numbers = [substr($der, 4, $length), substr($der, 4 + $length + 2)];
    return implode(array_map(fn ($number) => str_pad(ltrim($number, "\0"), 32, "\0", STR_PAD_LEFT), $numbers));
}

function jwt(array $header, array $claims): string
{
    $parts = [['alg' => 'ES256'] + $header, ['jti' => uuid(), 'iat' => time()] + $claims];
    $text = implode('.', array_map(fn ($part) => base64url(json($part)), $parts));
    return $text . '.' . base64url(es256($text));
}

/** Proves for one request that we hold the key (RFC 9449). */
function dpop(string $method, string $url, array $more): string
{
    $header = ['typ' => 'dpop+jwt', 'jwk' => $GLOBALS['publicJwk']];
    return jwt($header, ['htm' => $method, 'htu' => explode('?', $url)[0]] + $more);
}

/** @return array{int, array<string, string>, string} status, headers by lower-case name, body */
function send(string $method, string $url, array $headers, ?string $body): array
{
    $lines = array_map(fn ($name, $value) => "$name: $value", array_keys($headers), $headers);
    $http = ['method' => $method, 'header' => $lines, 'content' => $body ?? '', 'ignore_errors' => true, 'protocol_version' => 1.1];
    $stream = fopen($url, 'r', false, stream_context_create(['http' => $http])) ?: exit("$url cannot be reached\n");
    $head = stream_get_meta_data($stream)['wrapper_data'];
    $fields = [];
    foreach (array_slice($head, 1) as $line) {
        [$name, $value] = explode(':', $line, 2) + [1 => ''];
        $fields[strtolower($name)] = trim($value);
    }
    return [(int) explode(' ', $head[0])[1], $fields, stream_get_contents($stream)];
}

/** Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request. */
function askForToken(string $bus, string $client, array $nonce = []): string
{
    $url = "$bus/oauth2/token";
    $claims = ['iss' => $client, 'sub' => $client, 'aud' => "$bus/oauth2", 'exp' => time() + 60];
    $form = http_build_query([
        'grant_type' => 'client_credentials',
        'client_assertion_type' => 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        'client_assertion' => jwt(['kid' => $GLOBALS['jwk']['kid']], $claims),
        'resource' => "$bus/r1",
    ]);
    $headers = ['dpop' => dpop('POST', $url, $nonce), 'content-type' => 'application/x-www-form-urlencoded'];
    [$status, $fields, $content] = send('POST', $url, $headers, $form);
    $answer = json_decode($content, true);
    $error = $answer['error'] ?? '';
    // The first request is answered with the nonce that the second must have.
    if ($error === 'use_dpop_nonce' && $nonce === []) {
        return askForToken($bus, $client, ['nonce' => $fields['dpop-nonce']]);
    }
    return $answer['access_token'] ?? exit("no token: $status $error\n");
}

/** Step 2: the signature (RFC 9421, RFC 9530). $headers are those that it covers, in their order. */
function signatureOf(string $method, string $url, array $headers): array
{
    $covered = ['@method' => $method, '@target-uri' => $url] + $headers;
    $names = '"' . implode('" "', array_keys($covered)) . '"';
    $keyid = base64url(hash('sha256', json($GLOBALS['publicJwk']), true)); // RFC 7638
    $created = time();
    $expires = $created + 60;
    $nonce = uuid();
    $input = "($names);created=$created;expires=$expires;nonce=\"$nonce\";keyid=\"$keyid\";tag=\"simpul-request\"";
    $lines = array_map(fn ($name, $value) => "\"$name\": $value", array_keys($covered), $covered);
    $base = implode("\n", [...$lines, "\"@signature-params\": $input"]);
    return ['signature-input' => "sig=$input", 'signature' => 'sig=:' . base64_encode(es256($base)) . ':'];
}

// Step 3: the call.
$token = askForToken($bus, $client);
$body = $bodyFile === null ? null : file_get_contents($bodyFile);
$method = $body === null ? 'GET' : 'POST';
$url = $bus . $target;
$headers = [
    'authorization' => "DPoP $token",
    'dpop' => dpop($method, $url, ['ath' => base64url(hash('sha256', $token, true))]),
    'x-road-client' => $client,
];
if ($body !== null) {
    $headers['content-type'] = 'application/json';
    $headers['content-digest'] = 'sha-256=:' . base64_encode(hash('sha256', $body, true)) . ':';
}
[$status, $fields, $content] = send($method, $url, $headers + signatureOf($method, $url, $headers), $body);
fwrite(STDERR, $status . ' ' . ($fields['x-road-request-id'] ?? '') . "\n");
echo $content, "\n";
exit($status < 400 ? 0 : 1);
