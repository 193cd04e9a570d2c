package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// ErrNotModified is the error of a request with IfNoneMatch whose record still
// has that ETag.
var ErrNotModified = errors.New("liaison: the record has not changed")

// Client sends requests to one server. Its fields may be changed until its
// first use; then many goroutines may use it at once.
type Client struct {
	URL       string       // origin of the server, such as https://contacts.example.org, without /api/v1
	Key       string       // API key or access token; "" sends none
	Workspace string       // slug of the workspace that is meant, for who works in several; "" names none
	HTTP      *http.Client // nil is http.DefaultClient
}

// New returns a client of the server at an origin, which sends a key or an
// access token.
func New(origin, key string) *Client {
	return &Client{URL: origin, Key: key}
}

// request is what the methods of Client say about theirs.
type request struct {
	method  string
	path    string // with {names}
	args    []any  // for the names
	query   any    // a struct of parameters, url.Values or nil
	body    any    // nil for none
	options []RequestOption
}

// send sends a request and returns what it is answered with; of an answer
// without a body the zero value.
func send[T any](ctx context.Context, c *Client, r request) (*T, error) {
	e, err := r.prepare(ctx, c)
	if err != nil {
		return nil, err
	}
	body, err := e.do(c.HTTP)
	if err != nil {
		return nil, err
	}
	answer := new(T)
	if len(body) == 0 {
		return answer, nil
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return nil, fmt.Errorf("liaison: read the answer to %s %s: %w", r.method, r.path, err)
	}
	return answer, nil
}

// exchange is a request on its way, as options may change it.
type exchange struct {
	request *http.Request
	query   url.Values
	answer  *http.Header // where the headers of the answer go, or nil
}

// prepare makes the HTTP request.
func (r *request) prepare(ctx context.Context, c *Client) (*exchange, error) {
	path, err := r.fill()
	if err != nil {
		return nil, err
	}
	var body io.Reader
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("liaison: write the body of %s %s: %w", r.method, r.path, err)
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, strings.TrimRight(c.URL, "/")+basePath+path, body)
	if err != nil {
		return nil, fmt.Errorf("liaison: %w", err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.Key)
	}
	if c.Workspace != "" {
		req.Header.Set("Liaison-Workspace", c.Workspace)
	}
	e := &exchange{request: req, query: values(r.query)}
	for _, apply := range r.options {
		apply(e)
	}
	req.URL.RawQuery = e.query.Encode()
	return e, nil
}

// fill puts the arguments into the path. An empty one is an error: the path
// would be that of the list.
func (r *request) fill() (string, error) {
	path := r.path
	for _, arg := range r.args {
		before, rest, _ := strings.Cut(path, "{")
		name, after, _ := strings.Cut(rest, "}")
		value := fmt.Sprint(arg)
		if value == "" {
			return "", fmt.Errorf("liaison: %s %s: %s is empty", r.method, r.path, name)
		}
		path = before + url.PathEscape(value) + after
	}
	return path, nil
}

// do sends the request and returns the body of an answer that is no error.
func (e *exchange) do(client *http.Client) ([]byte, error) {
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(e.request)
	if err != nil {
		return nil, fmt.Errorf("liaison: %w", err)
	}
	defer resp.Body.Close()
	if e.answer != nil {
		*e.answer = resp.Header
	}
	body, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("liaison: read the answer to %s %s: %w", e.request.Method, e.request.URL.Path, err)
	case resp.StatusCode == http.StatusNotModified:
		return nil, ErrNotModified
	case resp.StatusCode >= 300:
		return nil, problemOf(resp, body)
	}
	return body, nil
}
