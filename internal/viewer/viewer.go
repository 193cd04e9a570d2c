// Package viewer owns the page at /docs, on which the API is read and tried in
// a browser: the page, what it may do, and the files it is made of. What the API
// is stands in the document that the page shows, which is not its own.
package viewer

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

// Base is the path at which the page is served.
const Base = "/docs"

// Config is what the page shows.
type Config struct {
	API     string // the path of the API, such as /api/v1
	Version string // of the program
}

// policy is what the page may do: run what comes from here, ask this server, and
// nothing else. The viewer puts its styles into the page by script, so that they
// cannot be limited to files; ADR 20 says what that is worth.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// New returns the handler of Base and of everything below it.
func New(c Config) (http.Handler, error) {
	files, err := readFiles()
	if err != nil {
		return nil, err
	}
	page, err := newPage(c, files)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(Base, readOnly(page))
	mux.Handle(Base+"/{$}", readOnly(page))
	for _, f := range files {
		mux.Handle(f.address, readOnly(f))
	}
	mux.HandleFunc(Base+"/", func(w http.ResponseWriter, r *http.Request) {
		httpserver.WriteProblem(w, r, problem.New(problem.NotFound, "Nothing is at this path."))
	})
	return httpserver.PageHeaders(mux), nil
}

// newPage makes the page. It is the same for everybody, whoever asks: neither the
// page nor the document that it asks for without a key has anything of a workspace.
func newPage(c Config, files map[string]*file) (http.Handler, error) {
	parsed, err := template.New("page.html").Funcs(template.FuncMap{
		"file": func(name string) (string, error) {
			if f := files[name]; f != nil {
				return f.address, nil
			}
			return "", fmt.Errorf("there is no file %s", name)
		},
	}).ParseFS(assets, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, c); err != nil {
		return nil, fmt.Errorf("make the page: %w", err)
	}
	packed, err := pack(b.Bytes())
	if err != nil {
		return nil, err
	}
	page := newFile("page.html", packed)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Cache-Control", "no-cache") // asked for each time, as another program has other files
		page.write(w, r)
	}), nil
}

// readOnly refuses what is neither GET nor HEAD.
func readOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			httpserver.WriteProblem(w, r, problem.New(problem.MethodNotAllowed, "This path allows only GET and HEAD."))
			return
		}
		next.ServeHTTP(w, r)
	})
}
