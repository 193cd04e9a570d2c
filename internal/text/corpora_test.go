package text_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/text"
)

// TestNaughtyStrings runs the big list of naughty strings through everything.
func TestNaughtyStrings(t *testing.T) {
	data, err := os.ReadFile(testkit.Corpora(t, "strings", "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, s := range list {
		if alike := text.Alike(s); text.Alike(alike) != alike || text.Alike(text.Fold(s)) != alike {
			t.Errorf("Alike(%+q) = %+q does not stay", s, alike)
		}
		if key := text.SortKey(s); len(key) == 0 && s != "" {
			t.Errorf("%+q has no key", s)
		}
		body := text.SearchBody(s)
		for _, word := range text.SearchWords(s) {
			if !strings.Contains(body, word) {
				t.Errorf("%+q is not found in %+q", word, body)
			}
		}
		if _, fault := text.CleanLines(s, 100_000); fault == nil {
			taken++
		}
	}
	t.Logf("%d of %d are taken as notes", taken, len(list))
}
