package viewer

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/httpserver"
)

//go:embed page.html static
var assets embed.FS

// notServed has the sums of the files of others, for a test.
const notServed = "static/vendor/VERSIONS.txt"

// file is something that is the same for everybody. It is kept packed, as nearly
// every browser takes it; unpacked from the first time on that somebody does not.
type file struct {
	address string // has a sum of the content in it
	kind    string
	tag     string
	packed  []byte
	plain   func() ([]byte, error)
}

func newFile(name string, packed []byte) *file {
	sum := sha256.Sum256(packed)
	short := hex.EncodeToString(sum[:6])
	return &file{
		address: Base + "/static/" + short + "/" + path.Base(name), kind: mime.TypeByExtension(path.Ext(name)),
		tag: `W/"` + short + `"`, packed: packed, plain: sync.OnceValues(func() ([]byte, error) { return unpack(packed) }),
	}
}

// readFiles returns the files of static by their names there, without the ending
// of those that lie there packed. They are part of the program: that they can be
// read is tested.
func readFiles() (map[string]*file, error) {
	files := map[string]*file{}
	err := fs.WalkDir(assets, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == notServed {
			return err
		}
		content, err := assets.ReadFile(name)
		if err != nil {
			return err
		}
		short, isPacked := strings.CutSuffix(strings.TrimPrefix(name, "static/"), ".gz")
		if !isPacked {
			if content, err = pack(content); err != nil {
				return err
			}
		}
		files[short] = newFile(short, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the files of the page: %w", err)
	}
	return files, nil
}

func pack(content []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r) // checks the sum at the end
}

// ServeHTTP implements http.Handler. Browsers keep the file for good.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	f.write(w, r)
}

func (f *file) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", f.tag)
	content := f.packed
	if httpserver.AcceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", fmt.Sprint(len(content)))
	} else {
		var err error
		if content, err = f.plain(); err != nil {
			httpserver.WriteProblem(w, r, err)
			return
		}
	}
	r.Header.Del("Range") // of which coding a range would be, the tag does not say
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
