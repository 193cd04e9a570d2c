package example_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/example"
)

// request is what a test reads of a request in the collection.
type request struct {
	Name  string
	ID    string
	Event []struct {
		Listen string
		Script struct{ Exec []string }
	}
	Request struct {
		Auth   *struct{ Type string }
		Method string
		Header []field
		Body   *struct{ Raw string }
		URL    struct {
			Raw             string
			Path            []string
			Query, Variable []field
		}
	}
	Response []struct{ Code int }
}

type field struct {
	Key, Value string
	Disabled   bool
}

// requests are those of a collection, in their order.
func requests(t *testing.T, encoded []byte) []request {
	t.Helper()
	var collection struct{ Item []struct{ Item []request } }
	if err := json.Unmarshal(encoded, &collection); err != nil {
		t.Fatal(err)
	}
	var all []request
	for _, folder := range collection.Item {
		all = append(all, folder.Item...)
	}
	return all
}

// TestTheCollectionHasEveryOperation: each stands there with tests, the steps in
// the order of the tour and without a secret of the server on which they were made.
func TestTheCollectionHasEveryOperation(t *testing.T) {
	document := theDocument(t)
	made := madeTour(t, document)
	collection, err := example.Postman(document, made)
	if err != nil {
		t.Fatal(err)
	}
	environment, err := example.PostmanEnvironment(document, made)
	if err != nil {
		t.Fatal(err)
	}
	var names, want []string
	for _, x := range made {
		want = append(want, x.Name)
	}
	missing := map[string]bool{}
	for _, op := range document.Operations {
		missing[op.Method+" "+document.Servers[0].URL+op.Path] = true
	}
	for _, r := range requests(t, collection) {
		names = append(names, r.Name)
		for i, part := range r.Request.URL.Path {
			if name, isParameter := strings.CutPrefix(part, ":"); isParameter {
				r.Request.URL.Path[i] = "{" + name + "}"
			}
		}
		delete(missing, r.Request.Method+" /"+strings.Join(r.Request.URL.Path, "/"))
		if len(r.Event) == 0 || r.Event[len(r.Event)-1].Listen != "test" {
			t.Errorf("%s has no tests", r.Name)
		}
	}
	if diff := gocmp.Diff(want, names); diff != "" {
		t.Errorf("the order is another one (-tour +collection):\n%s", diff)
	}
	for operation := range missing {
		t.Errorf("%s is not in the collection", operation)
	}
	for _, x := range made {
		var secret struct{ Access, Refresh, Key string }
		if json.Unmarshal(x.Answer, &secret) != nil {
			continue
		}
		for _, text := range []string{secret.Access, secret.Refresh, secret.Key, "violet tram"} {
			if len(text) > 10 && strings.Contains(string(collection)+string(environment), text) {
				t.Errorf("%s: a secret stands in the collection", x.Name)
			}
		}
	}
}

func aDocument() *example.Document {
	return &example.Document{Servers: []struct{ URL string }{{URL: "/api/v1"}}}
}

// aStep is an exchange as the tour would have made it.
func aStep(step example.Step) *example.Exchange {
	op := &example.Operation{
		ID: step.Operation, Method: http.MethodGet, Path: "/things/{id}", Tags: []string{"Things"},
		Parameters: []*example.Parameter{
			{In: "path", Name: "id"},
			{In: "query", Name: "name"},
			{In: "query", Name: "name__contains"},
			{In: "query", Name: "open", Schema: map[string]any{"type": "boolean"}},
			{In: "query", Name: "ordering", Schema: map[string]any{"items": map[string]any{"enum": []any{"name", "-name"}}}},
			{In: "header", Name: "If-None-Match"},
		},
		Responses: map[string]*example.Response{"200": {Description: "The thing."}},
	}
	if step.Body != "" {
		op.Method = http.MethodPost
	}
	return &example.Exchange{
		Step: &step, Op: op, Method: op.Method, Answered: http.Header{"Content-Type": {"application/json"}}, Answer: []byte(`{}`),
	}
}

// TestARequestOfTheCollection looks at what stands in one.
func TestARequestOfTheCollection(t *testing.T) {
	encoded, err := example.Postman(aDocument(), []*example.Exchange{aStep(example.Step{
		Operation: "getThing", Name: "Get a thing", Status: http.StatusOK,
		Path: map[string]string{"id": "50 %/{{run}}"}, Query: []string{"name=a+b & {{run}}"},
	})})
	if err != nil {
		t.Fatal(err)
	}
	r := requests(t, encoded)[0]
	want := []field{{Key: "name", Value: "a%2Bb %26 {{run}}"}, {Key: "open", Value: "true", Disabled: true}, {Key: "ordering", Value: "name", Disabled: true}}
	if diff := gocmp.Diff(want, r.Request.URL.Query); diff != "" {
		t.Errorf("the query (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff([]field{{Key: "id", Value: "50%20%25%2F{{run}}"}}, r.Request.URL.Variable); diff != "" {
		t.Errorf("the path (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff([]field{{Key: "If-None-Match", Disabled: true}}, r.Request.Header); diff != "" {
		t.Errorf("the headers (-want +got):\n%s", diff)
	}
	if r.Request.Auth != nil || r.Request.Body != nil || len(r.Response) != 1 {
		t.Errorf("want a request with the API key, without a body, with an answer, got %+v", r)
	}
}

// signedIn keeps what the steps of other callers need.
func signedIn(next ...example.Step) []*example.Exchange {
	first := example.Step{Operation: "signIn", Name: "Sign in", Caller: example.Nobody, Status: http.StatusOK, Keeps: map[string]string{
		"access": "/access", "superuser": "/user/is_superuser", "viewer_key": "/viewer",
	}}
	made := []*example.Exchange{aStep(first)}
	for _, step := range next {
		step.Operation, step.Status = cmp.Or(step.Operation, "getThing"), cmp.Or(step.Status, http.StatusOK)
		step.Name = cmp.Or(step.Name, fmt.Sprint("Step ", len(made)))
		made = append(made, aStep(step))
	}
	return made
}

// TestWhoMakesARequestOfTheCollection: the collection has the API key, other callers
// stand in their requests.
func TestWhoMakesARequestOfTheCollection(t *testing.T) {
	encoded, err := example.Postman(aDocument(), signedIn(
		example.Step{}, example.Step{Caller: example.Session}, example.Step{Caller: example.Viewer},
		example.Step{Caller: example.Superusers}, example.Step{Header: []string{"Authorization: Api-Key {{api_key}}"}},
	))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"noauth", "", "bearer", "bearer", "bearer", "noauth"}
	for i, r := range requests(t, encoded) {
		got := ""
		if r.Request.Auth != nil {
			got = r.Request.Auth.Type
		}
		if got != want[i] {
			t.Errorf("request %d: want %q, got %q", i, want[i], got)
		}
		isSkipped := strings.Contains(fmt.Sprint(r.Event), "skipRequest")
		if isSkipped != (i == 4) {
			t.Errorf("request %d is left out where the user is no superuser: %t", i, isSkipped)
		}
	}
}

// TestTheTestsOfARequest are the step's own expectations, in JavaScript.
func TestTheTestsOfARequest(t *testing.T) {
	encoded, err := example.Postman(aDocument(), signedIn(example.Step{
		Status: http.StatusBadRequest, Faults: []string{"/name", "/custom_fields/cards_{{run}}"},
		Wants: map[string]string{
			"/id": `"{{access}}"`, "/names/0": `"press {{run}}"`, "/list": `["{{run}}", 1]`, "/a/b": "null", "/custom fields/x~1y": "2", "ETag": `"1"`,
		},
		Keeps: map[string]string{"cursor": "/next?cursor", "etag": "ETag", "thing": "/id"},
	}))
	if err != nil {
		t.Fatal(err)
	}
	event := requests(t, encoded)[1].Event[0]
	script := strings.Join(event.Script.Exec, "\n")
	for _, want := range []string{
		`pm.response.to.have.status(400)`,
		`to.include("/name")`,
		`to.include(pm.variables.replaceIn("/custom_fields/cards_{{run}}"))`,
		`expect(body.id).to.eql(pm.variables.get("access"))`,
		`expect(body.names[0]).to.eql(pm.variables.replaceIn("press {{run}}"))`,
		`expect(body.list).to.eql(JSON.parse(pm.variables.replaceIn("[\"{{run}}\", 1]")))`,
		`expect(body?.a?.b ?? null).to.eql(null)`,
		`expect(body["custom fields"]["x/y"]).to.eql(2)`,
		`expect(pm.response.headers.get("ETag")).to.eql("1")`,
		`pm.environment.set("cursor", String(decodeURIComponent(new (require("postman-collection").Url)(body.next).query.get("cursor"))))`,
		`pm.environment.set("etag", String(pm.response.headers.get("ETag")))`,
		`pm.environment.set("thing", String(body.id))`,
	} {
		if !strings.Contains(script, want) {
			t.Errorf("want %s in\n%s", want, script)
		}
	}
}

// TestACollectionThatCouldNotRun is refused.
func TestACollectionThatCouldNotRun(t *testing.T) {
	for name, test := range map[string]struct {
		steps []example.Step
		want  string
	}{
		"used before it is kept": {[]example.Step{{Body: `{"tag": "{{tag}}"}`}, {Keeps: map[string]string{"tag": "/id"}}}, "{{tag}}"},
		"used in a place":        {[]example.Step{{Wants: map[string]string{"/custom_fields/{{tag}}": "1"}}}, "{{tag}}"},
		"kept by a request that is left out": {
			[]example.Step{{Caller: example.Superusers, Keeps: map[string]string{"tag": "/id"}}, {Query: []string{"id={{tag}}"}}}, "{{tag}}",
		},
		"two of one name":  {[]example.Step{{Name: "Again"}, {Name: "Again"}}, "stands twice"},
		"a folder resumed": {[]example.Step{{Folder: "Other"}, {}}, "ended before"},
	} {
		if _, err := example.Postman(aDocument(), signedIn(test.steps...)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: want an error with %q, got %v", name, test.want, err)
		}
	}
}
