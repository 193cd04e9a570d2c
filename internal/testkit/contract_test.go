package testkit

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// aDocument has one resource, things.
const aDocument = `{"openapi": "3.1.0", "paths": {
	"/things": {
		"get": {"parameters": [{"$ref": "#/components/parameters/page"}, {"name": "fields", "in": "query"}], "responses": {
			"200": {"headers": {"X-Request-ID": {"$ref": "#/components/headers/id"}},
				"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}},
		"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
			"responses": {"201": {}, "400": {"$ref": "#/components/responses/Bad"}}}},
	"/strict": {"get": {"parameters": [{"name": "fields", "in": "query"}], "responses": {"200": {"content": {"application/json":
		{"schema": {"type": "object", "required": ["name"]}}}}}}},
	"/snake_case-path": {"get": {"responses": {"201": {}}}},
	"/things/{id}": {"get": {"responses": {"200": {"content": {"application/yaml": {}}}}}},
	"/things/new": {"get": {"responses": {"304": {}}}}},
	"components": {
		"parameters": {"page": {"name": "page", "in": "query"}},
		"headers": {"id": {"required": true}},
		"responses": {"Bad": {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
		"schemas": {
			"Problem": {"type": "object", "required": ["status"], "properties": {"status": {"type": "integer"}}},
			"Thing": {"type": "object", "x-whole": ["name"], "properties": {
				"name": {"type": "string", "maxLength": 5}, "day": {"type": "string", "format": "date"},
				"id": {"type": "string", "format": "uuid", "readOnly": true}}}}}}`

func TestContractFindsWhatIsNotDocumented(t *testing.T) {
	c, err := newContract([]byte(aDocument))
	if err != nil {
		t.Fatal(err)
	}
	const (
		json    = "application/json"
		problem = "application/problem+json"
	)
	for _, test := range []struct {
		request   string // method, path and query, body
		status    int
		mediaType string
		body      string
		want      string // "" for no fault
	}{
		{"GET /things", 200, json, `{"name": "a", "more": 1}`, ""},
		{"GET /things/", 200, json + "; charset=utf-8", `{"name": "a"}`, ""},
		{"GET /things", 200, json, `{"day": "2026-11-24"}`, "missing property 'name'"},
		{"GET /things?fields=day", 200, json, `{"day": "2026-11-24"}`, ""},
		{"GET /things?fields=day", 200, json, `{"day": "today"}`, "not valid date"},
		{"GET /strict?fields=day", 200, json, `{"day": "2026-11-24"}`, "missing property 'name'"},
		{"GET /snake-case_path/", 201, "", "", ""},
		{"GET /things", 200, json, `{"name": "too long"}`, "maxLength"},
		{"GET /things", 200, json, `no`, "no JSON"},
		{"GET /things", 200, "text/html", `<p>`, "Content-Type"},
		{"GET /things", 418, json, `{}`, "no such status"},
		{"GET /things?page=2&custom_fields.a=b", 200, json, `{"name": "a"}`, ""},
		{"GET /things?sort=up", 200, json, `{"name": "a"}`, "parameter sort"},
		{"HEAD /things", 200, json, "", ""},
		{"HEAD /things", 404, json, "", "no such status"},
		{"GET /things/7", 200, "application/yaml", "a: b", ""},
		{"GET /things/new", 304, "", "", ""},
		{"GET /things/new", 200, json, "{}", "no such status"},
		{"GET /things/new", 304, "", "x", "has a body"},
		{`POST /things {"name": " 12345 ", "id": "x"}`, 201, "", "", ""},
		{`POST /things {"name": "123456"}`, 201, "", "", "was accepted"},
		{`POST /things {"nam": 1}`, 400, problem, `{"status": 400}`, ""},
		{`POST /things {"nam": 1}`, 400, problem, `{}`, "missing property 'status'"},
		{`POST /things {"name": 1}`, 201, "", "", "got number, want string"},
		{"PUT /things", 405, problem, `{"status": 405}`, "Allow"},
		{"PUT /things", 200, "", "", "no such operation"},
		{"OPTIONS /things", 204, "", "", ""},
		{"GET /nothing", 404, problem, `{"status": 404}`, ""},
		{"GET /nothing", 404, "text/plain", `no`, "no problem"},
		{"GET /nothing", 200, json, `{}`, "no such operation"},
	} {
		got := strings.Join(c.faults(anExchange(test.request, test.status, test.mediaType, test.body)), "\n")
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s %d: got %q, want %q", test.request, test.status, got, test.want)
		}
	}
	without := anExchange("GET /things", 200, json, `{"name": "a"}`)
	without.header.Del("X-Request-ID")
	if got := c.faults(without); fmt.Sprint(got) != "[it has no header X-Request-ID]" {
		t.Errorf("without a header: %q", got)
	}
}

func anExchange(request string, status int, mediaType, body string) *exchange {
	words := strings.SplitN(request, " ", 3)
	path, query, _ := strings.Cut(words[1], "?")
	values, _ := url.ParseQuery(query)
	x := &exchange{
		method: words[0], path: apiBase + path, query: values, status: status, body: []byte(body),
		header: http.Header{"X-Request-Id": {"1"}, "Content-Type": {mediaType}},
	}
	if len(words) == 3 {
		x.sent, x.sentType = []byte(words[2]), "application/json"
	}
	return x
}

// TestStormsAreCheckedNowAndThen: the fault shows all the same.
func TestStormsAreCheckedNowAndThen(t *testing.T) {
	c, err := newContract([]byte(aDocument))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for range alwaysChecked + 2*thenOneOf {
		found += len(c.faults(anExchange("GET /things", 200, "text/html", "")))
	}
	if found != alwaysChecked+2 {
		t.Errorf("%d were looked at", found)
	}
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	for _, encoded := range []string{"", "[]", "{"} {
		if _, err := newContract([]byte(encoded)); err == nil {
			t.Errorf("%q was taken", encoded)
		}
	}
}

// listener is a test that only notes how it failed.
type listener struct {
	testing.TB
	failed []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.failed = append(l.failed, fmt.Sprintf(format, args...))
}

// TestCheckedFailsTheTest sends requests to a server that does not always do what
// it says. The document that other tests hold servers against stays what it is.
func TestCheckedFailsTheTest(t *testing.T) {
	kept := &served
	kept.mu.Lock()
	before := kept.kept
	kept.kept = nil
	kept.mu.Unlock()
	t.Cleanup(func() { kept.kept = before })

	ready := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == documentPath && ready:
			_, _ = io.WriteString(w, aDocument)
		case r.URL.Path == documentPath:
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == apiBase+"/things":
			w.Header()["X-Request-Id"] = []string{"1"}
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"name": 1}`)
		default:
			w.Header().Set("Content-Length", "9")
			_, _ = io.WriteString(w, "half")
		}
	}))
	t.Cleanup(server.Close)
	l := &listener{TB: t}
	client := &http.Client{Transport: Checked(l, nil)}
	t.Cleanup(client.CloseIdleConnections)
	get := func(path string) (string, error) {
		resp, err := client.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		var b bytes.Buffer
		_, err = b.ReadFrom(resp.Body)
		return b.String(), err
	}
	for _, becomesReady := range []bool{false, true} { // first it cannot say what it does
		ready = becomesReady
		if body, err := get(apiBase + "/things"); body != `{"name": 1}` || err != nil {
			t.Errorf("got %q, %v", body, err)
		}
		if want := map[bool]int{false: 0, true: 1}[ready]; len(l.failed) != want {
			t.Errorf("failures: %q, want %d", l.failed, want)
		}
	}
	if body, err := get(apiBase + "/broken"); body != "half" || err == nil {
		t.Errorf("what broke off reads as %q, %v", body, err)
	}
	if body, _ := get("/elsewhere"); body != "half" || len(l.failed) != 1 {
		t.Errorf("got %q, failures: %q", body, l.failed)
	}
}
