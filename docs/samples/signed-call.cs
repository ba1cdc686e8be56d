// Gets a token (SIMPUL-M2M-1) and makes one signed call. .NET 8 or later and nothing else; README.md says how to run it.
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

if (args.Length < 4)
{
    Console.Error.WriteLine("usage: dotnet run -- BUS CLIENT KEY-FILE TARGET [BODY-FILE]");
    return 2;
}
var (bus, client, target) = (args[0], args[1], args[3]);
var jwk = JsonNode.Parse(File.ReadAllText(args[2]))!;
string Member(string name) => (string)jwk[name]!;
using var key = ECDsa.Create(new ECParameters
{
    Curve = ECCurve.NamedCurves.nistP256,
    D = FromBase64Url(Member("d")),
    Q = new ECPoint { X = FromBase64Url(Member("x")), Y = FromBase64Url(Member("y")) },
});
using var http = new HttpClient();

// Step 3: the call, with a token and a signature.
var token = await AskForToken(null);
var body = args.Length > 4 ? File.ReadAllBytes(args[4]) : null;
var method = body is null ? HttpMethod.Get : HttpMethod.Post;
var url = new Uri(bus + target).AbsoluteUri;
var ath = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
// The headers that the signature covers, in their order.
var headers = new List<(string Name, string Value)>
{
    ("authorization", $"DPoP {token}"),
    ("dpop", Dpop(method, url, new JsonObject { ["ath"] = ath })),
    ("x-road-client", client),
};
if (body is not null)
{
    headers.Add(("content-type", "application/json"));
    headers.Add(("content-digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:"));
}
headers.AddRange(SignatureOf(method, url, headers));
using var request = new HttpRequestMessage(method, url);
if (body is not null)
{
    request.Content = new ByteArrayContent(body);
    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
}
foreach (var (name, value) in headers)
{
    if (name != "content-type") request.Headers.TryAddWithoutValidation(name, value);
}
using var answer = await http.SendAsync(request);
var id = answer.Headers.TryGetValues("x-road-request-id", out var ids) ? ids.First() : "";
Console.Error.WriteLine($"{(int)answer.StatusCode} {id}");
Console.WriteLine(await answer.Content.ReadAsStringAsync());
return answer.IsSuccessStatusCode ? 0 : 1;

// Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request.
async Task<string> AskForToken(string? nonce)
{
    var endpoint = $"{bus}/oauth2/token";
    var claims = new JsonObject { ["iss"] = client, ["sub"] = client, ["aud"] = $"{bus}/oauth2", ["exp"] = Now() + 60 };
    using var ask = new HttpRequestMessage(HttpMethod.Post, endpoint);
    ask.Content = new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials",
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = Jwt(new JsonObject { ["kid"] = Member("kid") }, claims),
        ["resource"] = $"{bus}/r1",
    });
    var more = nonce is null ? new JsonObject() : new JsonObject { ["nonce"] = nonce };
    ask.Headers.TryAddWithoutValidation("DPoP", Dpop(HttpMethod.Post, endpoint, more));
    using var reply = await http.SendAsync(ask);
    var result = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
    // The first request is answered with the nonce that the second must have.
    if ((string?)result["error"] == "use_dpop_nonce" && nonce is null)
        return await AskForToken(reply.Headers.GetValues("DPoP-Nonce").First());
    return (string?)result["access_token"]
        ?? throw new InvalidOperationException($"no token: {(int)reply.StatusCode} {result["error"]}");
}

// Step 2: the signature (RFC 9421, RFC 9530).
List<(string, string)> SignatureOf(HttpMethod verb, string address, List<(string Name, string Value)> fields)
{
    List<(string Name, string Value)> covered = [("@method", verb.Method), ("@target-uri", address), .. fields];
    var names = string.Join(' ', covered.Select(each => $"\"{each.Name}\""));
    var publicJwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Member("x")}}","y":"{{Member("y")}}"}"""; // RFC 7638
    var keyid = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(publicJwk)));
    var input = $"({names});created={Now()};expires={Now() + 60};nonce=\"{Guid.NewGuid()}\";keyid=\"{keyid}\";tag=\"simpul-request\"";
    var lines = covered.Select(each => $"\"{each.Name}\": {each.Value}").Append($"\"@signature-params\": {input}");
    var signature = Convert.ToBase64String(Es256(string.Join('\n', lines)));
    return [("signature-input", $"sig={input}"), ("signature", $"sig=:{signature}:")];
}

// Proves for one request that we hold the key (RFC 9449).
string Dpop(HttpMethod verb, string address, JsonObject claims)
{
    var shown = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Member("x"), ["y"] = Member("y") };
    claims["htm"] = verb.Method;
    claims["htu"] = address.Split('?')[0];
    return Jwt(new JsonObject { ["typ"] = "dpop+jwt", ["jwk"] = shown }, claims);
}

string Jwt(JsonObject header, JsonObject claims)
{
    header["alg"] = "ES256";
    claims["jti"] = Guid.NewGuid().ToString();
    claims["iat"] = Now();
    var text = string.Join('.', new[] { header, claims }.Select(part => Base64Url(Encoding.UTF8.GetBytes(part.ToJsonString()))));
    return $"{text}.{Base64Url(Es256(text))}";
}

// SignData gives r and s side by side, 32 bytes each (IEEE P1363), and not DER.
byte[] Es256(string text) => key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256);

static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

static string Base64Url(byte[] data) => Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');

static byte[] FromBase64Url(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/') + "=");
