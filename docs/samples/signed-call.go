// Gets a token (SIMPUL-M2M-1) and makes one signed call. Go 1.21 or later and nothing else; README.md says how to run it.
package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

type object map[string]any

// A header that the signature covers; their order matters.
type field struct{ name, value string }

type caller struct {
	bus, client string
	key         *ecdsa.PrivateKey
	jwk         struct{ Kid, X, Y, D string }
}

var base64url = base64.RawURLEncoding

func main() {
	log.SetFlags(0)
	if len(os.Args) < 5 {
		log.Fatal("usage: go run signed-call.go BUS CLIENT KEY-FILE TARGET [BODY-FILE]")
	}
	c := caller{bus: os.Args[1], client: os.Args[2]}
	must(json.Unmarshal(must1(os.ReadFile(os.Args[3])), &c.jwk))
	number := func(text string) *big.Int { return new(big.Int).SetBytes(must1(base64url.DecodeString(text))) }
	public := ecdsa.PublicKey{Curve: elliptic.P256(), X: number(c.jwk.X), Y: number(c.jwk.Y)}
	c.key = &ecdsa.PrivateKey{PublicKey: public, D: number(c.jwk.D)}

	// Step 3: the call, with a token and a signature.
	token := c.askForToken("")
	method, target := "GET", c.bus+os.Args[4]
	var body []byte
	if len(os.Args) > 5 {
		method, body = "POST", must1(os.ReadFile(os.Args[5]))
	}
	fields := []field{
		{"authorization", "DPoP " + token},
		{"dpop", c.dpop(method, target, object{"ath": base64url.EncodeToString(digest([]byte(token)))})},
		{"x-road-client", c.client},
	}
	if body != nil {
		sum := base64.StdEncoding.EncodeToString(digest(body))
		fields = append(fields, field{"content-type", "application/json"}, field{"content-digest", "sha-256=:" + sum + ":"})
	}
	answer, content := send(method, target, append(fields, c.signatureOf(method, target, fields)...), body)
	log.Println(answer.StatusCode, answer.Header.Get("x-road-request-id"))
	fmt.Println(string(content))
	if answer.StatusCode >= 400 {
		os.Exit(1)
	}
}

// Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request.
func (c *caller) askForToken(nonce string) string {
	target := c.bus + "/oauth2/token"
	claims := object{"iss": c.client, "sub": c.client, "aud": c.bus + "/oauth2", "exp": time.Now().Unix() + 60}
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {c.jwt(object{"kid": c.jwk.Kid}, claims)},
		"resource":              {c.bus + "/r1"},
	}
	more := object{}
	if nonce != "" {
		more["nonce"] = nonce
	}
	fields := []field{{"dpop", c.dpop("POST", target, more)}, {"content-type", "application/x-www-form-urlencoded"}}
	answer, content := send("POST", target, fields, []byte(form.Encode()))
	var result struct {
		Token string `json:"access_token"`
		Error string `json:"error"`
	}
	must(json.Unmarshal(content, &result))
	// The first request is answered with the nonce that the second must have.
	if result.Error == "use_dpop_nonce" && nonce == "" {
		return c.askForToken(answer.Header.Get("DPoP-Nonce"))
	}
	if result.Token == "" {
		log.Fatalf("no token: %d %s", answer.StatusCode, result.Error)
	}
	return result.Token
}

// Step 2: the signature (RFC 9421, RFC 9530) over the fields, in their order.
func (c *caller) signatureOf(method, target string, fields []field) []field {
	covered := append([]field{{"@method", method}, {"@target-uri", target}}, fields...)
	var names, lines []string
	for _, each := range covered {
		names = append(names, `"`+each.name+`"`)
		lines = append(lines, fmt.Sprintf(`"%s": %s`, each.name, each.value))
	}
	thumbprint := fmt.Sprintf(`{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, c.jwk.X, c.jwk.Y) // RFC 7638
	keyid := base64url.EncodeToString(digest([]byte(thumbprint)))
	now := time.Now().Unix()
	input := fmt.Sprintf(`(%s);created=%d;expires=%d;nonce="%s";keyid="%s";tag="simpul-request"`,
		strings.Join(names, " "), now, now+60, unique(), keyid)
	lines = append(lines, `"@signature-params": `+input)
	signature := base64.StdEncoding.EncodeToString(c.es256(strings.Join(lines, "\n")))
	return []field{{"signature-input", "sig=" + input}, {"signature", "sig=:" + signature + ":"}}
}

// Proves for one request that we hold the key (RFC 9449).
func (c *caller) dpop(method, target string, more object) string {
	jwk := object{"kty": "EC", "crv": "P-256", "x": c.jwk.X, "y": c.jwk.Y}
	more["htm"], more["htu"] = method, strings.Split(target, "?")[0]
	return c.jwt(object{"typ": "dpop+jwt", "jwk": jwk}, more)
}

func (c *caller) jwt(header, claims object) string {
	header["alg"], claims["jti"], claims["iat"] = "ES256", unique(), time.Now().Unix()
	text := base64url.EncodeToString(must1(json.Marshal(header))) + "." + base64url.EncodeToString(must1(json.Marshal(claims)))
	return text + "." + base64url.EncodeToString(c.es256(text))
}

// r and s side by side, 32 bytes each, and not in DER.
func (c *caller) es256(text string) []byte {
	r, s, err := ecdsa.Sign(rand.Reader, c.key, digest([]byte(text)))
	must(err)
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}

func send(method, target string, fields []field, body []byte) (*http.Response, []byte) {
	request := must1(http.NewRequest(method, target, bytes.NewReader(body)))
	for _, each := range fields {
		request.Header.Set(each.name, each.value)
	}
	answer := must1(http.DefaultClient.Do(request))
	defer answer.Body.Close()
	return answer, must1(io.ReadAll(answer.Body))
}

func digest(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

func unique() string {
	id := make([]byte, 16)
	must1(rand.Read(id))
	return hex.EncodeToString(id)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func must1[T any](value T, err error) T {
	must(err)
	return value
}
