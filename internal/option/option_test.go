package option_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a fresh workspace.
type house struct {
	*testing.T

	db *database.DB
	ws string
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		fn(&house{t, db, w.ID})
	})
}

var anyVersion = func(int64) error { return nil }

func (h *house) inTx(fn func(ctx context.Context, tx *changelog.Tx) error) error {
	h.Helper()
	ctx := h.Context()
	return changelog.InTx(ctx, h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand, Name: "test"},
		func(tx *changelog.Tx) error { return fn(ctx, tx) })
}

func (h *house) create(p option.Patch) (o *option.Option, err error) {
	h.Helper()
	err = h.inTx(func(ctx context.Context, tx *changelog.Tx) (err error) {
		o, err = option.Create(ctx, tx, &p)
		return err
	})
	return o, err
}

func (h *house) update(id string, p option.Patch, check func(int64) error) (o *option.Option, err error) {
	h.Helper()
	err = h.inTx(func(ctx context.Context, tx *changelog.Tx) (err error) {
		o, err = option.Update(ctx, tx, id, &p, check)
		return err
	})
	return o, err
}

func (h *house) remove(id string, check func(int64) error) error {
	h.Helper()
	return h.inTx(func(ctx context.Context, tx *changelog.Tx) error { return option.Delete(ctx, tx, id, check) })
}

// id of the option with a value.
func (h *house) id(list, value string) (id string) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT id FROM options WHERE workspace_id = $1 AND list = $2 AND value = $3`,
		h.ws, list, value).Scan(&id)
	if err != nil {
		h.Fatal(err)
	}
	return id
}

// numbers are the number of the newest change and the version of the rules.
func (h *house) numbers() (change, rules int64) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT change_number, rules FROM workspace_counters WHERE workspace_id = $1`,
		h.ws).Scan(&change, &rules)
	if err != nil {
		h.Fatal(err)
	}
	return change, rules
}

// wantSound fails the test unless the rows of all options keep the rules, have
// the keys of their values, and stand in the log as they are.
func (h *house) wantSound() {
	h.Helper()
	rows, err := h.db.Query(h.Context(), `SELECT `+option.StoredColumns+`, (SELECT h.after FROM changes h
		WHERE h.workspace_id = o.workspace_id AND h.record_id = o.id ORDER BY h.number DESC LIMIT 1)
		FROM options o ORDER BY o.list, o.position`)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	last := map[string]int64{}
	for rows.Next() {
		var s option.Stored
		var logged string
		if err := rows.Scan(append(s.Dest(), &logged)...); err != nil {
			h.Fatal(err)
		}
		if faults := s.Faults(); len(faults) > 0 {
			h.Errorf("%s %s: %v", s.List, s.Value, faults)
		}
		if last[s.List]++; s.Position != last[s.List] {
			h.Errorf("%s %s has the position %d, want %d", s.List, s.Value, s.Position, last[s.List])
		}
		if diff := cmp.Diff(string(s.JSON()), logged); diff != "" {
			h.Errorf("the row and the log (-row +log):\n%s", diff)
		}
	}
	if err := rows.Err(); err != nil {
		h.Fatal(err)
	}
}

func values(list, value string) option.Patch {
	return option.Patch{List: record.Some(list), Value: record.Some(value)}
}

func TestEveryWriteLeavesSoundLists(t *testing.T) {
	each(t, func(h *house) {
		h.wantSound()
		p := values(option.Source, " Große Messe ")
		p.Position = record.Some(int64(2))
		fair, err := h.create(p)
		if err != nil {
			h.Fatal(err)
		}
		if fair.Label != "Große Messe" || fair.Position != 2 || !fair.IsActive || fair.Version != 1 {
			h.Errorf("got %+v", fair)
		}
		h.wantSound()
		for _, position := range []int64{1, 7, 3, 3} {
			moved, err := h.update(fair.ID, option.Patch{Position: record.Some(position)}, anyVersion)
			if err != nil || moved.Position != position {
				h.Fatal(moved, err)
			}
			h.wantSound()
		}
		if moved, err := h.update(fair.ID, option.Patch{Label: record.Some("Fair"), IsActive: record.Some(false)}, anyVersion); err != nil ||
			moved.Version != 5 || moved.IsActive || moved.Label != "Fair" {
			h.Error(moved, err)
		}
		h.wantSound()
		if err := h.remove(fair.ID, anyVersion); err != nil {
			h.Error(err)
		}
		h.wantSound()
	})
}

// TestNothingChanged: a write that changes nothing leaves record, log and rules
// alone.
func TestNothingChanged(t *testing.T) {
	each(t, func(h *house) {
		change, rules := h.numbers()
		same := values(option.PhoneType, "fax")
		same.Label, same.Position, same.IsActive = record.Some(" Fax "), record.Some(int64(4)), record.Some(true)
		o, err := h.update(h.id(option.PhoneType, "fax"), same, anyVersion)
		if err != nil || o.Version != 1 {
			h.Error(o, err)
		}
		if c, r := h.numbers(); c != change || r != rules {
			h.Errorf("changes went from %d to %d, rules from %d to %d", change, c, rules, r)
		}
		if _, err := h.update(o.ID, option.Patch{Label: record.Some("Telefax")}, anyVersion); err != nil {
			h.Error(err)
		}
		if c, r := h.numbers(); c != change+1 || r != c {
			h.Errorf("changes went from %d to %d, rules from %d to %d", change, c, rules, r)
		}
	})
}

func TestRefusedWritesOfOptions(t *testing.T) {
	each(t, func(h *house) {
		fax := h.id(option.PhoneType, "fax")
		refuse := func(int64) error { return problem.New(problem.PreconditionFailed, "No.") }
		change, _ := h.numbers()
		const nobody = "01900000-0000-7000-8000-000000000000"
		for name, c := range map[string]struct {
			err  error
			want problem.Kind
		}{
			"precondition of update": {second(h.update(fax, option.Patch{}, refuse)), problem.PreconditionFailed},
			"precondition of delete": {h.remove(fax, refuse), problem.PreconditionFailed},
			"update of none":         {second(h.update(nobody, option.Patch{}, anyVersion)), problem.NotFound},
			"delete of none":         {h.remove(nobody, anyVersion), problem.NotFound},
			"unknown list":           {second(h.create(values("colour", "red"))), problem.BadInput},
			"same but for case":      {second(h.create(values(option.PhoneType, "FAX"))), problem.BadInput},
			"another value":          {second(h.update(fax, option.Patch{Value: record.Some("Fax")}, anyVersion)), problem.BadInput},
			"faults of the reader": {second(h.update(fax, option.Patch{
				Label: record.Some("x"), Faults: problem.Fields{{Pointer: "/x", Code: "unknown_field"}},
			}, anyVersion)), problem.BadInput},
		} {
			if !problem.Is(c.err, c.want) {
				h.Errorf("%s: got %v", name, c.err)
			}
		}
		if c, _ := h.numbers(); c != change {
			h.Errorf("%d changes were written", c-change)
		}
		h.wantSound()
	})
}

func second[T any](_ T, err error) error { return err }

// TestOptionsAreOfOneWorkspace: the same value elsewhere is another option.
func TestOptionsAreOfOneWorkspace(t *testing.T) {
	each(t, func(h *house) {
		_, err := option.Get(h.Context(), h.db, "elsewhere", h.id(option.PhoneType, "fax"))
		if !problem.Is(err, problem.NotFound) {
			h.Errorf("got %v", err)
		}
		lists, err := option.ReadLists(h.Context(), h.db, "elsewhere")
		if err != nil || len(lists) != 0 {
			h.Error(lists, err)
		}
		q, faults := listing.Parse(option.ListSpec(), url.Values{"list": {option.PhoneType}})
		if err := faults.Err(); err != nil {
			h.Fatal(err)
		}
		for ws, want := range map[string]string{h.ws: "mobile work home fax other", "elsewhere": ""} {
			page, err := option.List(h.Context(), h.db, ws, q)
			if err != nil {
				h.Fatal(err)
			}
			var got []string
			for _, o := range page.Items {
				got = append(got, o.Value)
			}
			if strings.Join(got, " ") != want {
				h.Errorf("%s: got %v", ws, got)
			}
		}
	})
}

func TestDefaults(t *testing.T) {
	lists := option.Lists{option.Source: {"fair", "website"}, option.EmailType: {"work", "other"}}
	for list, want := range map[string]string{
		option.Source: "website", option.EmailType: "work", option.PhoneType: "mobile", option.AddressType: "home",
		option.ContactType: "primary", "colour": "",
	} {
		if got := lists.Default(list); got != want {
			t.Errorf("%s: got %q, want %q", list, got, want)
		}
	}
}

// TestStoredOptionsAreHeldAgainstTheRules: each thing that is wrong with a row
// is named, and nothing of what was stored.
func TestStoredOptionsAreHeldAgainstTheRules(t *testing.T) {
	each(t, func(h *house) {
		for sabotage, want := range map[string]string{
			`value = 'a,b'`:           "/value invalid_value",
			`value = ' fax'`:          "/value not_normal",
			`label = ' Fax'`:          "/label not_normal",
			`label = 'Telefax'`:       "/search_body key_differs",
			`value_key = 'other fax'`: "/value_key key_differs",
			`position = 0`:            "/position out_of_range",
			`search_body = ''`:        "/search_body key_differs",
		} {
			err := h.db.InTx(h.Context(), func(tx *database.DB) error {
				if _, err := tx.Exec(h.Context(), `UPDATE options SET `+sabotage+` WHERE value = 'fax'`); err != nil {
					return err
				}
				var s option.Stored
				err := tx.QueryRow(h.Context(), `SELECT `+option.StoredColumns+` FROM options o WHERE o.list = 'phone_type'
					AND o.label <> 'Mobile' AND (o.value_key IN ('fax', 'other fax'))`).Scan(s.Dest()...)
				if err != nil {
					return err
				}
				var got []string
				for _, f := range s.Faults() {
					got = append(got, f.Pointer+" "+f.Code)
				}
				if fmt.Sprint(got) != "["+want+"]" {
					h.Errorf("%s: got %v, want %s", sabotage, got, want)
				}
				return problem.New(problem.Conflict, "Undo it.")
			})
			if !problem.Is(err, problem.Conflict) {
				h.Errorf("%s: %v", sabotage, err)
			}
		}
	})
}

// TestALostDatabase: an error of the database is that, and no other.
func TestALostDatabase(t *testing.T) {
	each(t, func(h *house) {
		id := h.id(option.PhoneType, "fax")
		gone, cancel := context.WithCancel(h.Context())
		cancel()
		q, _ := listing.Parse(option.ListSpec(), nil)
		var failures []error
		add := func(_ any, err error) { failures = append(failures, err) }
		_ = h.inTx(func(_ context.Context, tx *changelog.Tx) error {
			add(option.Get(gone, tx.DB, h.ws, id))
			add(option.ReadLists(gone, tx.DB, h.ws))
			add(option.List(gone, tx.DB, h.ws, q))
			p := values(option.Source, "x")
			add(option.Create(gone, tx, &p))
			add(option.Update(gone, tx, id, &option.Patch{}, anyVersion))
			add(nil, option.Delete(gone, tx, id, anyVersion))
			add(nil, option.CreateBuiltIn(gone, tx))
			return problem.New(problem.Conflict, "Undo it.")
		})
		for i, err := range failures {
			if err == nil || problem.Is(err, problem.NotFound) {
				h.Errorf("%d: got %v", i, err)
			}
		}
	})
}

// TestOptionsFromBeforeTheirKeys: the migration that brought the keys gives the
// options of a fresh workspace, which is all there were, those that Go makes.
func TestOptionsFromBeforeTheirKeys(t *testing.T) {
	each(t, func(h *house) {
		file, err := os.ReadFile("../database/migrations/00034_option_keys." + string(h.db.Engine) + ".sql")
		if err != nil {
			h.Fatal(err)
		}
		statement := regexp.MustCompile(`(?m)^UPDATE options .*;$`).FindString(string(file))
		for _, do := range []string{`UPDATE options SET value_key = id, search_body = ''`, statement} {
			if n, err := h.db.Exec(h.Context(), do); err != nil || n != 25 {
				h.Fatalf("%q changed %d rows: %v", do, n, err)
			}
		}
		h.wantSound()
	})
}
