package directory

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// many makes contacts that carry a tag, more than are written at once.
func (h *house) many(tag string) []string {
	h.Helper()
	h.atOnce = 3
	var ids []string
	for i := range 2*batchSize + 2 {
		ids = append(ids, h.tagged(fmt.Sprintf("c%d", i), tag))
	}
	return ids
}

const batchSize = 5

func (h *house) refresher() *Refresher {
	r := NewRefresher(h.db, slog.New(slog.DiscardHandler))
	r.pace = pace{batchSize, batchSize}
	return r
}

// wantAll fails the test unless all contacts were rendered once, because of
// cause.
func (h *house) wantAll(ids []string, cause *changelog.Change, tags ...string) {
	h.Helper()
	for _, id := range ids {
		h.wantShown(id, shownContact{Tags: append([]string{}, tags...), Version: 2})
		h.wantCaused(changelog.Contact, id, "tags", cause)
	}
	if n := h.pending(); n != 0 {
		h.Errorf("%d contacts are left", n)
	}
	if n := h.waiting(ids); n != 0 {
		h.Errorf("%d contacts wait", n)
	}
}

func TestManyAreLeftToTheRefresher(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.many("a")
		id := h.tag("a")
		h.act(func(a *action) error {
			_, err := a.renameTag(h.Context(), id, record.Some("z"), whatever, nil)
			return err
		})
		cause := h.last(changelog.Tag, id)
		h.wantShown(ids[0], shownContact{Tags: []string{"a"}, Version: 1})
		// One batch, then the program stops.
		h.walkOneStep()
		if n := h.waiting(ids); n != len(ids)-batchSize {
			h.Fatalf("%d contacts are left after a batch", n)
		}
		// Two processes go on at once.
		h.workOffTwice()
		h.wantAll(ids, cause, "z")
	})
}

// workOffTwice lets two processes work off what is left.
func (h *house) workOffTwice() {
	h.Helper()
	failed := make(chan error)
	for range 2 {
		go func() { failed <- h.refresher().WorkOff(h.Context()) }()
	}
	for range 2 {
		if err := <-failed; err != nil {
			h.Error(err)
		}
	}
}

// walkOneStep writes one batch of the oldest walk, as a process does that is
// then killed.
func (h *house) walkOneStep() {
	h.Helper()
	r := h.refresher()
	w, err := r.oldest(h.Context(), h.ws)
	if err != nil || w == nil {
		h.Fatal("there is no walk:", err)
	}
	ids, err := w.selection.find(h.Context(), h.db, h.ws, w.subject, w.position, batchSize)
	if err != nil {
		h.Fatal(err)
	}
	if ours, err := r.step(h.Context(), h.ws, w, ids, false); err != nil || !ours {
		h.Fatal(ours, err)
	}
}

// waiting counts the contacts that have yet to be rendered, as package check
// sees it.
func (h *house) waiting(ids []string) (n int) {
	h.Helper()
	stored, err := contact.ReadStored(h.Context(), h.db, h.ws, ids)
	if err != nil {
		h.Fatal(err)
	}
	for _, s := range stored {
		if s.Pending {
			n++
		}
		if faults := s.Faults(h.rules); len(faults) > 0 {
			h.Error(s.ID, faults)
		}
	}
	return n
}

func TestManyLoseATag(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.many("a")
		id := h.tag("a")
		h.act(func(a *action) error { return a.deleteTag(h.Context(), id, whatever) })
		if err := h.refresher().WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		h.wantAll(ids, h.last(changelog.Tag, id))
	})
}

func TestManyGetAnotherTag(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.many("a")
		into := h.tagged("into", "b")
		id := h.tag("a")
		h.act(func(a *action) error {
			_, err := a.mergeTag(h.Context(), id, "b", whatever)
			return err
		})
		if err := h.refresher().WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		h.wantAll(ids, h.last(changelog.Tag, id), "b")
		h.wantShown(into, shownContact{Tags: []string{"b"}, Version: 1})
	})
}

func TestRefresherWakesAndEnds(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 0
		one := h.tagged("one", "a")
		r := h.refresher()
		ctx, stop := context.WithCancel(h.Context())
		ended := make(chan struct{})
		go func() { r.Run(ctx); close(ended) }()
		h.act(func(a *action) error {
			_, err := a.renameTag(h.Context(), h.tag("a"), record.Some("z"), whatever, nil)
			return err
		})
		for range 1000 {
			if h.shown(one).Version > 1 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		<-ended
		h.wantShown(one, shownContact{Tags: []string{"z"}, Version: 2})
	})
}

// TestActionsAmongWriters: whoever writes the contacts that an action renders
// anew, nobody fails, and the records are as the rows say.
func TestActionsAmongWriters(t *testing.T) {
	eachHouse(t, func(h *house) {
		var ids []string
		for i := range 8 {
			ids = append(ids, h.tagged(fmt.Sprintf("c%d", i), "a", "b"))
		}
		const rounds = 5
		var all sync.WaitGroup
		for _, id := range ids {
			all.Go(func() {
				for n := range rounds {
					h.retitle(id, fmt.Sprintf("title %d", n))
				}
			})
		}
		renamed := h.tag("b")
		all.Go(func() {
			for n := range rounds {
				err := h.try(func(a *action) error {
					_, err := a.renameTag(h.Context(), renamed, record.Some(fmt.Sprintf("b %d", n)), whatever, nil)
					return err
				})
				if err != nil {
					h.Error("rename:", err)
				}
			}
		})
		all.Wait()
		for _, id := range ids {
			h.wantRecordOfRows(id)
		}
	})
}

// retitle writes a contact's title and its tags, the title among them.
func (h *house) retitle(id, title string) {
	p := contact.Patch{Title: record.Some(title), Tags: record.Some([]string{"a", "b", title})}
	err := h.try(func(a *action) error {
		_, err := h.store.Update(h.Context(), a.tx, id, &p, whatever)
		return err
	})
	if err != nil {
		h.Error("write:", err)
	}
}

func (h *house) wantRecordOfRows(id string) {
	h.Helper()
	c, err := h.store.Get(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	rec, err := h.store.Record(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	if diff := cmp.Diff(string(c.JSON()), string(rec.JSON)); diff != "" {
		h.Error("the record differs from the rows:", diff)
	}
}
