// Command httpsigncheck signs and verifies raw HTTP messages with github.com/yaronf/httpsign, the RFC 9421 library of others.
//
//	httpsigncheck sign -key private.pem -keyid ID -nonce N -tag TAG -expires SECONDS -fields "@method …" request.http
//	httpsigncheck verify -key public.pem -label NAME -tag TAG request.http [response.http]
//
// sign prints the header lines to add as JSON. verify ends with 0 where the signature of the last message and its digest hold, else 1.
package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/yaronf/httpsign"
)

var schemes = []string{httpsign.DigestSha256, httpsign.DigestSha512}

func main() {
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command string, args []string) error {
	flags := flag.NewFlagSet(command, flag.ExitOnError)
	key := flags.String("key", "", "PEM file: PKCS #8 to sign, SPKI to verify")
	keyid := flags.String("keyid", "", "keyid of the signature")
	nonce := flags.String("nonce", "", "nonce of the signature")
	tag := flags.String("tag", "", "tag of the signature")
	label := flags.String("label", "theirs", "label of the signature")
	expires := flags.Int64("expires", 60, "life of the signature in seconds")
	fields := flags.String("fields", "", "what is covered, blanks between")
	if err := flags.Parse(args); err != nil {
		return err
	}
	block, err := readPem(*key)
	if err != nil {
		return err
	}
	request, err := readRequest(flags.Arg(0))
	if err != nil {
		return err
	}
	switch {
	case command == "sign":
		config := httpsign.NewSignConfig().SignAlg(false).SetKeyID(*keyid).SetNonce(*nonce).SetTag(*tag).
			SetExpires(time.Now().Unix() + *expires)
		return sign(request, *label, block, config, strings.Fields(*fields))
	case flags.NArg() > 1:
		response, err := readResponse(flags.Arg(1), request)
		if err != nil {
			return err
		}
		verifier, err := newVerifier(block, *tag, httpsign.Headers("@status", "x-road-request-id", "content-digest"))
		if err != nil {
			return err
		}
		if err := httpsign.VerifyResponse(*label, *verifier, response, request); err != nil {
			return err
		}
		return checkDigest(response.Header, &response.Body)
	default:
		verifier, err := newVerifier(block, *tag, httpsign.Headers("@method", "@target-uri", "x-road-client"))
		if err != nil {
			return err
		}
		if err := httpsign.VerifyRequest(*label, *verifier, request); err != nil {
			return err
		}
		return checkDigest(request.Header, &request.Body)
	}
}

func sign(request *http.Request, label string, block []byte, config *httpsign.SignConfig, fields []string) error {
	added := map[string]string{}
	if request.ContentLength > 0 {
		digest, err := httpsign.GenerateContentDigestHeader(&request.Body, schemes[:1])
		if err != nil {
			return err
		}
		added["Content-Digest"] = digest
		request.Header.Set("Content-Digest", digest)
	}
	signer, err := newSigner(block, config, httpsign.Headers(fields...))
	if err != nil {
		return err
	}
	input, signature, err := httpsign.SignRequest(label, *signer, request)
	if err != nil {
		return err
	}
	added["Signature-Input"], added["Signature"] = input, signature
	return json.NewEncoder(os.Stdout).Encode(added)
}

func newSigner(block []byte, config *httpsign.SignConfig, fields httpsign.Fields) (*httpsign.Signer, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(block)
	if err != nil {
		return nil, err
	}
	switch key := parsed.(type) {
	case ed25519.PrivateKey:
		return httpsign.NewEd25519Signer(key, config, fields)
	case *ecdsa.PrivateKey:
		return httpsign.NewP256Signer(*key, config, fields)
	case *rsa.PrivateKey:
		return httpsign.NewRSAPSSSigner(*key, config, fields)
	}
	return nil, errors.New("a key of another kind")
}

func newVerifier(block []byte, tag string, fields httpsign.Fields) (*httpsign.Verifier, error) {
	parsed, err := x509.ParsePKIXPublicKey(block)
	if err != nil {
		return nil, err
	}
	config := httpsign.NewVerifyConfig().SetAllowedTags([]string{tag}).SetNotOlderThan(5 * time.Minute).
		SetNotNewerThan(time.Minute)
	switch key := parsed.(type) {
	case ed25519.PublicKey:
		return httpsign.NewEd25519Verifier(key, config, fields)
	case *ecdsa.PublicKey:
		return httpsign.NewP256Verifier(*key, config, fields)
	case *rsa.PublicKey:
		return httpsign.NewRSAPSSVerifier(*key, config, fields)
	}
	return nil, errors.New("a key of another kind")
}

func checkDigest(header http.Header, body *io.ReadCloser) error {
	received := header.Values("Content-Digest")
	if len(received) == 0 {
		return nil
	}
	return httpsign.ValidateContentDigestHeader(received, body, schemes)
}

func readRequest(file string) (*http.Request, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, err
	}
	return request, nil
}

func readResponse(file string, request *http.Request) (*http.Response, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), request)
}

func readPem(file string) ([]byte, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM", file)
	}
	return block.Bytes, nil
}
