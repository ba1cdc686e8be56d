// Command tlogcheck reads a log over HTTP with Go's own transparency-log code (golang.org/x/mod/sumdb) and checks the
// checkpoint's signature, that each record is included, and that earlier checkpoints are consistent with the last.
// It prints what it checked as JSON, and ends with 1 at the first thing that does not hold.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// texts collects the values of a flag that may come several times.
type texts []string

func (t *texts) String() string { return strings.Join(*t, " ") }
func (t *texts) Set(value string) error {
	*t = append(*t, value)
	return nil
}

// checked is what was found right.
type checked struct {
	Origin  string   `json:"origin"`
	Size    int64    `json:"size"`
	Root    string   `json:"root"`
	Records int64    `json:"records"`
	Earlier []int64  `json:"earlier"`
	Signers []string `json:"signers"`
}

func main() {
	var log, vkey string
	var cosigners, earlier texts
	flag.StringVar(&log, "log", "", "address of the log, without the slash at its end")
	flag.StringVar(&vkey, "vkey", "", "Ed25519 verifier key of the log")
	flag.Var(&cosigners, "cosigner", "verifier key of a witness that must have cosigned (may come several times)")
	flag.Var(&earlier, "earlier", "file with an earlier checkpoint (may come several times)")
	flag.Parse()
	result, err := check(log, vkey, cosigners, earlier)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(log, vkey string, cosigners, earlier []string) (*checked, error) {
	logKey, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("vkey: %w", err)
	}
	keys := []note.Verifier{logKey}
	for _, cosigner := range cosigners {
		key, err := formats.NewVerifierForCosignatureV1(cosigner)
		if err != nil {
			return nil, fmt.Errorf("cosigner: %w", err)
		}
		keys = append(keys, key)
	}
	tiles := &httpTiles{log: log, cache: make(map[string][]byte)}
	text, err := tiles.get("checkpoint")
	if err != nil {
		return nil, err
	}
	tree, signers, err := openCheckpoint(text, keys)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if len(signers) != len(keys) {
		return nil, fmt.Errorf("checkpoint: signed by %v alone", signers)
	}
	reader := tlog.TileHashReader(tree, tiles)
	if err := checkRecords(tree, tiles, reader); err != nil {
		return nil, err
	}
	result := &checked{Origin: logKey.Name(), Size: tree.N, Root: tree.Hash.String(), Records: tree.N, Signers: signers, Earlier: []int64{}}
	for _, file := range earlier {
		size, err := checkEarlier(file, logKey, tree, reader)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		result.Earlier = append(result.Earlier, size)
	}
	return result, nil
}

// openCheckpoint verifies a note and reads it as a checkpoint of the first key's log.
func openCheckpoint(text []byte, keys []note.Verifier) (tlog.Tree, []string, error) {
	opened, err := note.Open(text, note.VerifierList(keys...))
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	var signers []string
	for _, signature := range opened.Sigs {
		signers = append(signers, signature.Name)
	}
	var tree tlog.Tree
	var root string
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != keys[0].Name() {
		return tlog.Tree{}, nil, fmt.Errorf("not of the log %q", keys[0].Name())
	}
	if _, err := fmt.Sscanf(lines[1]+" "+lines[2], "%d %s", &tree.N, &root); err != nil {
		return tlog.Tree{}, nil, err
	}
	tree.Hash, err = tlog.ParseHash(root)
	return tree, signers, err
}

// checkRecords proves of each record of the log that it is in the tree.
func checkRecords(tree tlog.Tree, tiles *httpTiles, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += tileWidth {
		records, err := tiles.records(first/tileWidth, int(min(tileWidth, tree.N-first)))
		if err != nil {
			return err
		}
		for i, record := range records {
			n := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, n, reader)
			if err != nil {
				return fmt.Errorf("record %d: %w", n, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(record)); err != nil {
				return fmt.Errorf("record %d: %w", n, err)
			}
		}
	}
	return nil
}

// checkEarlier proves that the tree grew from the one of an earlier checkpoint.
func checkEarlier(file string, logKey note.Verifier, tree tlog.Tree, reader tlog.HashReader) (int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	old, _, err := openCheckpoint(text, []note.Verifier{logKey})
	if err != nil {
		return 0, err
	}
	if old.N == 0 {
		return 0, nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return 0, err
	}
	return old.N, tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}
