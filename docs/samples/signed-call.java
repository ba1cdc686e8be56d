// Gets a token (SIMPUL-M2M-1) and makes one signed call. JDK 17 or later and nothing else; README.md says how to run it.
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

class SignedCall {
    // HTTP/2 is not spoken by every bus, and asking for it over http:// adds headers.
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final String bus;
    final String client;
    final String kid;
    final String publicJwk;
    final PrivateKey key;

    SignedCall(String bus, String client, String jwk) throws Exception {
        this.bus = bus;
        this.client = client;
        kid = member(jwk, "kid");
        publicJwk = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(member(jwk, "x"), member(jwk, "y"));
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var d = new BigInteger(1, Base64.getUrlDecoder().decode(member(jwk, "d")));
        key = KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(d, curve.getParameterSpec(ECParameterSpec.class)));
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 4) {
            System.err.println("usage: java signed-call.java BUS CLIENT KEY-FILE TARGET [BODY-FILE]");
            System.exit(2);
        }
        var caller = new SignedCall(args[0], args[1], Files.readString(Path.of(args[2])));
        var answer = caller.call(args[3], args.length > 4 ? Files.readAllBytes(Path.of(args[4])) : null);
        System.err.println(answer.statusCode() + " " + answer.headers().firstValue("x-road-request-id").orElse(""));
        System.out.println(answer.body());
        System.exit(answer.statusCode() < 400 ? 0 : 1);
    }

    /** Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request. */
    String askForToken(String nonce) throws Exception {
        var url = bus + "/oauth2/token";
        var claims = "\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s/oauth2\",\"exp\":%d".formatted(client, client, bus, now() + 60);
        var form = Map.of(
                "grant_type", "client_credentials",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", jwt("\"kid\":\"%s\"".formatted(kid), claims),
                "resource", bus + "/r1");
        var encoded = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("DPoP", dpop("POST", url, nonce == null ? "" : ",\"nonce\":\"%s\"".formatted(nonce)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded));
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        // The first request is answered with the nonce that the second must have.
        if (nonce == null && "use_dpop_nonce".equals(member(answer.body(), "error"))) {
            return askForToken(answer.headers().firstValue("DPoP-Nonce").orElseThrow());
        }
        var token = member(answer.body(), "access_token");
        if (token == null) throw new IllegalStateException("no token: " + answer.statusCode() + " " + answer.body());
        return token;
    }

    /** Step 2: the signature (RFC 9421, RFC 9530). The headers are those that it covers, in their order. */
    Map<String, String> signatureOf(String method, String url, Map<String, String> headers) throws Exception {
        var covered = new LinkedHashMap<String, String>();
        covered.put("@method", method);
        covered.put("@target-uri", url);
        covered.putAll(headers);
        var names = covered.keySet().stream().map("\"%s\""::formatted).collect(Collectors.joining(" "));
        var keyid = base64url(sha256(publicJwk.getBytes())); // RFC 7638
        var input = "(%s);created=%d;expires=%d;nonce=\"%s\";keyid=\"%s\";tag=\"simpul-request\""
                .formatted(names, now(), now() + 60, UUID.randomUUID(), keyid);
        var base = new StringBuilder();
        covered.forEach((name, value) -> base.append("\"%s\": %s\n".formatted(name, value)));
        base.append("\"@signature-params\": ").append(input);
        var signature = Base64.getEncoder().encodeToString(es256(base.toString()));
        return Map.of("signature-input", "sig=" + input, "signature", "sig=:" + signature + ":");
    }

    /** Step 3: the call. */
    HttpResponse<String> call(String target, byte[] body) throws Exception {
        var token = askForToken(null);
        var method = body == null ? "GET" : "POST";
        var url = bus + target;
        var headers = new LinkedHashMap<String, String>();
        headers.put("authorization", "DPoP " + token);
        headers.put("dpop", dpop(method, url, ",\"ath\":\"%s\"".formatted(base64url(sha256(token.getBytes())))));
        headers.put("x-road-client", client);
        if (body != null) {
            headers.put("content-type", "application/json");
            headers.put("content-digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":");
        }
        headers.putAll(signatureOf(method, url, headers));
        var request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Proves for one request that we hold the key (RFC 9449). */
    String dpop(String method, String url, String more) throws Exception {
        var claims = "\"htm\":\"%s\",\"htu\":\"%s\"%s".formatted(method, url.split("\\?")[0], more);
        return jwt("\"typ\":\"dpop+jwt\",\"jwk\":" + publicJwk, claims);
    }

    String jwt(String header, String claims) throws Exception {
        var first = "{\"alg\":\"ES256\",%s}".formatted(header);
        var second = "{\"jti\":\"%s\",\"iat\":%d,%s}".formatted(UUID.randomUUID(), now(), claims);
        var text = base64url(first.getBytes()) + "." + base64url(second.getBytes());
        return text + "." + base64url(es256(text));
    }

    /** r and s side by side, 32 bytes each, and not in DER. */
    byte[] es256(String text) throws Exception {
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return signature.sign();
    }

    /** A text member of a flat JSON object, null where there is none: the JDK reads no JSON, and your system has what does. */
    static String member(String json, String name) {
        var found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        return found.find() ? found.group(1) : null;
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }

    static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }

    static String base64url(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }
}
