package tag_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// A + in a tag's name that was not escaped arrives as a blank. It finds the tag
// that was meant, and never another one.
func TestTagsWithAPlus(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		store := tagged(t, db, "C", "C++", "C++ developers", "rock roll", "rock+roll", "R&B+", "Jazz+Soul", "vip")
		for query, want := range map[string]string{
			"tags=c++":                  "C++",
			"tags=C%2B%2B":              "C++",
			"tags=c":                    "C",
			"tags=c,c++":                "C,C++",
			"tags=c,%20c%2B%2B":         "C,C++",
			"tags=rock+roll":            "rock roll",
			"tags=rock%2Broll":          "rock+roll",
			"tags=jazz+soul":            "Jazz+Soul",
			"tags=r%26b+":               "R&B+",
			`tags="c++",vip`:            "C++,vip",
			"tags_all=c++":              "C++",
			"tags=c%2B%2B%20developers": "C++ developers",
			"tags=c+":                   "not_found",
			"tags=vip+":                 "not_found",
			"tags=vip++":                "not_found",
			"tags=c+++developers":       "not_found",
			"tags=+vip":                 "not_found",
		} {
			if got := found(t, store, query); got != want {
				t.Errorf("%s: got %s, want %s", query, got, want)
			}
		}
	})
}

// tagged makes a contact for each tag, with the tag as its name.
func tagged(t *testing.T, db *database.DB, names ...string) *contact.Store {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := ruleset.Read(t.Context(), db, w.ID)
	if err != nil {
		t.Fatal(err)
	}
	store := contact.NewStore(db, w.ID, rules)
	err = changelog.InTx(t.Context(), db, w.ID, changelog.Actor{Via: changelog.ViaCommand}, func(tx *changelog.Tx) error {
		for _, name := range names {
			p := &contact.Patch{LastName: record.Some(name), Tags: record.Some([]string{name})}
			if _, err := store.Create(context.WithoutCancel(t.Context()), tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// found are the names of the contacts that a query finds, or the code of what is
// wrong with it.
func found(t *testing.T, store *contact.Store, query string) string {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := listing.Parse(contact.ListSpec(nil), values)
	if len(faults) > 0 {
		return faults[0].Code
	}
	page, err := store.List(t.Context(), q)
	if problem.Is(err, problem.BadInput) {
		return listing.CodeNotFound
	}
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range page.Items {
		read, err := record.Read(r.JSON)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, read.Text("last_name"))
	}
	return strings.Join(names, ",")
}
