package ruleset_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a fresh workspace with a clock that stands still.
type house struct {
	*testing.T

	db    *database.DB
	ws    string
	now   time.Time
	atNow func() // is run when the clock is asked, nil for nothing
	store ruleset.Store
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	h := &house{}
	opts := database.Options{Fast: true, Now: func() time.Time {
		if h.atNow != nil {
			h.atNow()
		}
		return h.now
	}}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		*h = house{T: t, db: db, now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		h.ws = w.ID
		fn(h)
	})
}

func (h *house) get() *ruleset.Set {
	h.Helper()
	set, err := h.store.Get(h.Context(), h.db, h.ws)
	if err != nil {
		h.Fatal(err)
	}
	return set
}

func (h *house) inTx(fn func(ctx context.Context, tx *changelog.Tx) error) error {
	h.Helper()
	ctx := h.Context()
	return changelog.InTx(ctx, h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand, Name: "test"},
		func(tx *changelog.Tx) error { return fn(ctx, tx) })
}

// must runs fn in a transaction that must succeed.
func (h *house) must(fn func(ctx context.Context, tx *changelog.Tx) error) {
	h.Helper()
	if err := h.inTx(fn); err != nil {
		h.Fatal(err)
	}
}

// setFax retires or brings back the phone type fax, and tells no store.
func (h *house) setFax(active bool) {
	h.Helper()
	var id string
	err := h.db.QueryRow(h.Context(), `SELECT id FROM options WHERE workspace_id = $1 AND value = 'fax'`, h.ws).Scan(&id)
	if err != nil {
		h.Fatal(err)
	}
	h.must(func(ctx context.Context, tx *changelog.Tx) error {
		_, err := option.Update(ctx, tx, id, &option.Patch{IsActive: record.Some(active)}, func(int64) error { return nil })
		return err
	})
}

func TestListsOfAFreshWorkspaceAndAfterAChange(t *testing.T) {
	each(t, func(h *house) {
		want := option.Lists{
			option.ContactType: {"primary", "billing", "support", "technical", "other"},
			option.Source:      {"website", "referral", "conference", "import", "api", "other"},
			option.EmailType:   {"primary", "work", "personal", "other"},
			option.PhoneType:   {"mobile", "work", "home", "fax", "other"},
			option.AddressType: {"home", "work", "billing", "shipping", "other"},
		}
		fresh := h.get()
		if diff := cmp.Diff(want, fresh.Options); diff != "" {
			h.Errorf("lists (-want +got):\n%s", diff)
		}
		if fresh.Strict || fresh.Version != 0 {
			h.Errorf("a fresh workspace has the rules %+v", fresh)
		}
		if !fresh.Options.Allows(option.PhoneType, "fax") || fresh.Options.Allows(option.PhoneType, "telex") || fresh.Options.Allows("x", "fax") {
			h.Error("Allows does not go by the lists")
		}
		h.setFax(false)
		h.now = h.now.Add(time.Second - time.Millisecond)
		if !h.get().Options.Allows(option.PhoneType, "fax") {
			h.Error("the lists are read anew within a second")
		}
		h.now = h.now.Add(time.Millisecond)
		if h.get().Options.Allows(option.PhoneType, "fax") {
			h.Error("a retired value is allowed after a second")
		}
		h.setFax(true)
		h.store.Forget(h.ws)
		if !h.get().Options.Allows(option.PhoneType, "fax") {
			h.Error("Forget did not forget")
		}
		h.setFax(false)
		h.now = h.now.Add(-time.Hour)
		if h.get().Options.Allows(option.PhoneType, "fax") {
			h.Error("a clock that was put back keeps the rules for long")
		}
	})
}

func TestStrictWorkspaces(t *testing.T) {
	each(t, func(h *house) {
		if h.get().Fields(customfield.Contact).Strict {
			h.Error("a fresh workspace is strict")
		}
		h.must(func(ctx context.Context, tx *changelog.Tx) error {
			_, err := workspace.Update(ctx, tx, h.ws, &workspace.Patch{StrictCustomFields: record.Some(true)},
				func(int64) error { return nil })
			return err
		})
		h.store.Forget(h.ws)
		if set := h.get(); !set.Strict || !set.Fields(customfield.Contact).Strict || !set.Fields(customfield.Address).Strict || set.Version == 0 {
			h.Errorf("got the rules %+v", set)
		}
	})
}

// TestRulesThatChangeMeanwhile: a transaction whose rules change before it ends
// is run again, and sees the new ones.
func TestRulesThatChangeMeanwhile(t *testing.T) {
	each(t, func(h *house) {
		h.get() // kept, so that the first run has the rules of before
		h.setFax(false)
		var allowed []bool
		h.must(func(ctx context.Context, tx *changelog.Tx) error {
			set, err := h.store.For(ctx, tx)
			if err != nil {
				return err
			}
			allowed = append(allowed, set.Options.Allows(option.PhoneType, "fax"))
			id := tx.NewID()
			_, err = tx.Append(changelog.Tag, id, nil, []byte(`{"id":"`+id+`"}`), nil)
			return err
		})
		if diff := cmp.Diff([]bool{true, false}, allowed); diff != "" {
			h.Errorf("the runs (-want +got):\n%s", diff)
		}
		var n int
		if err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM changes WHERE kind = 'tag'`).Scan(&n); err != nil || n != 1 {
			h.Errorf("%d changes are written (%v), want those of one run", n, err)
		}
	})
}

// TestRulesThatChangeAgainAndAgain: there is an end to it, and nothing is written.
func TestRulesThatChangeAgainAndAgain(t *testing.T) {
	each(t, func(h *house) {
		err := h.inTx(func(_ context.Context, tx *changelog.Tx) error {
			tx.Rely(-1)
			id := tx.NewID()
			_, err := tx.Append(changelog.Tag, id, nil, []byte(`{"id":"`+id+`"}`), nil)
			return err
		})
		if !problem.Is(err, problem.Conflict) {
			h.Errorf("got %v", err)
		}
		var n int
		if err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM changes WHERE kind = 'tag'`).Scan(&n); err != nil || n != 0 {
			h.Errorf("%d changes are written (%v)", n, err)
		}
	})
}

// TestForgottenWhileRead: what was being read when the rules were forgotten is
// not kept. The clock, which is asked before they are read, is the moment.
func TestForgottenWhileRead(t *testing.T) {
	each(t, func(h *house) {
		h.atNow = func() { h.store.Forget(h.ws) }
		first := h.get()
		h.atNow = nil
		second := h.get()
		if first == second {
			h.Error("rules of before are kept")
		}
		if h.get() != second {
			h.Error("the rules are read twice within a second")
		}
	})
}

func TestRulesOfAnUnknownWorkspace(t *testing.T) {
	each(t, func(h *house) {
		const nowhere = "01900000-0000-7000-8000-000000000000"
		if _, err := h.store.Get(h.Context(), h.db, nowhere); err == nil {
			h.Error("there are rules of no workspace")
		}
		err := changelog.InTx(h.Context(), h.db, nowhere, changelog.Actor{Via: changelog.ViaCommand}, func(tx *changelog.Tx) error {
			_, err := h.store.For(h.Context(), tx)
			return err
		})
		if err == nil {
			h.Error("there are rules of no workspace in a transaction")
		}
		gone, cancel := context.WithCancel(h.Context())
		cancel()
		if _, err := ruleset.Read(gone, h.db, h.ws); !errors.Is(err, context.Canceled) {
			h.Errorf("got %v", err)
		}
	})
}
