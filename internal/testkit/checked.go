package testkit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// apiBase is where the API is, whose document is at documentPath.
const (
	apiBase      = "/api/v1"
	documentPath = apiBase + "/openapi.json"
)

// Checked is a transport that holds every answer of the API, and every request
// that succeeds, against the OpenAPI document that the server itself serves to
// those without a key. It fails the test where they differ. A nil base is
// http.DefaultTransport.
//
// The document is read once in a test binary, from the first server that answers:
// all servers of a binary are of one program.
func Checked(t testing.TB, base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &checked{t, base}
}

type checked struct {
	t    testing.TB
	base http.RoundTripper
}

// CloseIdleConnections does what http.Client.CloseIdleConnections is for.
func (c *checked) CloseIdleConnections() {
	if closer, ok := c.base.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// RoundTrip does what http.RoundTripper says, and reads the answer to its end.
func (c *checked) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.base.RoundTrip(req)
	if err != nil || !strings.HasPrefix(req.URL.Path, apiBase+"/") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close() // what was read counts
	if err != nil {       // the server broke off: whoever reads the answer is told so
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failingReader{err}))
		return resp, nil
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	k, err := served.contract(c.base, req)
	switch {
	case errors.Is(err, errNoDocument):
		return resp, nil // a server that cannot answer now; a later request is checked
	case err != nil:
		c.t.Errorf("the answers of the API cannot be checked: %v", err)
		return resp, nil
	}
	x := &exchange{
		method: req.Method, path: req.URL.EscapedPath(), query: req.URL.Query(), sentType: media(req.Header),
		status: resp.StatusCode, header: resp.Header, body: body,
	}
	if req.GetBody != nil {
		if sent, err := req.GetBody(); err == nil {
			x.sent, _ = io.ReadAll(sent) // from memory
		}
	}
	for _, fault := range k.faults(x) {
		c.t.Errorf("%s %s answered %d, which is not as the OpenAPI document says: %s\n%.2000s",
			req.Method, req.URL.RequestURI(), resp.StatusCode, fault, body)
	}
	return resp, nil
}

// media is the media type that a header names, without parameters.
func media(h http.Header) string {
	name, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return name
}

// failingReader is the end of an answer that broke off.
type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

// served is the contract of the program under test, once it was read.
var served keptContract

type keptContract struct {
	mu   sync.Mutex
	kept *contract
}

var errNoDocument = errors.New("the server does not serve its OpenAPI document")

// contract reads the document from the server that a request is for, unless it was
// read before.
func (k *keptContract) contract(base http.RoundTripper, to *http.Request) (*contract, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept != nil {
		return k.kept, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(to.Context()), 10*time.Second)
	defer cancel()
	url := *to.URL
	url.Path, url.RawPath, url.RawQuery = documentPath, "", ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask for the OpenAPI document: %w", err)
	}
	resp, err := base.RoundTrip(req)
	if err != nil {
		return nil, errors.Join(errNoDocument, err)
	}
	defer func() { _ = resp.Body.Close() }()
	document, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, errors.Join(errNoDocument, err)
	}
	k.kept, err = newContract(document)
	return k.kept, err
}
