package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// httpTiles reads the files of a log, each once, as C2SP tlog-tiles names them.
type httpTiles struct {
	log   string
	cache map[string][]byte
}

func (t *httpTiles) Height() int { return tileHeight }

func (t *httpTiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *httpTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := t.get(c2spPath(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// c2spPath is the path that x/mod gives a tile, without the height and with the C2SP name of the records:
// tile/8/0/x001/067 is tile/0/x001/067, tile/8/data/000.p/3 is tile/entries/000.p/3.
func c2spPath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

// records reads the bundle n: a length of two bytes before each record.
func (t *httpTiles) records(n int64, width int) ([][]byte, error) {
	path := c2spPath(tlog.Tile{H: tileHeight, L: -1, N: n, W: width})
	bundle, err := t.get(path)
	if err != nil {
		return nil, err
	}
	var records [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("%s: a record is cut off", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		records = append(records, bundle[2:end])
		bundle = bundle[end:]
	}
	if len(records) != width {
		return nil, fmt.Errorf("%s: %d records", path, len(records))
	}
	return records, nil
}

func (t *httpTiles) get(path string) (data []byte, err error) {
	if known, ok := t.cache[path]; ok {
		return known, nil
	}
	response, err := http.Get(t.log + "/" + path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	data, err = io.ReadAll(response.Body)
	if err == nil {
		t.cache[path] = data
	}
	return data, err
}
