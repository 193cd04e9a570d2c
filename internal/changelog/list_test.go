package changelog_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	ws    = "0198c0de-0000-7000-8000-0000000000aa"
	other = "0198c0de-0000-7000-8000-0000000000bb"
	user  = "0198c0de-0000-7000-8000-0000000000cc"
)

func recordID(i int) string { return fmt.Sprintf("0198c0de-0000-7000-8000-%012x", i) }

// eachLog runs fn on both engines, with a log of nine changes of three contacts
// and a tag, and one of another workspace.
func eachLog(t *testing.T, fn func(t *testing.T, db *database.DB)) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	opts := database.Options{Fast: true, Now: func() time.Time { now = now.Add(time.Hour); return now }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for _, id := range []string{ws, other} {
			exec(t, db, `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version) VALUES ($1, $2, 'W', '', '', 1)`, id, id)
			exec(t, db, `INSERT INTO workspace_counters (workspace_id) VALUES ($1)`, id)
		}
		write(t, db, other, changelog.Actor{Via: changelog.ViaSystem}, changelog.Contact, 1, nil, `{"n":0}`)
		for i := range 3 {
			by := changelog.Actor{UserID: user, Via: changelog.ViaKey, Name: "sync", RequestID: "r1"}
			write(t, db, ws, by, changelog.Contact, i, nil, `{"n":1}`)
			write(t, db, ws, changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, changelog.Contact, i, `{"n":1}`, `{"n":2}`)
		}
		write(t, db, ws, changelog.Actor{Via: changelog.ViaSystem}, changelog.Contact, 2, `{"n":2}`, nil)
		cause := changelog.Actor{Via: changelog.ViaSession, UserID: user}
		err := changelog.InTx(t.Context(), db, ws, cause, func(tx *changelog.Tx) error {
			first, err := tx.Append(changelog.Tag, recordID(7), nil, []byte(`{"n":1}`), nil)
			if err != nil {
				return err
			}
			_, err = tx.Append(changelog.Contact, recordID(1), []byte(`{"n":2}`), []byte(`{"n":3}`), first)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		fn(t, db)
	})
}

func exec(t *testing.T, db *database.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, db *database.DB, workspace string, by changelog.Actor, kind changelog.Kind, id int, before, after any) {
	t.Helper()
	bytesOf := func(v any) []byte {
		if v == nil {
			return nil
		}
		return []byte(v.(string))
	}
	err := changelog.InTx(t.Context(), db, workspace, by, func(tx *changelog.Tx) error {
		_, err := tx.Append(kind, recordID(id), bytesOf(before), bytesOf(after), nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func query(t *testing.T, spec *listing.Spec, parameters string) (*listing.Query, problem.Fields) {
	t.Helper()
	values, err := url.ParseQuery(parameters)
	if err != nil {
		t.Fatal(err)
	}
	return listing.Parse(spec, values)
}

func numbers(t *testing.T, db *database.DB, q *listing.Query) string {
	t.Helper()
	page, err := changelog.List(context.Background(), db, ws, q)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range page.Items {
		fmt.Fprint(&b, c.Number)
	}
	return b.String()
}

func TestFeed(t *testing.T) {
	eachLog(t, func(t *testing.T, db *database.DB) {
		for parameters, want := range map[string]string{
			"":                                    "123456789",
			"ordering=-number":                    "987654321",
			"after=6":                             "789",
			"after=6&limit=2":                     "78",
			"after=-9223372036854775808&limit=1":  "1",
			"after=9":                             "",
			"kind=tag":                            "8",
			"kind=contact&action=delete":          "7",
			"record=" + recordID(1):               "349",
			"record=" + recordID(1) + "&kind=tag": "",
			"actor=" + user:                       "13589",
			"actor=null":                          "2467",
			"action=create":                       "1358",
			"at__gt=2026-01-01T04:00:00Z&after=3": "456789",
			"at__gte=2026-01-02":                  "",
		} {
			q, faults := query(t, changelog.FeedSpec(), parameters)
			if err := faults.Err(); err != nil {
				t.Errorf("%s: %v", parameters, err)
			} else if got := numbers(t, db, q); got != want {
				t.Errorf("%s: got %s, want %s", parameters, got, want)
			}
		}
		for _, parameters := range []string{"after=x", "after=1,2", "after__gt=1", "kind=boss", "record=1", "search=x", "ordering=at", "limit=1001"} {
			if _, faults := query(t, changelog.FeedSpec(), parameters); len(faults) != 1 {
				t.Errorf("%s: %v", parameters, faults)
			}
		}
	})
}

func TestHistory(t *testing.T) {
	eachLog(t, func(t *testing.T, db *database.DB) {
		q, faults := query(t, changelog.HistorySpec(), "")
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		changelog.OfRecord(q, changelog.Contact, recordID(1))
		if got := numbers(t, db, q); got != "943" {
			t.Errorf("got %s, want 943", got)
		}
		if _, faults := query(t, changelog.HistorySpec(), "after=1"); len(faults) != 1 {
			t.Error("a history takes after")
		}
	})
}

func TestChangeJSON(t *testing.T) {
	eachLog(t, func(t *testing.T, db *database.DB) {
		for number, want := range map[int64]string{
			1: `"actor":{"user":"` + user + `","via":"key","name":"sync"},"request_id":"r1","kind":"contact","record":"` + recordID(0) +
				`","action":"create","before":null,"after":{"n":1},"changed":["n"],"cause":null}`,
			7: `"actor":{"user":null,"via":"system","name":""},"request_id":null,"kind":"contact","record":"` + recordID(2) +
				`","action":"delete","before":{"n":2},"after":null,"changed":["n"],"cause":null}`,
			9: `"actor":{"user":"` + user + `","via":"session","name":""},"request_id":null,"kind":"contact","record":"` + recordID(1) +
				`","action":"update","before":{"n":2},"after":{"n":3},"changed":["n"],"cause":8}`,
		} {
			c, err := changelog.Get(t.Context(), db, ws, number)
			if err != nil {
				t.Fatal(err)
			}
			want = fmt.Sprintf(`{"number":%d,"at":"%s",`, number, c.At) + want
			if diff := cmp.Diff(want, string(c.JSON())); diff != "" {
				t.Errorf("change %d: %s", number, diff)
			}
		}
		if _, err := changelog.Get(t.Context(), db, ws, 10); !problem.Is(err, problem.NotFound) {
			t.Errorf("a change that is not there: %v", err)
		}
	})
}
