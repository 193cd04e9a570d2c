package check_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// secret stands in all personal data of a house; no breach may show it.
const secret = "zanzibar"

// house is a small sound database, of which every table has rows.
type house struct {
	*testing.T
	db    *database.DB
	ws    string // id of the workspace
	names map[string]string
}

func eachHouse(t *testing.T, fn func(h *house)) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) { fn(newHouse(t, db)) })
}

// open opens a database that has been migrated.
func open(t *testing.T, engine database.Engine) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), testkit.MigratedURL(t, engine), database.Options{Fast: true, PoolSize: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error("close the database:", err)
		}
	})
	return db
}

func newHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	f := factorytest.New(t, db)
	h := &house{T: t, db: db, ws: f.Workspace, names: map[string]string{}}
	h.define(f)
	office := f.Address(func(p *address.Patch) {
		p.City, p.CustomFields = record.Some("Zanzibar Town"), values(`{"floor":2}`)
	})
	root := f.Organization(func(p *organization.Patch) { p.Name, p.Code = record.Some("Zanzibar Holding"), record.Some("ZH") })
	child := f.Organization(func(p *organization.Patch) {
		p.Name, p.Code, p.Parent = record.Some("Zanzibar Trade"), record.Some("ZT"), record.Some(root.ID)
		p.Tags, p.CustomFields = record.Some([]string{"zanzibar partner"}), values(`{"size":12,"free":"zanzibar"}`)
		p.ExternalIDs = record.Some(record.Values{"erp": record.TextValue("zanzibar-1")})
		p.PrimaryAddress = record.Some(organization.AddressRef{ID: office.ID})
	})
	full := f.Contact(factory.Named("Zanzibara", "Zanzibarova"), factory.WithEmails("zanzibar@example.com", "zanzibar@example.org"),
		factory.WithPhones("+49 30 123456", "+49 30 123457"), factory.WithTags("zanzibar friends", "vip"), factory.LinkedTo(child.ID),
		func(p *contact.Patch) {
			p.Notes = record.Some("likes zanzibar\nand tea")
			p.ExternalIDs = record.Some(record.Values{"crm": record.TextValue("zanzibar-2")})
			p.CustomFields = values(`{"harbour":"Zanzibar Quay","colours":["red","blue"],"since":"2020-02-29","free":["zanzibar"]}`)
		})
	other := f.Contact(factory.Named("Otto", "Zanzibarini"), factory.At(office.ID))
	gone := f.Contact(factory.Named("Zan", "Zibar"))
	maps.Copy(h.names, map[string]string{
		"WS": f.Workspace, "OFFICE": office.ID, "ROOT": root.ID, "CHILD": child.ID, "FULL": full.ID, "OTHER": other.ID,
		"OWNADDR": full.Addresses[0].Address.ID, "EMAIL1": full.EmailAddresses[0].ID, "EMAIL2": full.EmailAddresses[1].ID,
		"PHONE1": full.PhoneNumbers[0].ID, "PHONE2": full.PhoneNumbers[1].ID, "HOME1": full.Addresses[0].ID,
		"TAG": f.Tag("vip").ID, "GONE": gone.ID, "NOBODY": "01900000-0000-7000-8000-000000000000",
	})
	h.change(full.ID, &contact.Patch{Title: record.Some("Captain of the Zanzibar")})
	h.inTx(func(ctx context.Context, tx *changelog.Tx, s *contact.Store) error {
		_, err := s.Delete(ctx, tx, gone.ID, whatever)
		return err
	})
	if _, _, err := auth.New(db, nil).CreateKey(t.Context(), h.ws, changelog.Actor{Via: changelog.ViaCommand},
		auth.NewKey{Name: "zanzibar", Role: "viewer"}); err != nil {
		t.Fatal(err)
	}
	return h
}

// define makes custom fields of all kinds of record, all but one filterable.
func (h *house) define(f *factorytest.Factory) {
	h.Helper()
	for _, d := range []struct{ name, kind, key, valueType string }{
		{"HARBOUR", "contact", "harbour", "text"},
		{"COLOURS", "contact", "colours", "choices"},
		{"SINCE", "contact", "since", "date"},
		{"SIZE", "organization", "size", "integer"},
		{"FLOOR", "address", "floor", "number"},
	} {
		h.names[d.name] = f.CustomField(func(p *customfield.Patch) {
			p.RecordKind, p.Key, p.Type = record.Some(d.kind), record.Some(d.key), record.Some(d.valueType)
			p.Label, p.Filterable = record.Some("Zanzibar "+d.key), record.Some(d.name != "SINCE")
		}).ID
	}
}

// values reads a JSON object.
func values(object string) record.Opt[record.Values] {
	fields, err := record.Fields([]byte(object))
	if err != nil {
		panic(err)
	}
	return record.Some(record.Values(fields))
}

func whatever(int64) error { return nil }

func (h *house) inTx(fn func(ctx context.Context, tx *changelog.Tx, s *contact.Store) error) {
	h.Helper()
	if err := h.try(fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) try(fn func(ctx context.Context, tx *changelog.Tx, s *contact.Store) error) error {
	h.Helper()
	ctx := h.Context()
	rules, err := ruleset.Read(ctx, h.db, h.ws)
	if err != nil {
		return err
	}
	return changelog.InTx(ctx, h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand, Name: "test"}, func(tx *changelog.Tx) error {
		return fn(ctx, tx, contact.NewStore(tx.DB, h.ws, rules))
	})
}

func (h *house) change(id string, p *contact.Patch) {
	h.Helper()
	h.inTx(func(ctx context.Context, tx *changelog.Tx, s *contact.Store) error {
		_, err := s.Update(ctx, tx, id, p, whatever)
		return err
	})
}

// sabotage runs statements past every constraint that the engine would keep.
// Capitals in braces stand for ids.
func (h *house) sabotage(statements ...string) {
	h.Helper()
	for i, s := range statements {
		for name, id := range h.names {
			s = strings.ReplaceAll(s, "{"+name+"}", "'"+id+"'")
		}
		statements[i] = s
	}
	ctx := h.Context()
	if h.db.Engine == database.SQLite {
		raw, err := sql.Open("sqlite", h.db.Path()+"?_pragma=busy_timeout(10000)&_pragma=ignore_check_constraints(1)")
		if err != nil {
			h.Fatal(err)
		}
		defer raw.Close()
		for _, s := range statements {
			if _, err := raw.ExecContext(ctx, s); err != nil {
				h.Fatalf("%s: %v", s, err)
			}
		}
		return
	}
	dropChecks := `DO $$ DECLARE r record; BEGIN
		FOR r IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'c'
			AND connamespace = 'public'::regnamespace
		LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname); END LOOP; END $$`
	err := h.db.InTx(ctx, func(tx *database.DB) error {
		for _, s := range append([]string{"SET LOCAL session_replication_role = replica", dropChecks}, statements...) {
			if _, err := tx.Exec(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// check checks the database and sees to it that no breach shows personal data.
func (h *house) check() []check.Breach {
	h.Helper()
	var found []check.Breach
	if err := check.Run(h.Context(), h.db, func(b check.Breach) { found = append(found, b) }); err != nil {
		h.Fatal(err)
	}
	for _, b := range found {
		if strings.Contains(strings.ToLower(b.String()), secret) || strings.Contains(b.String(), "3012345") {
			h.Errorf("the breach shows personal data: %s", b)
		}
	}
	return found
}

// sound sees to it that there is no breach.
func (h *house) sound() {
	h.Helper()
	for _, b := range h.check() {
		h.Errorf("breach of a sound database: %s", b)
	}
}

// finds sees to it that a breach is among those found; an empty field of want
// stands for anything.
func (h *house) finds(want check.Breach, found []check.Breach) {
	h.Helper()
	var all strings.Builder
	for _, b := range found {
		fmt.Fprintln(&all, b)
		if b.Rule == want.Rule && (want.Kind == "" || b.Kind == want.Kind) && (want.Record == "" || b.Record == h.names[want.Record]) &&
			strings.Contains(b.Detail, want.Detail) {
			return
		}
	}
	h.Errorf("want a breach like %+v, got:\n%s", want, all.String())
}
