package directory

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// manyOrganizations makes organizations that carry a tag, more than are written at
// once.
func (h *house) manyOrganizations(tag string) []string {
	h.Helper()
	h.atOnce = 3
	var ids []string
	for i := range 2*batchSize + 2 {
		ids = append(ids, h.organization(fmt.Sprintf("O%d", i), &organization.Patch{Tags: record.Some([]string{tag})}))
	}
	return ids
}

// kept is the record that is kept of an organization.
func (h *house) kept(id string) *record.Reader {
	h.Helper()
	var kept []byte
	err := h.db.QueryRow(h.Context(), `SELECT record FROM organization_records WHERE workspace_id = $1 AND organization_id = $2`,
		h.ws, id).Scan(&kept)
	if err != nil {
		h.Fatal(err)
	}
	r, err := record.Read(kept)
	if err != nil {
		h.Fatal(err)
	}
	return r
}

// wantTags fails the test unless organizations show tags, in this version.
func (h *house) wantTags(ids []string, version int64, tags ...string) {
	h.Helper()
	for _, id := range ids {
		if r := h.kept(id); !slices.Equal(r.Texts("tags"), tags) || r.Int("version") != version {
			h.Errorf("%s shows %v in version %d, want %v in %d", id, r.Texts("tags"), r.Int("version"), tags, version)
		}
	}
}

// TestManyOrganizationsLoseATag, or get another one, or a new name of it, by a job
// that several processes do, and that goes on where one was stopped.
func TestManyOrganizationsLoseATag(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(h *house, a *action, id string) error
		tags []string
	}{
		{"deleted", func(h *house, a *action, id string) error { return a.deleteTag(h.Context(), id, whatever) }, nil},
		{"merged", func(h *house, a *action, id string) error {
			_, err := a.mergeTag(h.Context(), id, "b", whatever)
			return err
		}, []string{"b"}},
		{"renamed", func(h *house, a *action, id string) error {
			_, err := a.renameTag(h.Context(), id, record.Some("z"), whatever, nil)
			return err
		}, []string{"z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachHouse(t, func(h *house) {
				ids := h.manyOrganizations("a")
				person := h.tagged("someone", "a")
				h.tagged("into", "b")
				id := h.tag("a")
				h.act(func(a *action) error { return c.do(h, a, id) })
				cause := h.last(changelog.Tag, id)
				h.wantTags(ids, 1, "a") // none of it in the transaction itself
				h.wantShown(person, shownContact{Tags: append([]string{}, c.tags...), Version: 2})
				if n, err := organization.Rebuild(h.Context(), h.db, h.ws, ids); err != nil || n > 0 { // leaves alone what waits
					h.Fatal(n, err)
				}
				h.wantTags(ids, 1, "a")
				r := h.refresher()
				if err := r.turn(h.Context(), h.ws); err != nil { // then the program stops
					h.Fatal(err)
				}
				h.workOffTwice()
				h.wantTags(ids, 2, c.tags...)
				for _, one := range ids {
					h.wantCaused(changelog.Organization, one, "tags", cause)
				}
				if n := h.pending(); n != 0 {
					h.Errorf("%d records are left", n)
				}
			})
		})
	}
}

// TestOrganizationsThatWaitAreWritten: whoever writes one that waits shows what is
// so by now, and nothing is logged twice.
func TestOrganizationsThatWaitAreWritten(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.manyOrganizations("a")
		id := h.tag("a")
		h.act(func(a *action) error { return a.deleteTag(h.Context(), id, whatever) })
		var all sync.WaitGroup
		for _, one := range ids[:4] {
			all.Go(func() {
				err := h.try(func(a *action) error {
					_, err := a.updateOrganization(h.Context(), h.rules, one, &organization.Patch{LegalName: record.Some("Ltd")}, whatever)
					return err
				})
				if err != nil {
					h.Error(err)
				}
			})
		}
		h.workOffTwice()
		all.Wait()
		for _, one := range ids {
			if tags := h.kept(one).Texts("tags"); len(tags) > 0 {
				h.Errorf("%s has %v", one, tags)
			}
		}
	})
}

// TestUndoOfATagThatManyOrganizationsCarried: until the job has caught up with the
// deletion or the merge nobody undoes it; then the tag comes back to all of them.
func TestUndoOfATagThatManyOrganizationsCarried(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.manyOrganizations("a")
		h.tagged("into", "b")
		id := h.tag("a")
		h.act(func(a *action) error {
			_, err := a.mergeTag(h.Context(), id, "b", whatever)
			return err
		})
		merge := h.newest(id)
		h.wantConflict(h.undo(merge), "still being written")
		h.settle()
		h.wantTags(ids, 2, "b")
		if err := h.undo(merge); err != nil {
			h.Fatal(err)
		}
		h.settle()
		h.wantTags(ids, 3, "a")
		if err := h.undo(h.newest(id)); err != nil { // the undo: the tag goes
			h.Fatal(err)
		}
		h.settle()
		h.wantTags(ids, 4)
	})
}
