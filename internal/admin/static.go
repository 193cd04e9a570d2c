package admin

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

//go:embed static icons
var assets embed.FS

// static are the style sheets, scripts and icons. Their addresses have a sum of
// their content in them, so that browsers keep them for good.
type static struct {
	addresses map[string]string // name → address
	files     map[string]staticFile
	icons     map[string]bool
}

type staticFile struct {
	kind          string
	plain, zipped []byte
}

// newStatic reads all files. They are part of the program: that they can be
// read is tested.
func newStatic() (*static, error) {
	s := &static{addresses: map[string]string{}, files: map[string]staticFile{}, icons: map[string]bool{}}
	err := fs.WalkDir(assets, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".txt") {
			return err
		}
		content, err := assets.ReadFile(name)
		if err != nil {
			return err
		}
		return s.add(strings.TrimPrefix(name, "static/"), content)
	})
	if err != nil {
		return nil, err
	}
	sprite, err := s.sprite()
	if err != nil {
		return nil, err
	}
	return s, s.add("icons.svg", sprite)
}

func (s *static) add(name string, content []byte) error {
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	address := Base + "/static/" + hex.EncodeToString(sum[:6]) + "/" + path.Base(name)
	s.addresses[name] = address
	s.files[address] = staticFile{kind: mime.TypeByExtension(path.Ext(name)), plain: content, zipped: zipped.Bytes()}
	return nil
}

// address returns the address of a file, such as app.js or vendor/htmx.js.
func (s *static) address(name string) (string, error) {
	address, ok := s.addresses[name]
	if !ok {
		return "", fmt.Errorf("there is no static file %s", name)
	}
	return address, nil
}

// ServeHTTP answers with a file; one of an older or newer program is not there.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := s.files[r.URL.Path]
	if !ok {
		httpserver.WriteProblem(w, r, problem.New(problem.NotFound, "There is no such file."))
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content := file.plain
	if httpserver.AcceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		content = file.zipped
	}
	h.Set("Content-Length", fmt.Sprint(len(content)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // the browser is gone if this fails
	}
}

var drawing = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)

// sprite puts the icons into one file.
func (s *static) sprite() ([]byte, error) {
	names, err := fs.Glob(assets, "icons/*.svg")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, file := range names {
		content, err := assets.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found := drawing.FindSubmatch(content)
		if found == nil {
			return nil, fmt.Errorf("%s is not a drawing", file)
		}
		name := strings.TrimSuffix(path.Base(file), ".svg")
		s.icons[name] = true
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" `+
			`stroke-linecap="round" stroke-linejoin="round">%s</symbol>`, name, bytes.Join(bytes.Fields(found[1]), []byte(" ")))
	}
	b.WriteString(`</svg>`)
	return b.Bytes(), nil
}

// icon draws an icon, for the eye alone: what it means is said beside it.
func (s *static) icon(name string) (template.HTML, error) {
	if !s.icons[name] {
		return "", fmt.Errorf("there is no icon %s", name)
	}
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + s.addresses["icons.svg"] + `#` + name + `"/></svg>`), nil //nolint:gosec // names of our own
}
