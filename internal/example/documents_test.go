package example_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
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

// TestTheTourCanBeMadeTwice: nothing that a run leaves is in the way of the next.
func TestTheTourCanBeMadeTwice(t *testing.T) {
	runner, clock := freshServer(t, theDocument(t))
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
