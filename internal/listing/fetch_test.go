package listing_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/text"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	here      = "0198c0de-0000-7000-8000-0000000000aa"
	elsewhere = "0198c0de-0000-7000-8000-0000000000bb"
)

// failer is what a test and a property have in common.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// row is a tag as the example's list knows it.
type row struct {
	id, name, slug, at string
	version            int64
}

func tagID(i int) string { return fmt.Sprintf("0198c0de-0000-7000-8000-%012x", i) }

func addWorkspaces(t *testing.T, db *database.DB) {
	t.Helper()
	for i, id := range []string{here, elsewhere} {
		_, err := db.Exec(t.Context(), `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version)
			VALUES ($1, $2, 'Example', $3, $4, 1)`, id, "w"+strconv.Itoa(i), db.Now(), db.Now())
		if err != nil {
			t.Fatal(err)
		}
	}
}

func add(t failer, db *database.DB, workspace string, rows ...row) {
	for batch := range slices.Chunk(rows, 50) {
		var args []any
		for _, r := range batch {
			args = append(args, workspace, r.id, r.name, r.id, text.SortKey(r.name), text.Alike(r.name), r.slug,
				text.SearchBody(r.name), r.at, r.at, r.version)
		}
		_, err := db.Exec(context.Background(), `INSERT INTO tags (workspace_id, id, name, name_key, sort_key, name_alike, slug,
			search_body, created_at, updated_at, version) VALUES `+database.Rows(len(batch), 11), args...)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// query parses parameters that are right.
func query(t failer, parameters string) *listing.Query {
	values, err := url.ParseQuery(parameters)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := listing.Parse(exampleSpec(), values)
	if err := faults.Err(); err != nil {
		t.Fatal(parameters, err)
	}
	return q
}

func fetch(db *database.DB, q *listing.Query) (listing.Page[string], error) {
	return listing.Fetch(context.Background(), db, q, listing.Select{
		Workspace: here, From: "tags t", Columns: "t.id", Join: "tags t ON t.workspace_id = $1 AND t.id = p.id",
	}, func(r listing.Row) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	})
}

func mustFetch(t failer, db *database.DB, q *listing.Query) listing.Page[string] {
	page, err := fetch(db, q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// follow reads from a page on to the end, forwards or backwards, and returns
// the ids in the list's order.
func follow(t failer, db *database.DB, q *listing.Query, page listing.Page[string], forward bool, between func()) []string {
	all := slices.Clone(page.Items)
	for range 1000 {
		cursor := page.Next
		if !forward {
			cursor = page.Previous
		}
		if cursor == "" {
			return all
		}
		between()
		next, faults := listing.Parse(exampleSpec(), q.Values(cursor))
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		page = mustFetch(t, db, next)
		if len(page.Items) > q.PageSize {
			t.Fatalf("a page of %d", len(page.Items))
		}
		if forward {
			all = append(all, page.Items...)
		} else {
			all = append(slices.Clone(page.Items), all...)
		}
	}
	t.Fatal("the pages have no end")
	return nil
}

// sorted returns the ids in the order that the parameter ordering asks for.
func sorted(rows []row, ordering string) []string {
	rows = slices.Clone(rows)
	names := strings.Split(ordering, ",")
	slices.SortFunc(rows, func(a, b row) int {
		sign := 1
		for _, name := range names {
			name, desc := strings.CutPrefix(name, "-")
			if sign = 1; desc {
				sign = -1
			}
			c := map[string]func() int{
				"name":       func() int { return bytes.Compare(text.SortKey(a.name), text.SortKey(b.name)) },
				"slug":       func() int { return cmp.Compare(a.slug, b.slug) },
				"version":    func() int { return cmp.Compare(a.version, b.version) },
				"created_at": func() int { return cmp.Compare(a.at, b.at) },
			}[name]()
			if c != 0 {
				return sign * c
			}
		}
		return sign * cmp.Compare(a.id, b.id) // ties follow the last field's direction
	})
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

func drawRow(t *rapid.T, i int) row {
	return row{
		id:      tagID(i),
		name:    rapid.SampledFrom([]string{"", "a", "B", "ä", "Z", "é", "李", "zz"}).Draw(t, "name"),
		slug:    rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "slug"),
		at:      fmt.Sprintf("2026-01-0%dT00:00:00.000Z", rapid.IntRange(1, 4).Draw(t, "day")),
		version: int64(rapid.IntRange(-2, 2).Draw(t, "version")),
	}
}

func drawOrdering(t *rapid.T) string {
	fields := rapid.Permutation([]string{"name", "slug", "version", "created_at"}).Draw(t, "fields")
	fields = fields[:rapid.IntRange(1, 4).Draw(t, "n")]
	for i := range fields {
		if rapid.Bool().Draw(t, "desc") {
			fields[i] = "-" + fields[i]
		}
	}
	return strings.Join(fields, ",")
}

// Following next, then previous, gives exactly the sorted whole, whatever the
// ordering, and of the rows that stay it does so while others come and go.
func TestPagesMakeTheWhole(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		rapid.Check(t, func(t *rapid.T) {
			if _, err := db.Exec(context.Background(), "DELETE FROM tags"); err != nil {
				t.Fatal(err)
			}
			var rows []row
			for i := range rapid.IntRange(0, 25).Draw(t, "rows") {
				row := drawRow(t, i)
				if row.name == "" {
					row.name = "_"
				}
				rows = append(rows, row)
			}
			add(t, db, here, rows...)
			add(t, db, elsewhere, rows...)
			ordering := drawOrdering(t)
			filter := rapid.SampledFrom([]string{"", "&slug=a,b", "&name=z", "&first=false"}).Draw(t, "filter")
			q := query(t, "ordering="+ordering+"&page_size="+strconv.Itoa(rapid.IntRange(1, 9).Draw(t, "size"))+filter)
			want := sorted(slices.DeleteFunc(rows, func(r row) bool { return !passes(r, filter) }), ordering)
			come := 0
			others := func() {
				if rapid.Bool().Draw(t, "other") {
					come++
					r := drawRow(t, 1000+come)
					r.name = "other"
					add(t, db, here, r)
				}
			}
			first := mustFetch(t, db, q)
			forward := follow(t, db, q, first, true, others)
			compare(t, "forward", want, stayed(forward))
			if first.Next == "" {
				return
			}
			last := lastPage(t, db, q)
			backward := follow(t, db, q, last, false, others)
			compare(t, "backward", want, stayed(backward))
		})
	})
}

// lastPage returns the last page of a list, found by its number.
func lastPage(t failer, db *database.DB, q *listing.Query) listing.Page[string] {
	values := q.Values("")
	values.Del("cursor")
	var last listing.Page[string]
	for number := 1; ; number++ {
		values.Set("page", strconv.Itoa(number))
		numbered, faults := listing.Parse(exampleSpec(), values)
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		page, err := fetch(db, numbered)
		switch {
		case problem.Is(err, problem.NotFound):
			return last
		case err != nil:
			t.Fatal(err)
		}
		last = page
	}
}

// stayed leaves out the rows that came while the list was read.
func stayed(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id >= tagID(1000) })
}

func passes(r row, filter string) bool {
	switch filter {
	case "&slug=a,b":
		return r.slug == "a" || r.slug == "b"
	case "&name=z":
		return strings.Contains(text.Alike(r.name), "z")
	case "&first=false":
		return r.version != 1
	}
	return true
}

func compare(t failer, what string, want, got []string) {
	if len(want) == 0 && len(got) == 0 {
		return
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatalf("%s: %s", what, diff)
	}
}

// filterCases are the last digits of the ids that each filter leaves.
func filterCases() map[string]string {
	return map[string]string{
		"name=arg":                                    "1",
		"name=%25":                                    "2",
		"name=_":                                      "3",
		"name=%5C":                                    "3",
		"name=%25%25":                                 "",
		"name__contains=0%25":                         "2",
		`name="a,b"`:                                  "4",
		`name__exact="a,b",x`:                         "45",
		"name__exact=x&name__exact=100%25":            "25",
		"name__exact=ärger":                           "",
		"name__iexact=ARGER":                          "1",
		"name__startswith=B,1":                        "23",
		"name__startswith=_":                          "",
		"name__startswith=%F4%8F%BF%BF":               "",
		"name__startswith=%ED%9F%BF":                  "",
		"name__isnull=true":                           "",
		"name__isnull=false":                          "12345",
		"slug=a":                                      "14",
		"slug__in=a,b&version__lt=4":                  "12",
		"id=" + tagID(2) + "," + tagID(9):             "2",
		"version=2,4":                                 "24",
		"version__gt=4":                               "5",
		"version__gte=4":                              "45",
		"version__lte=1":                              "1",
		"version__range=2,3":                          "23",
		"version__range=3,2":                          "",
		"created_at=2026-01-01":                       "12",
		"created_at=2026-01-01T00:00:00Z":             "1",
		"created_at=2026-01-01T01:00:00%2B01:00":      "1",
		"created_at=2026-01-01T00:00:00.0001Z":        "",
		"created_at__gt=2026-01-01":                   "345",
		"created_at__gte=2026-01-02":                  "345",
		"created_at__lt=2026-01-02":                   "12",
		"created_at__lte=2026-01-02":                  "123",
		"created_at__lt=2026-01-02T00:00:00.0001Z":    "123",
		"created_at__lte=2026-01-02T00:00:00Z":        "123",
		"created_at__gte=2026-01-01T23:59:59.9985Z":   "2345",
		"created_at__gt=9999-12-31":                   "",
		"created_at=9999-12-31":                       "5",
		"created_at__gte=0000-01-01T00:00:00%2B14:00": "12345",
		"created_at__range=2026-01-01,2026-01-02":     "123",
		"day__range=2026-01-02,2026-01-03":            "34",
		"day=2026-01-03":                              "4",
		"made_by__isnull=true":                        "12345",
		"made_by=null":                                "12345",
		"made_by=" + someID:                           "",
		"made_by=null," + someID:                      "12345",
		"first=true":                                  "1",
		"first=true,false":                            "12345",
		"used=false":                                  "12345",
		"used=true":                                   "",
		"used=true,false":                             "12345",
		"user=" + someID:                              "",
		"search=arg":                                  "1",
		"search=ARG er":                               "",
		"search=ARG ar":                               "1",
		"search=sla":                                  "3",
		"search=%25":                                  "",
		"search=x a":                                  "",
		"search=%CC%81":                               "",
		"search=%E2%80%8B %CC%81":                     "",
		"search=+":                                    "12345",
	}
}

func TestFilters(t *testing.T) {
	rows := []row{
		{tagID(1), "Ärger", "a", "2026-01-01T00:00:00.000Z", 1},
		{tagID(2), "100%", "b", "2026-01-01T23:59:59.999Z", 2},
		{tagID(3), `back\slash_`, "c", "2026-01-02T00:00:00.000Z", 3},
		{tagID(4), "a,b", "a", "2026-01-03T12:00:00.000Z", 4},
		{tagID(5), "x", "", "9999-12-31T23:59:59.999Z", 5},
	}
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		add(t, db, here, rows...)
		add(t, db, elsewhere, row{tagID(7), "x arg", "a", "2026-01-01T00:00:00.000Z", 1})
		for parameters, want := range filterCases() {
			page := mustFetch(t, db, query(t, "ordering=version&"+parameters))
			got := ""
			for _, id := range page.Items {
				got += id[len(id)-1:]
			}
			if got != want {
				t.Errorf("%s: got %q, want %q", parameters, got, want)
			}
			if page.Count == nil || *page.Count != int64(len(want)) || !page.CountIsExact {
				t.Errorf("%s: counted %v", parameters, page.Count)
			}
		}
	})
}

func TestCounts(t *testing.T) {
	statements := 0
	opts := database.Options{Fast: true, OnStatement: func(context.Context, string) { statements++ }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		_, err := db.Exec(t.Context(), `INSERT INTO tags (workspace_id, id, name, name_key, sort_key, name_alike, slug, search_body,
				created_at, updated_at, version)
			WITH RECURSIVE n (i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < 110009)
			SELECT $1, '0198c0de-0000-7000-8000-000000' || CAST(i AS TEXT), 'n', CAST(i AS TEXT), $2, 'n',
				CASE WHEN i < 100003 THEN 'a' ELSE 'b' END, '  n  ', $3, $4, i FROM n`,
			here, []byte{1}, db.Now(), db.Now())
		if err != nil {
			t.Fatal(err)
		}
		for parameters, want := range map[string]string{
			"":                              "10010 true",
			"count=none":                    "null false",
			"slug=b":                        "10000 false",
			"slug=b&count=none":             "null false",
			"slug=b&count=exact":            "10007 true",
			"slug=a":                        "3 true",
			"used=false":                    "10000 false",
			"used=false&slug=b":             "10000 false",
			"used=false&slug=b&count=exact": "10007 true",
			"used=false&slug=a":             "3 true",
			"search=n&version__gte=100010":  "10000 true",
			"version__gte=100009":           "10000 false",
		} {
			statements = 0
			page := mustFetch(t, db, query(t, parameters))
			got := "null"
			if page.Count != nil {
				got = strconv.FormatInt(*page.Count, 10)
			}
			if got += " " + strconv.FormatBool(page.CountIsExact); got != want {
				t.Errorf("%s: got %s, want %s", parameters, got, want)
			}
			if most := 2; statements > most {
				t.Errorf("%s: %d statements, want %d", parameters, statements, most)
			}
		}
		deep := mustFetch(t, db, query(t, "page_size=200&page=50&ordering=version&slug=b"))
		if len(deep.Items) != 200 || deep.Items[0] != "0198c0de-0000-7000-8000-000000109803" {
			t.Errorf("page 50 starts with %s", deep.Items[0])
		}
		q := query(t, "page_size=200&ordering=version&slug=b")
		if all := follow(t, db, q, mustFetch(t, db, q), true, func() {}); len(all) != 10007 || !slices.IsSorted(all) {
			t.Errorf("%d rows on the pages", len(all))
		}
	})
}

func TestPageNumbers(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		if page := mustFetch(t, db, query(t, "page=1")); len(page.Items) != 0 || page.Next+page.Previous != "" {
			t.Errorf("the first page of nothing: %+v", page)
		}
		if _, err := fetch(db, query(t, "page=2")); !problem.Is(err, problem.NotFound) {
			t.Errorf("the second page of nothing: %v", err)
		}
		for i := range 5 {
			add(t, db, here, row{tagID(i), "n", "a", "2026-01-01T00:00:00.000Z", 1})
		}
		page := mustFetch(t, db, query(t, "page=2&page_size=2"))
		compare(t, "page 2", []string{tagID(2), tagID(3)}, page.Items)
		q := query(t, "page_size=2")
		compare(t, "on", []string{tagID(2), tagID(3), tagID(4)}, follow(t, db, q, page, true, func() {}))
		compare(t, "back", []string{tagID(0), tagID(1), tagID(2), tagID(3)}, follow(t, db, q, page, false, func() {}))
		if last := mustFetch(t, db, query(t, "page=3&page_size=2")); last.Next != "" || len(last.Items) != 1 {
			t.Errorf("the last page: %+v", last)
		}
	})
}

// Where all rows after a cursor are gone, the page is empty and leads back to
// the row that the cursor came from.
func TestCursorsOfEmptyPages(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		for i := range 3 {
			add(t, db, here, row{tagID(i), "n", "a", "2026-01-01T00:00:00.000Z", 1})
		}
		q := query(t, "page_size=2")
		first := mustFetch(t, db, q)
		if _, err := db.Exec(t.Context(), "DELETE FROM tags WHERE id = $1", tagID(2)); err != nil {
			t.Fatal(err)
		}
		next, faults := listing.Parse(exampleSpec(), q.Values(first.Next))
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		empty := mustFetch(t, db, next)
		if len(empty.Items) != 0 || empty.Next != "" || empty.Previous == "" {
			t.Fatalf("the page behind the last row: %+v", empty)
		}
		compare(t, "back", []string{tagID(0), tagID(1)}, follow(t, db, q, empty, false, func() {}))
	})
}

func TestCursorsAreBound(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		for i := range 3 {
			add(t, db, here, row{tagID(i), "n", "a", "2026-01-01T00:00:00.000Z", 1})
		}
		cursor := mustFetch(t, db, query(t, "page_size=1&ordering=slug&name=n")).Next
		for parameters, ok := range map[string]bool{
			"ordering=slug&name=n":                  true,
			"ordering=slug&name=n&page_size=3":      true,
			"ordering=slug&name=n&count=none":       true,
			"ordering=-slug&name=n":                 false,
			"ordering=slug":                         false,
			"ordering=slug&name=m":                  false,
			"ordering=slug&name=n&search=n":         false,
			"ordering=slug&name=n&version=1":        false,
			"ordering=slug&name__contains=n":        false,
			"ordering=slug&name=n&search=%E2%80%8B": false,
		} {
			values, err := url.ParseQuery(parameters)
			if err != nil {
				t.Fatal(err)
			}
			values.Set("cursor", cursor)
			_, faults := listing.Parse(exampleSpec(), values)
			if ok != (len(faults) == 0) {
				t.Errorf("%s: %v", parameters, faults)
			}
			for _, f := range faults {
				if f.Parameter != "cursor" || f.Code != listing.CodeInvalidCursor {
					t.Errorf("%s: %v", parameters, f)
				}
			}
		}
	})
}

func TestRestrict(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		for i := range 4 {
			add(t, db, here, row{tagID(i), "n", "a", "2026-01-01T00:00:00.000Z", int64(i)})
		}
		q := query(t, "used=false")
		q.Restrict("t.version > ? AND t.version < ?", 0, 3)
		page := mustFetch(t, db, q)
		compare(t, "restricted", []string{tagID(1), tagID(2)}, page.Items)
		if *page.Count != 2 {
			t.Errorf("counted %d", *page.Count)
		}
	})
}

// A client can make cursors of its own out of one that it was given. Whatever is
// in them is a place in the list or is refused; no database sees a wrong type.
func TestForgedCursors(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		for i := range 3 {
			add(t, db, here, row{tagID(i), "n", "a", "2026-01-01T00:00:00.000Z", 1})
		}
		q := query(t, "page_size=1&ordering=name,version")
		given, err := base64.RawURLEncoding.DecodeString(mustFetch(t, db, q).Next)
		if err != nil {
			t.Fatal(err)
		}
		var cursor map[string]any
		if err := json.Unmarshal(given, &cursor); err != nil {
			t.Fatal(err)
		}
		for _, forged := range []map[string]any{
			{"k": []any{"", "0", ""}},
			{"k": []any{"AAAA", "9223372036854775807", "'; --"}, "b": true, "i": true},
			{"k": []any{"AAAA", "9223372036854775808", ""}},
			{"k": []any{"AAAA", "1", "\x00"}},
			{"k": []any{"!", "1", "x"}},
			{"k": []any{"AAAA", "1"}},
			{"k": []any{"AAAA", "1", "x", "x"}},
			{"k": []any{1, 2, 3}},
			{"k": nil},
			{"k": map[string]any{}},
			{"r": true},
			{"r": true, "k": []any{"0", "AAAA", "1", "x"}},
			{"q": ""},
			{"b": "yes"},
		} {
			merged := maps.Clone(cursor)
			maps.Copy(merged, forged)
			encoded, err := json.Marshal(merged)
			if err != nil {
				t.Fatal(err)
			}
			next, faults := listing.Parse(exampleSpec(), q.Values(base64.RawURLEncoding.EncodeToString(encoded)))
			if len(faults) > 0 {
				continue
			}
			if _, err := fetch(db, next); err != nil {
				t.Errorf("%v: %v", forged, err)
			}
		}
	})
}

// large is a row of which three fill a page.
type large string

func (*large) Size() int { return listing.MaxPageBytes/3 + 1 }

// A page of large records ends early and goes on where it ended, in both directions;
// one that is asked for by its number is refused, since the next would leave some out.
func TestPagesOfLargeRecords(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		var rows []row
		var want []large
		for i := range 7 {
			rows = append(rows, row{id: tagID(i), name: fmt.Sprint(i), slug: fmt.Sprint(i), at: "2026-01-01T00:00:00.000Z", version: 1})
			want = append(want, large(tagID(i)))
		}
		add(t, db, here, rows...)
		read := func(parameters string) (listing.Page[large], error) {
			return listing.Fetch(t.Context(), db, query(t, parameters), listing.Select{
				Workspace: here, From: "tags t", Columns: "t.id", Join: "tags t ON t.workspace_id = $1 AND t.id = p.id",
			}, func(r listing.Row) (id large, err error) {
				err = r.Scan((*string)(&id))
				return id, err
			})
		}
		const list = "ordering=id&page_size=1000&count=exact"
		page, err := read(list)
		if err != nil {
			t.Fatal(err)
		}
		got, pages := slices.Clone(page.Items), 1
		for ; page.Next != ""; pages++ {
			if page, err = read(list + "&cursor=" + page.Next); err != nil {
				t.Fatal(err)
			}
			got = append(got, page.Items...)
		}
		if diff := gocmp.Diff(want, got); diff != "" || pages != 4 || *page.Count != 7 {
			t.Errorf("%d pages of %d: %s", pages, *page.Count, diff)
		}
		for ; page.Previous != ""; pages-- {
			if page, err = read(list + "&cursor=" + page.Previous); err != nil {
				t.Fatal(err)
			}
			if n := len(page.Items); n == 0 || n > 2 || page.Items[n-1] >= got[len(got)-1] {
				t.Errorf("back at %v", page.Items)
			}
		}
		if pages != 1 || page.Items[0] != want[0] {
			t.Errorf("%d pages back at %v", pages, page.Items)
		}
		for _, numbered := range []string{"&page=1", "&page_size=3&page=2"} {
			if _, err := read(strings.Replace(list, "page_size=1000&", "", 1) + numbered); !problem.Is(err, problem.BadInput) {
				t.Errorf("%s: %v", numbered, err)
			}
		}
	})
}
