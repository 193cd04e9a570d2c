package contact_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// fixture is a workspace's store with what tests of it need.
type fixture struct {
	*testing.T

	db    *database.DB
	ws    string
	store *contact.Store
}

// each runs fn on both engines, in a fresh workspace.
func each(t *testing.T, fn func(f *fixture)) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) { fn(newFixture(t, db)) })
}

func newFixture(t *testing.T, db *database.DB) *fixture {
	t.Helper()
	ctx := t.Context()
	if err := workspace.Ensure(ctx, db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := ruleset.Read(ctx, db, w.ID)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{T: t, db: db, ws: w.ID, store: contact.NewStore(db, w.ID, rules)}
}

var anyVersion = func(int64) error { return nil }

func (f *fixture) inTx(fn func(ctx context.Context, tx *changelog.Tx) error) error {
	f.Helper()
	ctx := f.Context()
	return changelog.InTx(ctx, f.db, f.ws, changelog.Actor{Via: changelog.ViaCommand, Name: "test"},
		func(tx *changelog.Tx) error { return fn(ctx, tx) })
}

// create makes a contact and fails the test if it cannot.
func (f *fixture) create(p *contact.Patch) *contact.Contact {
	f.Helper()
	var w *contact.Written
	err := f.inTx(func(ctx context.Context, tx *changelog.Tx) (err error) {
		w, err = f.store.Create(ctx, tx, p)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	f.sameAsRows(w.Contact)
	return w.Contact
}

func (f *fixture) tryUpdate(id string, p *contact.Patch) (*contact.Written, error) {
	f.Helper()
	var w *contact.Written
	err := f.inTx(func(ctx context.Context, tx *changelog.Tx) (err error) {
		w, err = f.store.Update(ctx, tx, id, p, anyVersion)
		return err
	})
	return w, err
}

func (f *fixture) update(id string, p *contact.Patch) *contact.Contact {
	f.Helper()
	w, err := f.tryUpdate(id, p)
	if err != nil {
		f.Fatal(err)
	}
	f.sameAsRows(w.Contact)
	return w.Contact
}

// sameAsRows checks that what a write returned, what is kept to be read and
// what the rows say are the same.
func (f *fixture) sameAsRows(c *contact.Contact) {
	f.Helper()
	rows, err := f.store.Get(f.Context(), c.ID)
	if err != nil {
		f.Fatal(err)
	}
	if diff := cmp.Diff(string(rows.JSON()), string(c.JSON())); diff != "" {
		f.Error("the write returned something else than the rows say (-rows +written):", diff)
	}
	kept, err := f.store.Record(f.Context(), c.ID)
	if err != nil {
		f.Fatal(err)
	}
	if diff := cmp.Diff(string(rows.JSON()), string(kept.JSON)); diff != "" {
		f.Error("the kept record differs from the rows (-rows +kept):", diff)
	}
	if kept.Version != rows.Version {
		f.Errorf("the kept record has version %d, the rows %d", kept.Version, rows.Version)
	}
}

func (f *fixture) changes() (n int64) {
	f.Helper()
	err := f.db.QueryRow(f.Context(), "SELECT change_number FROM workspace_counters WHERE workspace_id = $1", f.ws).Scan(&n)
	if err != nil {
		f.Fatal(err)
	}
	return n
}

func email(address string) contact.EmailPatch {
	return contact.EmailPatch{Email: record.Some(address)}
}

func withPrimary(p contact.EmailPatch, primary bool) contact.EmailPatch {
	p.IsPrimary = record.Some(primary)
	return p
}

func withID(p contact.EmailPatch, id string) contact.EmailPatch {
	p.ID = record.Some(id)
	return p
}

func emails(items ...contact.EmailPatch) contact.Edit[contact.EmailPatch] {
	return contact.Edit[contact.EmailPatch]{Given: true, Items: items}
}

func oneEmail(item contact.EmailPatch) contact.Edit[contact.EmailPatch] {
	return contact.Edit[contact.EmailPatch]{Given: true, Single: true, Items: []contact.EmailPatch{item}}
}
