package example_test

import (
	"bytes"
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/example"
)

var update = flag.Bool("update", false, "write the documents anew")

// TestDocumentsAreCurrent makes the tour and compares what is made of it with the
// files of the project, which `make generate` writes.
func TestDocumentsAreCurrent(t *testing.T) {
	document := theDocument(t)
	made := madeTour(t, document)
	for _, file := range []struct {
		path   string
		render func(*example.Document, []*example.Exchange) ([]byte, error)
	}{
		{"internal/restapi/examples.json", example.Examples},
		{"docs/api.md", example.Reference},
		{"docs/postman/liaison.postman_collection.json", example.Postman},
		{"docs/postman/liaison.postman_environment.json", example.PostmanEnvironment},
	} {
		got, err := file.render(document, made)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", filepath.FromSlash(file.path))
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, got) {
			t.Errorf("%s is not what the tour gives now; run make generate", file.path)
		}
	}
}

// TestFirstExamplesWorkAnywhere: what the documents show first of a list, and of
// what is created, is taken by a server that has nothing yet, as whoever tries it
// out sends it.
func TestFirstExamplesWorkAnywhere(t *testing.T) {
	document := theDocument(t)
	made := madeTour(t, document)
	runner, clock := freshServer(t, document, superuser)
	signIn := slices.IndexFunc(example.Tour(), func(s example.Step) bool { return s.Keeps["access"] != "" })
	if _, err := runner.Make(t.Context(), &example.Tour()[signIn]); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, op := range document.Operations {
		if strings.Contains(op.Path, "{") || !strings.HasPrefix(op.ID, "create") && !strings.HasPrefix(op.ID, "list") {
			continue
		}
		tried++
		clock.seconds.Add(1)
		first := example.First(made, op)
		_, query, _ := strings.Cut(first.Target, "?")
		step := example.Step{Operation: op.ID, Name: "the first example", Body: string(first.Request), Status: first.Status}
		if op.Superuser {
			step.Caller = example.Superusers
		}
		for pair := range strings.SplitSeq(query, "&") {
			if plain, err := url.QueryUnescape(pair); err == nil && plain != "" {
				step.Query = append(step.Query, plain)
			}
		}
		if _, err := runner.Make(t.Context(), &step); err != nil {
			t.Errorf("%s\n%s", err, step.Body)
		}
	}
	if tried < 20 {
		t.Errorf("%d operations were tried", tried)
	}
}

// TestEveryOperationSucceeds: each operation of the document has an example, of whole
// records.
func TestEveryOperationSucceeds(t *testing.T) {
	succeeds := map[string]bool{}
	for _, step := range example.Tour() {
		part := slices.ContainsFunc(step.Query, func(pair string) bool { return strings.HasPrefix(pair, "fields=") })
		if step.Status < http.StatusMultipleChoices && !part {
			succeeds[step.Operation] = true
		}
	}
	for _, op := range theDocument(t).Operations {
		if !succeeds[op.ID] {
			t.Errorf("no step of the tour shows how %s, %s %s, succeeds", op.ID, op.Method, op.Path)
		}
	}
}

// TestTheTourCanBeMadeTwice: nothing that a run leaves is in the way of the next.
func TestTheTourCanBeMadeTwice(t *testing.T) {
	runner, clock := freshServer(t, theDocument(t), superuser)
	for _, run := range []string{"1", "2"} {
		runner.Variables["run"] = run
		for _, step := range example.Tour() {
			clock.seconds.Add(1)
			if _, err := runner.Make(t.Context(), &step); err != nil {
				t.Fatalf("run %s: %v", run, err)
			}
		}
	}
}

// TestTheTourWithoutASuperuser: nothing depends on the steps that are left out.
func TestTheTourWithoutASuperuser(t *testing.T) {
	runner, clock := freshServer(t, theDocument(t), administrator)
	for _, step := range example.Tour() {
		if step.Caller == example.Superusers {
			continue
		}
		clock.seconds.Add(1)
		if _, err := runner.Make(t.Context(), &step); err != nil {
			t.Fatal(err)
		}
	}
}
