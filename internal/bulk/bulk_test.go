package bulk

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a workspace with an editor who acts in it. Its parts are small.
type house struct {
	*testing.T
	*factorytest.Factory

	db *database.DB
	*Store
	by *auth.Principal
}

const testPart = 4

func eachHouse(t *testing.T, fn func(h *house)) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) { fn(newHouse(t, db)) })
}

func newHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	h := &house{T: t, Factory: factorytest.New(t, db), db: db}
	h.Store = h.store()
	h.by = h.user("editor", "editor")
	return h
}

// store is one of another process.
func (h *house) store() *Store {
	s := New(h.db, &ruleset.Store{}, slog.New(slog.DiscardHandler))
	s.part = testPart
	return s
}

var command = changelog.Actor{Via: changelog.ViaCommand}

func (h *house) user(name, role string) *auth.Principal {
	h.Helper()
	u, err := auth.New(h.db, nil).CreateUser(h.Context(), h.Workspace, command, auth.NewUser{Username: name, Role: role})
	if err != nil {
		h.Fatal(err)
	}
	p, err := auth.Acting(h.Context(), h.db, h.Workspace, u.ID)
	if err != nil {
		h.Fatal(err)
	}
	return p
}

// people makes n contacts with names and no more.
func (h *house) people(n int, overrides ...func(*contact.Patch)) (ids []string) {
	h.Helper()
	for i := range n {
		all := append([]func(*contact.Patch){factory.Bare, factory.Named(fmt.Sprintf("P%02d", i), "Person")}, overrides...)
		ids = append(ids, h.Contact(all...).ID)
	}
	return ids
}

var session = changelog.Actor{Via: changelog.ViaSession, RequestID: "r-1"}

func contacts(task Task, ids ...string) Begin {
	return Begin{Actor: session, Kind: changelog.Contact, Selection: Selection{IDs: ids}, Task: task}
}

func organizations(task Task, ids ...string) Begin {
	return Begin{Actor: session, Kind: changelog.Organization, Selection: Selection{IDs: ids}, Task: task}
}

func all(kind changelog.Kind, task Task, query string) Begin {
	values, _ := url.ParseQuery(query)
	return Begin{Actor: session, Kind: kind, Selection: Selection{All: true, Query: values}, Task: task}
}

func (h *house) start(b Begin) *Action {
	h.Helper()
	if b.By == nil {
		b.By = h.by
	}
	a, err := h.Start(h.Context(), b)
	if err != nil {
		h.Fatal(err)
	}
	return a
}

// begin starts an action and works nothing off: as for one of many records.
func (h *house) begin(b Begin) *Action {
	h.Helper()
	b.By = h.by
	a := b.action()
	k, err := kindOf(b.Kind)
	if err != nil {
		h.Fatal(err)
	}
	rules, err := ruleset.Read(h.Context(), h.db, h.Workspace)
	if err != nil {
		h.Fatal(err)
	}
	queries, err := b.Selection.Queries(func() *listing.Spec { return k.spec(rules) })
	if err != nil {
		h.Fatal(err)
	}
	if err := h.note(h.Context(), a, k, queries); err != nil {
		h.Fatal(err)
	}
	return a
}

func (h *house) undo(id string) *Action {
	h.Helper()
	a, err := h.Undo(h.Context(), h.by, session, id)
	if err != nil {
		h.Fatal(err)
	}
	return a
}

func (h *house) wantCounts(a *Action, state State, done, unchanged, refused int64) {
	h.Helper()
	now, err := h.Get(h.Context(), h.by, a.ID)
	if err != nil {
		h.Fatal(err)
	}
	if now.State != state || now.Done != done || now.Unchanged != unchanged || now.Refused != refused {
		h.Errorf("got %s with %d done, %d unchanged, %d refused of %d; want %s with %d, %d, %d",
			now.State, now.Done, now.Unchanged, now.Refused, now.Total, state, done, unchanged, refused)
	}
	if now.EndedAt.IsZero() != (state == Running) {
		h.Errorf("%s, and it ended at %s", state, now.EndedAt)
	}
}

func (h *house) tags(id string) []string {
	h.Helper()
	c, err := contact.NewStore(h.db, h.Workspace, nil).Get(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	return c.TagNames()
}

// written is what each write of a record changes.
var written = regexp.MustCompile(`"(updated_at|updated_by|version)":[^,}]*`)

// records are the records of contacts as they are kept, but for what each write
// changes; "" for one that is not there.
func (h *house) records(ids []string) []string {
	h.Helper()
	list := make([]string, len(ids))
	for i, id := range ids {
		rec, err := contact.NewStore(h.db, h.Workspace, nil).Record(h.Context(), id)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			h.Fatal(err)
		}
		list[i] = written.ReplaceAllString(string(rec.JSON), "")
	}
	return list
}

// changes counts the changes of an action, as their request id tells.
func (h *house) changes(a *Action) (n int) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM changes WHERE workspace_id = $1 AND request_id = $2 AND user_id = $3`,
		h.Workspace, a.ID, h.by.UserID).Scan(&n)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *house) sound() {
	h.Helper()
	if err := check.Run(h.Context(), h.db, func(b check.Breach) { h.Error("breach:", b) }); err != nil {
		h.Fatal(err)
	}
}

func TestTagsOfASelection(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := append(h.people(6), h.people(3, factory.WithTags("vip", "Old"))...)
		others := h.people(1)
		a := h.start(contacts(Task{Verb: AddTags, Tags: []string{"VIP", " new  one ", "vip"}}, ids...))
		h.wantCounts(a, Done, 9, 0, 0)
		if diff := cmp.Diff([]string{"new one", "VIP"}, h.tags(ids[0])); diff != "" && h.tags(ids[0])[1] != "vip" {
			h.Error(diff)
		}
		if got := h.tags(ids[8]); len(got) != 3 {
			h.Error("got", got)
		}
		if got := h.tags(others[0]); len(got) != 0 {
			h.Error("somebody else has", got)
		}
		if n := h.changes(a); n != 9+1 { // and the new tag's
			h.Errorf("%d changes have the action's id", n)
		}
		a = h.start(contacts(Task{Verb: AddTags, Tags: []string{"new one"}}, ids...))
		h.wantCounts(a, Done, 0, 9, 0)
		a = h.start(contacts(Task{Verb: RemoveTags, Tags: []string{"OLD", "never was"}}, ids...))
		h.wantCounts(a, Done, 3, 6, 0)
		h.undo(a.ID)
		if got := h.tags(ids[8]); len(got) != 3 {
			h.Error("after the undo:", got)
		}
		h.sound()
	})
}

func TestStatusOfAllThatAQueryFinds(t *testing.T) {
	eachHouse(t, func(h *house) {
		active := func(p *contact.Patch) { p.Status = record.Some(contact.Active) }
		inactive := func(p *contact.Patch) { p.Status = record.Some(contact.Inactive) }
		in := append(h.people(11, active, factory.WithTags("in")), h.people(4, inactive, factory.WithTags("in"))...)
		out := h.people(3, active)
		b := all(changelog.Contact, Task{Verb: SetStatus, Status: contact.Inactive}, "tags=in&page=2&page_size=3&ordering=-created_at&fields=id&count=none")
		a := h.start(b)
		h.wantCounts(a, Done, 11, 4, 0)
		for i, rec := range h.records(append(in, out...)) {
			if strings.Contains(rec, `"status":"inactive"`) != (i < len(in)) {
				h.Error("got", rec)
			}
		}
		u := h.undo(a.ID)
		h.wantCounts(u, Done, 11, 0, 0)
		if u.Undoes != a.ID || u.Task.Verb != Undo {
			h.Errorf("got %+v", u)
		}
		for i, rec := range h.records(in) {
			if strings.Contains(rec, `"status":"active"`) != (i < 11) {
				h.Error("after the undo:", rec)
			}
		}
		h.sound()
	})
}

func TestDeletedContactsComeBack(t *testing.T) {
	eachHouse(t, func(h *house) {
		var ids []string
		for _, c := range h.Contacts(13) {
			ids = append(ids, c.ID)
		}
		before := h.records(ids)
		a := h.start(contacts(Task{Verb: Delete}, append(ids, ids[0])...))
		h.wantCounts(a, Done, 13, 0, 0)
		if got := slices.Compact(h.records(ids)); len(got) != 1 || got[0] != "" {
			h.Error("some are there:", got)
		}
		h.sound()
		u := h.undo(a.ID)
		h.wantCounts(u, Done, 13, 0, 0)
		if diff := cmp.Diff(before, h.records(ids)); diff != "" {
			h.Error(diff)
		}
		h.sound()
		again := h.undo(u.ID)
		h.wantCounts(again, Done, 13, 0, 0)
		if got := slices.Compact(h.records(ids)); len(got) != 1 || got[0] != "" {
			h.Error("some are there after the undo of the undo:", got)
		}
		if _, err := h.Undo(h.Context(), h.by, session, u.ID); !problem.Is(err, problem.Conflict) {
			h.Error("an undo was undone twice:", err)
		}
	})
}

// What was changed since stays, is listed with the reason, and the rest is undone.
func TestUndoLeavesWhatChangedSince(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(7)
		a := h.start(contacts(Task{Verb: SetStatus, Status: contact.DoNotContact}, ids...))
		h.start(contacts(Task{Verb: SetStatus, Status: contact.Inactive}, ids[2]))
		h.start(contacts(Task{Verb: Delete}, ids[5]))
		u := h.undo(a.ID)
		h.wantCounts(u, Done, 5, 0, 2)
		refusals, err := h.Refusals(h.Context(), u)
		if err != nil || len(refusals) != 2 {
			h.Fatal(refusals, err)
		}
		if r := refusals[0]; r.Record != ids[2] || r.Name != "P02 Person" || !strings.Contains(r.Reason, "changed again since") {
			h.Errorf("got %+v", r)
		}
		if r := refusals[1]; r.Record != ids[5] || r.Name != "" || r.Reason == "" {
			h.Errorf("got %+v", r)
		}
		// What is left can be undone once the way is free, and nothing else.
		h.undo(h.last().ID) // the deletion's
		h.sound()
	})
}

// last is the newest action that deleted something.
func (h *house) last() *Action {
	h.Helper()
	list, err := h.List(h.Context(), h.by, 50)
	if err != nil {
		h.Fatal(err)
	}
	i := slices.IndexFunc(list, func(a Action) bool { return a.Task.Verb == Delete })
	return &list[i]
}

func TestOrganizationsWithChildrenStay(t *testing.T) {
	eachHouse(t, func(h *house) {
		below := func(parent string) func(*organization.Patch) {
			return func(p *organization.Patch) { p.Parent = record.Some(parent) }
		}
		root := h.Organization()
		child := h.Organization(below(root.ID))
		leaf := h.Organization(below(child.ID))
		linked := h.Contact(factory.LinkedTo(leaf.ID))
		ids := []string{root.ID, child.ID, leaf.ID}
		p, err := h.Preview(h.Context(), h.by, changelog.Organization, Selection{IDs: ids}, Task{Verb: Delete})
		if err != nil || p.Total != (Number{3, true}) || p.Parents != (Number{2, true}) {
			h.Errorf("got %+v, %v", p, err)
		}
		a := h.start(organizations(Task{Verb: Delete}, ids...))
		h.wantCounts(a, Done, 1, 0, 2)
		refusals, err := h.Refusals(h.Context(), a)
		if err != nil || len(refusals) != 2 || refusals[0].Name != root.Name || refusals[0].Reason != hasChildren {
			h.Errorf("got %+v, %v", refusals, err)
		}
		h.wantCounts(h.undo(a.ID), Done, 1, 0, 0)
		c, err := contact.NewStore(h.db, h.Workspace, nil).Get(h.Context(), linked.ID)
		if err != nil || c.LinkedOrganization != leaf.ID {
			h.Errorf("the contact is linked to %q, %v", c.LinkedOrganization, err)
		}
		a = h.start(all(changelog.Organization, Task{Verb: AddTags, Tags: []string{"x"}}, "parent=null"))
		h.wantCounts(a, Done, 1, 0, 0)
		a = h.start(organizations(Task{Verb: SetStatus, Status: organization.Archived}, ids...))
		h.wantCounts(a, Done, 3, 0, 0)
		h.wantCounts(h.undo(a.ID), Done, 3, 0, 0)
		h.sound()
	})
}
