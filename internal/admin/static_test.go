package admin

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The libraries of others lie there as their makers gave them out.
func TestVendoredFilesAreWhole(t *testing.T) {
	list, err := os.ReadFile("static/vendor/VERSIONS.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(list)) {
		sum, rest, _ := strings.Cut(strings.TrimSpace(line), "  ")
		name, _, _ := strings.Cut(rest, "  ")
		content, err := os.ReadFile(filepath.Join("static/vendor", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(content); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s is not what VERSIONS.txt says", name)
		}
		known[name] = true
	}
	files, err := filepath.Glob("static/vendor/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		library, _, _ := strings.Cut(name, ".")
		if strings.HasSuffix(name, ".txt") || known[name] {
			continue
		}
		t.Errorf("%s of %s has no line in VERSIONS.txt", name, library)
	}
}

func TestStaticFilesAreKeptForGood(t *testing.T) {
	s, err := newStatic()
	if err != nil {
		t.Fatal(err)
	}
	address, err := s.address("admin.css")
	if err != nil {
		t.Fatal(err)
	}
	get := func(path, encoding string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		s.ServeHTTP(w, r)
		return w
	}
	plain, zipped := get(address, ""), get(address, "br, gzip")
	if plain.Code != http.StatusOK || plain.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet: %d, %v", plain.Code, plain.Header())
	}
	if cache := plain.Header().Get("Cache-Control"); !strings.Contains(cache, "immutable") {
		t.Errorf("Cache-Control is %q", cache)
	}
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() >= plain.Body.Len() {
		t.Errorf("packed it has %d bytes, else %d", zipped.Body.Len(), plain.Body.Len())
	}
	if w := get(strings.Replace(address, "admin.css", "admin.js", 1), ""); w.Code != http.StatusNotFound {
		t.Errorf("a file with the sum of another: %d", w.Code)
	}
	if _, err := s.address("nothing.js"); err == nil {
		t.Error("a file that is not there has an address")
	}
	if _, err := s.icon("nothing"); err == nil {
		t.Error("an icon that is not there is drawn")
	}
}
