package listing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/testkit"
)

var tagsSelect = listing.Select{Workspace: here, From: "tags t"}

// exampleFacets are the filters that these tests count the values of.
func exampleFacets() []listing.Facet {
	facets := []listing.Facet{
		{Filter: "slug", Key: "t.slug"}, {Filter: "version", Key: "t.version"}, {Filter: "first"}, {Filter: "name"}, {Filter: "weight"},
	}
	for i, values := range [][]string{{"a", "b", "c"}, {"1", "2", "3"}, {"true", "false"}, {"x", `o,"ne`}, {"1", "4"}} {
		for _, v := range values {
			facets[i].Values = append(facets[i].Values, listing.FacetValue{Value: v})
		}
	}
	return facets
}

// manyTags are 30 that differ in what exampleFacets counts.
func manyTags() []row {
	rows := make([]row, 30)
	for i := range rows {
		name := []string{"x one", `o,"ne`, "two"}[i%3]
		rows[i] = row{tagID(i), name, []string{"a", "b"}[i%2], "2026-01-02T03:04:05.000Z", int64(i%4) + 1}
	}
	return rows
}

// Each value counts what the list with it instead of its filter has, whatever
// else is asked.
func TestFacetsCountWhatTheListFinds(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		add(t, db, here, manyTags()...)
		add(t, db, elsewhere, row{tagID(99), "x", "a", "2026-01-02T03:04:05.000Z", 1})
		for _, parameters := range []string{
			"", "slug=a", "slug=b,c&version=1,2", "search=one", "search=one&slug__in=a", "version__gte=2&first=false",
			"name=one&ordering=-name", "slug=c", "page_size=3&count=none", "version=1&page=1", `name="o,""ne"`,
		} {
			for _, restricted := range []bool{false, true} {
				q := query(t, parameters)
				if restricted {
					q.Restrict("t.version <> ?", 3)
				}
				facets := exampleFacets()
				if err := listing.CountFacets(t.Context(), db, q, tagsSelect, facets); err != nil {
					t.Fatal(parameters, err)
				}
				for _, f := range facets {
					for _, v := range f.Values {
						with, faults := q.With(f.Filter, v.Value)
						if err := faults.Err(); err != nil {
							t.Fatal(err)
						}
						with.Count, with.Page = listing.CountExact, 0
						want := *mustFetch(t, db, with).Count
						if v.Count != want || !v.CountIsExact {
							t.Errorf("%q restricted %v: %s=%s counts %d (%v), the list has %d",
								parameters, restricted, f.Filter, v.Value, v.Count, v.CountIsExact, want)
						}
					}
				}
			}
		}
	})
}

// Past 10,000 a value counts no further, by whatever way it is counted.
func TestFacetsOfManyRows(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		_, err := db.Exec(t.Context(), `INSERT INTO tags (workspace_id, id, name, name_key, sort_key, name_alike, slug,
				search_body, created_at, updated_at, version)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= $2)
			SELECT $1, CAST(i AS TEXT), CAST(i AS TEXT), CAST(i AS TEXT), CAST('' AS BYTEA), CAST(i AS TEXT),
				CASE WHEN i <= 5 THEN 'b' ELSE 'a' END, '', '', '', i % 2 FROM n`, here, listing.MaxCount+10)
		if err != nil {
			t.Fatal(err)
		}
		facets := []listing.Facet{{Filter: "slug", Values: []listing.FacetValue{{Value: "a"}, {Value: "b"}, {Value: "c"}}}}
		for parameters, want := range map[string][]listing.FacetValue{
			"":          {{Value: "a", Count: listing.MaxCount}, {Value: "b", Count: 5, CountIsExact: true}, {Value: "c", CountIsExact: true}},
			"slug=b":    {{Value: "a", Count: listing.MaxCount}, {Value: "b", Count: 5, CountIsExact: true}, {Value: "c", CountIsExact: true}},
			"version=1": {{Value: "a", Count: 5003, CountIsExact: true}, {Value: "b", Count: 3, CountIsExact: true}, {Value: "c", CountIsExact: true}},
		} {
			if err := listing.CountFacets(t.Context(), db, query(t, parameters), tagsSelect, facets); err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want, facets[0].Values); diff != "" {
				t.Errorf("%q: %s", parameters, diff)
			}
		}
		if n, exact, err := listing.Count(t.Context(), db, query(t, "count=none"), tagsSelect); err != nil || n != listing.MaxCount || exact {
			t.Errorf("got %d, %v, %v", n, exact, err)
		}
	})
}

// What there is no time for is marked, and no error.
func TestFacetsWithoutTime(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		add(t, db, here, manyTags()...)
		facets := exampleFacets()
		if err := listing.CountFacetsIn(t.Context(), time.Nanosecond, db, query(t, ""), tagsSelect, facets); err != nil {
			t.Fatal(err)
		}
		for _, f := range facets {
			for _, v := range f.Values {
				if !v.Uncounted || v.Count != 0 {
					t.Errorf("got %+v", v)
				}
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := listing.CountFacetsIn(ctx, time.Hour, db, query(t, ""), tagsSelect, facets); err == nil {
			t.Error("a request that was given up is no lack of time")
		}
	})
}

func TestWith(t *testing.T) {
	q := query(t, `slug=a&slug__in=b&version=1&page=2&user=`+someID+`&deep=true`)
	with, faults := q.With("slug", "c")
	if len(faults) > 0 || !with.Has("slug") || with.Page != 0 {
		t.Fatal(faults, with)
	}
	if got := with.Values("").Encode(); got != "cursor=&deep=true&slug=c&user="+someID+"&version=1" {
		t.Errorf("got %s", got)
	}
	without, faults := q.With("user")
	if len(faults) > 0 || without.Has("user") || without.Values("").Has("deep") {
		t.Error("the filter stays:", faults)
	}
	for _, bad := range [][2]string{{"nothing", "x"}, {"slug", "nothing"}, {"closed", "x"}} {
		if _, faults := q.With(bad[0], bad[1]); len(faults) != 1 {
			t.Errorf("%v: %v", bad, faults)
		}
	}
}

// What a query matches is what its pages hold together.
func TestMatches(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		addWorkspaces(t, db)
		add(t, db, here, manyTags()...)
		for _, parameters := range []string{"", "slug=a", "search=one", "slug=c", "first=true&page_size=2", "ordering=-version&page=2&page_size=5"} {
			q := query(t, parameters)
			text, w, err := listing.Matches(t.Context(), db, q, tagsSelect)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := db.Query(t.Context(), text, w.Args...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := database.Texts(rows)
			if err != nil {
				t.Fatal(err)
			}
			q.Page, q.PageSize = 0, 50
			want := slices.Clone(mustFetch(t, db, q).Items)
			slices.Sort(got)
			slices.Sort(want)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%q: %s", parameters, diff)
			}
		}
	})
}
