package organization

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/text"
)

func countStatements(n *int) database.Options {
	return database.Options{Fast: true, OnStatement: func(context.Context, string) { *n++ }}
}

// plant writes organizations straight into their tables, each below the one
// before it that parent names (-1: a root), and returns their ids.
func (h *house) plant(n int, parent func(i int) int) []string {
	h.Helper()
	kind, err := GetType(h.Context(), h.db, h.ws, "Team")
	if err != nil {
		h.Fatal(err)
	}
	ids := make([]string, n)
	err = h.db.InTx(h.Context(), func(tx *database.DB) error {
		for i := range ids {
			name, above := fmt.Sprint("N ", i), ""
			ids[i] = h.db.NewID()
			if p := parent(i); p >= 0 {
				above = ids[p]
			}
			_, err := tx.Exec(h.Context(), `INSERT INTO organizations (workspace_id, id, name, name_key, sort_key, name_alike, code,
				code_key, code_sort_key, organization_type_id, parent_id, search_body, created_at, updated_at, version)
				VALUES ($1, $2, $3, $4, $5, $4, $3, $3, $5, $6, $7, '', $8, $8, 1)`, h.ws, ids[i], name, text.Fold(name),
				text.SortKey(name), kind.ID, record.OrNull(above), h.db.Now())
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return ids
}

func (h *house) related(r Relation, id, query string) (listing.Page[Placed], error) {
	h.Helper()
	q, faults := listing.Parse(r.Spec(nil, id), h.values(query))
	if len(faults) > 0 {
		h.Fatal(faults)
	}
	return ListRelated(h.Context(), h.db, h.ws, q, r, id)
}

// names are the names of the organizations on a page.
func names(page listing.Page[Placed]) string {
	var all []string
	for _, p := range page.Items {
		all = append(all, p.Path[len(p.Path)-1])
	}
	return strings.Join(all, " ")
}

func TestRelations(t *testing.T) {
	eachHouse(t, func(h *house) {
		root := h.create(named("root", "r"))
		mid := h.create(under(root.ID, "mid", "m"))
		zoo := h.create(under(mid.ID, "zoo", "z"))
		h.create(under(mid.ID, "ant", "a"))
		h.create(named("other", "o"))
		for _, c := range []struct {
			relation  Relation
			id, query string
			want      string
			count     int64
		}{
			{Ancestors, zoo.ID, "", "root mid", 2},
			{Ancestors, zoo.ID, "ordering=-depth", "mid root", 2},
			{Ancestors, zoo.ID, "ordering=name", "mid root", 2},
			{Ancestors, zoo.ID, "page_size=1", "root", 2},
			{Ancestors, zoo.ID, "name=mi", "mid", 1},
			{Ancestors, zoo.ID, "search=root", "root", 1},
			{Ancestors, root.ID, "", "", 0},
			{Descendants, root.ID, "", "ant mid zoo", 3},
			{Descendants, root.ID, "ordering=-code", "zoo mid ant", 3},
			{Descendants, root.ID, "parent=" + mid.ID, "ant zoo", 2},
			{Descendants, root.ID, "search=zo", "zoo", 1},
			{Descendants, mid.ID, "organization_type=Team", "", 0},
			{Descendants, zoo.ID, "", "", 0},
			{Children, root.ID, "", "mid", 1},
			{Children, mid.ID, "count=exact", "ant zoo", 2},
			{Children, zoo.ID, "", "", 0},
		} {
			page, err := h.related(c.relation, c.id, c.query)
			if err != nil {
				h.Errorf("%s %s: %v", c.relation, c.query, err)
				continue
			}
			if got := names(page); got != c.want || *page.Count != c.count {
				h.Errorf("%s %s: got %q of %d, want %q of %d", c.relation, c.query, got, *page.Count, c.want, c.count)
			}
		}
		for _, r := range []Relation{Ancestors, Descendants, Children} {
			if _, err := h.related(r, h.db.NewID(), ""); !problem.Is(err, problem.NotFound) {
				h.Errorf("%s of nobody: %v", r, err)
			}
		}
	})
}

// TestAncestorsWithTags: a filter that finds rows by itself must not hide that
// not all of them are ancestors.
func TestAncestorsWithTags(t *testing.T) {
	eachHouse(t, func(h *house) {
		p := named("root", "r")
		p.Tags = record.Some([]string{"x", "y"})
		root := h.create(p)
		leaf := h.create(under(root.ID, "leaf", "l"))
		p = named("other", "o")
		p.Tags = record.Some([]string{"x"})
		h.create(p)
		for query, want := range map[string]string{"tags=x": "root", "tags=x,y": "root", "tags_none=x": "", "tags_all=x,y": "root"} {
			page, err := h.related(Ancestors, leaf.ID, query)
			if err != nil || names(page) != want || *page.Count != int64(len(page.Items)) {
				h.Errorf("%s: got %q of %v, %v", query, names(page), *page.Count, err)
			}
		}
		page, err := h.related(Descendants, root.ID, "tags_none=x")
		if err != nil || names(page) != "leaf" || *page.Count != 1 {
			h.Errorf("got %q, %v", names(page), err)
		}
	})
}

// walk follows next to the end and returns all names.
func (h *house) walk(r Relation, id, query string) []string {
	h.Helper()
	q, faults := listing.Parse(r.Spec(nil, id), h.values(query))
	var all []string
	for {
		if len(faults) > 0 {
			h.Fatal(faults)
		}
		page, err := ListRelated(h.Context(), h.db, h.ws, q, r, id)
		if err != nil {
			h.Fatal(err)
		}
		all = append(all, strings.Fields(strings.ReplaceAll(names(page), "N ", "N"))...)
		if page.Next == "" {
			return all
		}
		q, faults = listing.Parse(r.Spec(nil, id), q.Values(page.Next))
	}
}

// TestAChain: depth, path and the lists of a tree of 1,000 levels.
func TestAChain(t *testing.T) {
	statements := 0
	testkit.EachEngineWith(t, countStatements(&statements), func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		const levels = 1_000
		ids := h.plant(levels, func(i int) int { return i - 1 })
		last := ids[levels-1]
		deepest, err := Get(h.Context(), h.db, h.ws, last)
		if err != nil || deepest.Depth() != levels-1 || deepest.Path[0] != "N 0" || deepest.Path[levels-1] != "N 999" {
			t.Fatalf("depth %d, %v", deepest.Depth(), err)
		}
		for _, c := range []struct {
			relation Relation
			id       string
		}{{Ancestors, last}, {Descendants, ids[0]}} {
			statements = 0
			page, err := h.related(c.relation, c.id, "page_size=200")
			if err != nil || *page.Count != levels-1 || len(page.Items) != 200 {
				t.Fatalf("%s: %d, %v", c.relation, len(page.Items), err)
			}
			if want := 4; statements > want+3 { // the records were never kept: they take some more
				t.Errorf("%s: %d statements", c.relation, statements)
			}
		}
		all := h.walk(Ancestors, last, "page_size=150")
		for i, name := range all {
			if name != fmt.Sprint("N", i) {
				t.Fatalf("ancestor %d is %s", i, name)
			}
		}
		if len(all) != levels-1 {
			t.Errorf("%d ancestors", len(all))
		}
	})
}

func TestDepthIsBounded(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.plant(maxDepth+1, func(i int) int { return i - 1 })
		_, err := h.try(under(ids[maxDepth], "too deep", "x"))
		wantFault(h.T, err, "/parent", "too_deep")
		h.create(under(ids[maxDepth-1], "deep", "x"))
		top := h.create(named("top", "t"))
		below := h.create(under(top.ID, "below", "b"))
		_, err = h.tryUpdate(top.ID, &Patch{Parent: record.Some(ids[maxDepth-1])})
		wantFault(h.T, err, "/parent", "too_deep")
		h.update(top.ID, &Patch{Parent: record.Some(ids[maxDepth-2])})
		if p := h.get(below.ID); p.Depth() != maxDepth {
			h.Errorf("got depth %d", p.Depth())
		}
	})
}

// TestManyDescendants: past 10,000 the order is walked and each row tested.
func TestManyDescendants(t *testing.T) {
	eachHouse(t, func(h *house) {
		const fan, all = 150, listing.MaxCount + 500
		ids := h.plant(all+2, func(i int) int {
			if i == 0 || i == all+1 { // two roots
				return -1
			}
			return (i - 1) / fan
		})
		page, err := h.related(Descendants, ids[0], "page_size=200&ordering=-created_at")
		if err != nil || *page.Count != listing.MaxCount || page.CountIsExact || len(page.Items) != 200 {
			t.Fatalf("got %d of %v, %v", len(page.Items), page.Count, err)
		}
		page, err = h.related(Descendants, ids[0], "count=exact&page_size=1")
		if err != nil || *page.Count != all || !page.CountIsExact {
			t.Fatalf("got %v, %v", *page.Count, err)
		}
		page, err = h.related(Descendants, ids[0], "organization_type=Team&name__startswith=N 10&page_size=200")
		if err != nil || len(page.Items) != 200 {
			t.Fatalf("got %d, %v", len(page.Items), err)
		}
		for _, p := range page.Items {
			if p.Path[0] != "N 0" {
				t.Errorf("%v is no descendant", p.Path)
			}
		}
	})
}

func TestMovesThatMakeNoTree(t *testing.T) {
	eachHouse(t, func(h *house) {
		a := h.create(named("a", "a"))
		b := h.create(under(a.ID, "b", "b"))
		c := h.create(under(b.ID, "c", "c"))
		h.create(under(c.ID, "A", "x"))
		twin := h.create(named("b", "twin"))
		for _, move := range []struct {
			id, to, code string
		}{
			{a.ID, a.ID, "cycle"},
			{a.ID, c.ID, "cycle"},
			{a.ID, h.db.NewID(), "not_found"},
			{a.ID, "x", "not_found"},
			{b.ID, "", "unique"},
			{twin.ID, a.ID, "unique"},
		} {
			_, err := h.tryUpdate(move.id, &Patch{Parent: record.Some(move.to)})
			f := wantFault(h.T, err, "/parent", move.code)
			if move.code == "unique" && f.Conflict == "" {
				h.Errorf("got %+v", f)
			}
		}
		_, err := h.tryUpdate(twin.ID, &Patch{Parent: record.Some(a.ID), Name: record.Some("B")})
		if f := wantFault(h.T, err, "/name", "unique"); f.Conflict != b.ID {
			h.Errorf("got %+v", f)
		}
		if w := h.update(b.ID, &Patch{Parent: record.Some(a.ID), Name: record.Some("b")}); w.Change != nil {
			h.Errorf("got %+v", w)
		}
		h.update(c.ID, &Patch{Parent: record.Some("")})
		if diff := cmp.Diff([]string{"c"}, h.get(c.ID).Path); diff != "" {
			h.Error(diff)
		}
	})
}

// TestRacingMoves: whoever moves what below what, the tree stays one.
func TestRacingMoves(t *testing.T) {
	eachHouse(t, func(h *house) {
		var ids []string
		for i := range 6 {
			ids = append(ids, h.create(named(fmt.Sprint("n", i), fmt.Sprint(i))).ID)
		}
		errs := make(chan error)
		const movers, moves = 8, 12
		for m := range movers {
			go func() {
				r := rand.New(rand.NewPCG(1, uint64(m)))
				for range moves {
					to := ""
					if n := r.IntN(7); n < 6 {
						to = ids[n]
					}
					_, err := h.tryUpdate(ids[r.IntN(6)], &Patch{Parent: record.Some(to), TaxID: record.Some(fmt.Sprint(r.IntN(99)))})
					errs <- err
				}
			}()
		}
		for range movers * moves {
			var e *problem.Error
			if err := <-errs; err != nil && !errors.As(err, &e) {
				h.Error(err)
			}
		}
		for _, id := range ids {
			p := h.get(id)
			if n := len(p.Path); n > 6 {
				h.Errorf("%v", p.Path)
			}
			if page, err := h.related(Ancestors, id, ""); err != nil || *page.Count != p.Depth() {
				h.Errorf("%d ancestors at depth %d: %v", *page.Count, p.Depth(), err)
			}
		}
	})
}
