package bulk

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

// onePart does one part, as a process does that is then killed.
func (h *house) onePart(a *Action) (more bool) {
	h.Helper()
	more, err := h.store().step(h.Context(), a)
	if err != nil {
		h.Fatal(err)
	}
	return more
}

var tagThem = Task{Verb: AddTags, Tags: []string{"all"}}

func TestActionsSurviveRestartsAndWorkSideBySide(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(25)
		a := h.begin(contacts(tagThem, ids...))
		if !h.onePart(a) {
			h.Error("all was done in one part")
		}
		h.wantCounts(a, Running, testPart, 0, 0)
		second := h.begin(contacts(Task{Verb: Delete}, ids[:3]...))
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if err := h.store().WorkOff(h.Context()); err != nil {
					h.Error(err)
				}
			})
		}
		all.Wait()
		h.wantCounts(a, Done, 25, 0, 0)
		h.wantCounts(second, Done, 3, 0, 0)
		if n := h.changes(a); n != 25+1 {
			h.Errorf("%d changes", n)
		}
		if n := h.changes(second); n != 3 {
			h.Errorf("%d changes of the second", n)
		}
		h.sound()
	})
}

func TestRunWakesAndEnds(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(testPart + 1)
		ctx, stop := context.WithCancel(h.Context())
		ended := make(chan struct{})
		go func() { h.Store.Run(ctx); close(ended) }()
		a := h.begin(contacts(tagThem, ids...))
		for range 1000 {
			now, err := h.Get(h.Context(), h.by, a.ID)
			if err != nil {
				h.Fatal(err)
			}
			if now.State == Done {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		<-ended
		h.wantCounts(a, Done, testPart+1, 0, 0)
	})
}

func TestCancel(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(10)
		a := h.begin(contacts(tagThem, ids...))
		if _, err := h.Undo(h.Context(), h.by, session, a.ID); !problem.Is(err, problem.Conflict) {
			h.Error("a running action was undone:", err)
		}
		h.onePart(a)
		if _, err := h.Cancel(h.Context(), h.user("colleague", "editor"), a.ID); !problem.Is(err, problem.Forbidden) {
			h.Error("a colleague cancelled:", err)
		}
		if _, err := h.Cancel(h.Context(), h.user("manager", "admin"), a.ID); err != nil {
			h.Error(err)
		}
		if _, err := h.Cancel(h.Context(), h.by, a.ID); !problem.Is(err, problem.Conflict) {
			h.Error("cancelled twice:", err)
		}
		if h.onePart(a) {
			h.Error("it goes on")
		}
		h.wantCounts(a, Cancelled, testPart, 0, 0)
		now, err := h.Get(h.Context(), h.by, a.ID)
		if err != nil || now.Left() != 10-testPart || !now.Undoable() {
			h.Errorf("got %+v, %v", now, err)
		}
		h.wantCounts(h.undo(a.ID), Done, testPart, 0, 0)
		h.sound()
	})
}

// Who may not do so any more does not do so any more.
func TestPermissionsAreAskedForAgain(t *testing.T) {
	for name, take := range map[string]string{
		"disabled":   `UPDATE users SET is_active = FALSE WHERE id = $1`,
		"no member":  `DELETE FROM memberships WHERE user_id = $1`,
		"other role": `UPDATE memberships SET role_id = (SELECT id FROM roles WHERE name = 'viewer') WHERE user_id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			eachHouse(t, func(h *house) {
				ids := h.people(10)
				a := h.begin(contacts(tagThem, ids...))
				h.onePart(a)
				if _, err := h.db.Exec(h.Context(), take, h.by.UserID); err != nil {
					h.Fatal(err)
				}
				if err := h.WorkOff(h.Context()); err != nil {
					h.Fatal(err)
				}
				h.wantCounts(a, Stopped, testPart, 0, 0)
				if now, err := h.Get(h.Context(), h.by, a.ID); err != nil || now.Reason == "" {
					h.Errorf("got %+v, %v", now, err)
				}
			})
		})
	}
}

func TestWhoMayWhat(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(2)
		o := h.Organization()
		viewer := h.user("viewer", "viewer")
		limited := auth.NewPrincipal(auth.Principal{UserID: h.by.UserID, WorkspaceID: h.Workspace},
			auth.ViewContact, auth.ChangeContact, auth.UndoChange)
		for _, b := range []Begin{contacts(tagThem, ids...), contacts(Task{Verb: Delete}, ids...), organizations(tagThem, o.ID)} {
			b.By = viewer
			if _, err := h.Start(h.Context(), b); !problem.Is(err, problem.Forbidden) {
				h.Errorf("a viewer and %v: %v", b.Task, err)
			}
			if _, err := h.Preview(h.Context(), viewer, b.Kind, b.Selection, b.Task); !problem.Is(err, problem.Forbidden) {
				h.Errorf("a viewer and the preview of %v: %v", b.Task, err)
			}
		}
		for _, b := range []Begin{contacts(Task{Verb: Delete}, ids...), organizations(tagThem, o.ID)} {
			b.By = limited
			if _, err := h.Start(h.Context(), b); !problem.Is(err, problem.Forbidden) {
				h.Errorf("%v: %v", b.Task, err)
			}
		}
		deleted := h.start(contacts(Task{Verb: Delete}, ids...))
		if _, err := h.Undo(h.Context(), viewer, session, deleted.ID); !problem.Is(err, problem.Forbidden) {
			h.Errorf("a viewer undid: %v", err)
		}
		if _, err := h.Undo(h.Context(), limited, session, deleted.ID); !problem.Is(err, problem.Forbidden) {
			h.Errorf("contacts were brought back without add_contact: %v", err)
		}
		blind := auth.NewPrincipal(auth.Principal{UserID: h.by.UserID, WorkspaceID: h.Workspace}, auth.ViewOrganization)
		if _, err := h.Get(h.Context(), blind, deleted.ID); !problem.Is(err, problem.NotFound) {
			h.Errorf("an action on contacts was shown: %v", err)
		}
		if list, err := h.List(h.Context(), blind, 10); err != nil || len(list) != 0 {
			h.Errorf("got %v, %v", list, err)
		}
		elsewhere := auth.NewPrincipal(auth.Principal{UserID: h.by.UserID, WorkspaceID: h.db.NewID()}, auth.Permissions()...)
		for _, try := range []func() error{
			func() error { _, err := h.Get(h.Context(), elsewhere, deleted.ID); return err },
			func() error { _, err := h.Cancel(h.Context(), elsewhere, deleted.ID); return err },
			func() error { _, err := h.Undo(h.Context(), elsewhere, session, deleted.ID); return err },
		} {
			if err := try(); !problem.Is(err, problem.NotFound) {
				h.Errorf("from another workspace: %v", err)
			}
		}
	})
}

func TestBadActions(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(1)
		many := make([]string, MaxIDs+1)
		for want, b := range map[string]Begin{
			"/tags required":        contacts(Task{Verb: AddTags}, ids...),
			"/tags/0 too_long":      contacts(Task{Verb: RemoveTags, Tags: []string{strings.Repeat("x", 101)}}, ids...),
			"/status unknown_value": contacts(Task{Verb: SetStatus, Status: organization.Archived}, ids...),
			"/action unknown_value": contacts(Task{Verb: "explode"}, ids...),
			"/action undo":          contacts(Task{Verb: Undo}, ids...),
			"/ids required":         contacts(tagThem),
			"/ids too_many":         contacts(tagThem, many...),
			"/ids/1 invalid_id":     contacts(tagThem, ids[0], "x"),
			"/ids gone":             contacts(tagThem, h.db.NewID()),
			"/ids nothing":          all(changelog.Contact, tagThem, "status=inactive"),
			"tags not_found":        all(changelog.Contact, tagThem, "tags=nothing"),
			"nothing unknown":       all(changelog.Contact, tagThem, "nothing=1"),
		} {
			b.By = h.by
			_, err := h.Start(h.Context(), b)
			place, _, _ := strings.Cut(want, " ")
			var e *problem.Error
			if !errors.As(err, &e) || e.Kind != problem.BadInput || e.Fields[0].Pointer+e.Fields[0].Parameter != place {
				h.Errorf("%s: got %v", want, err)
			}
		}
		var rows int
		err := h.db.QueryRow(h.Context(), `SELECT (SELECT COUNT(*) FROM bulk_actions) + (SELECT COUNT(*) FROM bulk_action_records)`).Scan(&rows)
		if err != nil || rows != 0 {
			h.Errorf("%d rows are left of what was refused, %v", rows, err)
		}
	})
}

func TestPreview(t *testing.T) {
	eachHouse(t, func(h *house) {
		tagged := h.people(3, factory.WithTags("vip"))
		plain := h.people(7, func(p *contact.Patch) { p.Status = record.Some(contact.DoNotContact) })
		for range 2 {
			h.Organization(func(p *organization.Patch) { p.PrimaryContact = record.Some(tagged[0]) })
		}
		exactly := func(n int64) Number { return Number{n, true} }
		before := h.logged()
		for _, selection := range []Selection{
			{IDs: append(slices.Clone(tagged), plain...)}, {All: true}, {All: true, Query: url.Values{"ordering": {"first_name"}, "page_size": {"1"}}},
		} {
			for _, c := range []struct {
				task Task
				want Preview
			}{
				{
					Task{Verb: AddTags, Tags: []string{"VIP", "new"}},
					Preview{Tags: []TagUse{{"VIP", exactly(3)}, {"new", exactly(0)}}},
				},
				{Task{Verb: RemoveTags, Tags: []string{"vip"}}, Preview{Tags: []TagUse{{"vip", exactly(3)}}}},
				{Task{Verb: SetStatus, Status: contact.DoNotContact}, Preview{Status: exactly(7)}},
				{Task{Verb: Delete}, Preview{PrimaryContacts: exactly(1)}},
			} {
				got, err := h.Preview(h.Context(), h.by, changelog.Contact, selection, c.task)
				if err != nil {
					h.Fatal(err)
				}
				if len(got.Sample) != sampleSize || !strings.HasSuffix(got.Sample[0], " Person") {
					h.Errorf("the sample is %q", got.Sample)
				}
				c.want.Task, c.want.Total, c.want.Sample = c.task, exactly(10), got.Sample
				if diff := cmp.Diff(&c.want, got); diff != "" {
					h.Error(diff)
				}
			}
		}
		if n := h.logged(); n != before {
			h.Errorf("previews made %d changes", n-before)
		}
	})
}

// logged is the number of the newest change.
func (h *house) logged() (number int64) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT MAX(number) FROM changes WHERE workspace_id = $1`, h.Workspace).Scan(&number)
	if err != nil {
		h.Fatal(err)
	}
	return number
}

// Ids by the thousand, in several queries.
func TestManyIDs(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.Store.part = 200
		ids := h.people(idsInQuery + 20)
		p, err := h.Preview(h.Context(), h.by, changelog.Contact, Selection{IDs: ids}, Task{Verb: SetStatus, Status: contact.Active})
		if err != nil || p.Total != (Number{idsInQuery + 20, true}) || p.Status != p.Total {
			h.Errorf("got %+v, %v", p, err)
		}
		a := h.start(contacts(tagThem, ids...))
		if a.State != Running || a.Total != idsInQuery+20 || a.Done != 0 {
			h.Errorf("got %+v", a)
		}
		if err := h.WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		h.wantCounts(a, Done, idsInQuery+20, 0, 0)
	})
}

// Whichever statement fails, the next try does what is left, and nothing twice.
func TestPartsThatFail(t *testing.T) {
	failing := &testkit.Failing{}
	testkit.EachEngineWith(t, database.Options{Fast: true, OnStatement: failing.OnStatement}, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		ids := h.people(3)
		a := h.begin(contacts(tagThem, ids...))
		failing.Each(t, func(ctx context.Context) error { return h.store().WorkOff(ctx) })
		h.wantCounts(a, Done, 3, 0, 0)
		if n := h.changes(a); n != 3+1 {
			h.Errorf("%d changes", n)
		}
		h.sound()
	})
}

// A record that the program cannot write does not keep the others waiting.
func TestARecordThatCannotBeWritten(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(9)
		a := h.begin(contacts(tagThem, ids...))
		if _, err := h.db.Exec(h.Context(), `UPDATE contacts SET custom_fields = 'no JSON' WHERE id = $1`, ids[5]); err != nil {
			h.Fatal(err)
		}
		if err := h.WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		h.wantCounts(a, Done, 8, 0, 1)
		refusals, err := h.Refusals(h.Context(), a)
		if err != nil || len(refusals) != 1 || refusals[0].Record != ids[5] || refusals[0].Reason != failed {
			h.Errorf("got %+v, %v", refusals, err)
		}
	})
}

// Actions, their undo and people who write the same contacts get in nobody's way.
func TestActionsAmongWriters(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(12, factory.WithTags("kept"))
		var all sync.WaitGroup
		for i, id := range ids[:6] {
			all.Go(func() {
				for n := range 5 {
					h.retitle(id, fmt.Sprintf("title %d %d", i, n))
				}
			})
		}
		for i := range 3 {
			task := Task{Verb: AddTags, Tags: []string{fmt.Sprintf("t%d", i)}}
			all.Go(func() {
				b := contacts(task, ids...)
				b.By = h.by
				a, err := h.store().Start(h.Context(), b)
				if err != nil {
					h.Error(err)
					return
				}
				h.wantCounts(a, Done, 12, 0, 0)
			})
		}
		all.Wait()
		for _, id := range ids {
			if got := h.tags(id); len(got) != 4 {
				h.Error("a tag was lost:", got)
			}
		}
		h.sound()
	})
}

func (h *house) retitle(id, title string) {
	err := changelog.InTx(h.Context(), h.db, h.Workspace, command, func(tx *changelog.Tx) error {
		rules, err := ruleset.Read(h.Context(), tx.DB, h.Workspace)
		if err != nil {
			return err
		}
		store := contact.NewStore(tx.DB, h.Workspace, rules)
		_, err = directory.UpdateContact(h.Context(), tx, store, id, &contact.Patch{Title: record.Some(title)}, whatever)
		return err
	})
	if err != nil {
		h.Error(err)
	}
}

// Two who undo the same at once: one does.
func TestOneUndoAtOnce(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(5)
		a := h.start(contacts(Task{Verb: SetStatus, Status: contact.Inactive}, ids...))
		var all sync.WaitGroup
		results := make(chan error, 4)
		for range cap(results) {
			all.Go(func() {
				_, err := h.store().Undo(h.Context(), h.by, session, a.ID)
				results <- err
			})
		}
		all.Wait()
		close(results)
		did := 0
		for err := range results {
			switch {
			case err == nil:
				did++
			case !problem.Is(err, problem.Conflict):
				h.Error(err)
			}
		}
		if did != 1 {
			h.Errorf("%d undid it", did)
		}
		h.sound()
	})
}

// In two workspaces at once, nothing of the other one is touched.
func TestWorkspacesAreApart(t *testing.T) {
	eachHouse(t, func(h *house) {
		mine := h.people(3)
		other := auth.NewPrincipal(auth.Principal{UserID: h.by.UserID, WorkspaceID: h.db.NewID()}, auth.Permissions()...)
		b := contacts(tagThem, mine...)
		b.By = other
		if _, err := h.Start(h.Context(), b); err == nil {
			h.Error("contacts of another workspace were changed")
		}
		if got := h.tags(mine[0]); len(got) != 0 {
			h.Error("got", got)
		}
	})
}
