package savedview_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/savedview"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// office is a workspace with an owner of views, a colleague and a manager.
type office struct {
	*testing.T

	db                        *database.DB
	ws                        string
	owner, colleague, manager *auth.Principal
}

func eachOffice(t *testing.T, fn func(o *office)) {
	t.Helper()
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		o := &office{T: t, db: db, ws: w.ID}
		o.owner, o.colleague, o.manager = o.user("owner", "viewer"), o.user("colleague", "editor"), o.user("manager", "admin")
		fn(o)
	})
}

func (o *office) user(name, role string) *auth.Principal {
	o.Helper()
	u, err := auth.New(o.db, nil).CreateUser(o.Context(), o.ws, changelog.Actor{Via: changelog.ViaCommand},
		auth.NewUser{Username: name, Role: role})
	if err != nil {
		o.Fatal(err)
	}
	p, err := auth.Acting(o.Context(), o.db, o.ws, u.ID)
	if err != nil {
		o.Fatal(err)
	}
	return p
}

func (o *office) inTx(by *auth.Principal, fn func(ctx context.Context, tx *changelog.Tx) error) error {
	ctx := o.Context()
	return changelog.InTx(ctx, o.db, o.ws, changelog.Actor{UserID: by.UserID, Via: changelog.ViaSession},
		func(tx *changelog.Tx) error { return fn(ctx, tx) })
}

func (o *office) tryCreate(by *auth.Principal, p *savedview.Patch) (v *savedview.View, err error) {
	err = o.inTx(by, func(ctx context.Context, tx *changelog.Tx) error {
		v, err = savedview.Create(ctx, tx, by, p)
		return err
	})
	return v, err
}

func (o *office) create(by *auth.Principal, name string, shared bool) *savedview.View {
	o.Helper()
	v, err := o.tryCreate(by, &savedview.Patch{
		Name: record.Some(name), List: record.Some(savedview.Contacts), Query: record.Some("?status=active&cursor=x&page=2&search=a+b"),
		Columns: record.Some([]string{"name", "email"}), Shared: record.Some(shared),
	})
	if err != nil {
		o.Fatal(err)
	}
	return v
}

func (o *office) update(by *auth.Principal, id string, p *savedview.Patch) error {
	return o.inTx(by, func(ctx context.Context, tx *changelog.Tx) error {
		_, err := savedview.Update(ctx, tx, by, id, p, whatever)
		return err
	})
}

func (o *office) delete(by *auth.Principal, id string) error {
	return o.inTx(by, func(ctx context.Context, tx *changelog.Tx) error {
		return savedview.Delete(ctx, tx, by, id, whatever)
	})
}

func whatever(int64) error { return nil }

func (o *office) names(by *auth.Principal) []string {
	o.Helper()
	list, err := savedview.List(o.Context(), o.db, by, savedview.Contacts)
	if err != nil {
		o.Fatal(err)
	}
	names := []string{}
	for i := range list {
		names = append(names, list[i].Name)
	}
	return names
}

// log is what the change log says of a view, oldest first.
func (o *office) log(id string) (entries []string) {
	o.Helper()
	rows, err := o.db.Query(o.Context(), `SELECT action || ' ' || COALESCE(before, '') || ' ' || COALESCE(after, '')
		FROM changes WHERE workspace_id = $1 AND kind = 'saved_view' AND record_id = $2 ORDER BY number`, o.ws, id)
	if err != nil {
		o.Fatal(err)
	}
	if entries, err = database.Texts(rows); err != nil {
		o.Fatal(err)
	}
	return entries
}

func (o *office) sound() {
	o.Helper()
	if err := check.Run(o.Context(), o.db, func(b check.Breach) { o.Error("breach:", b) }); err != nil {
		o.Fatal(err)
	}
}

func TestViewsAreKeptAsTheyWereGiven(t *testing.T) {
	eachOffice(t, func(o *office) {
		made := o.create(o.owner, "  My   people ", false)
		got, err := savedview.Get(o.Context(), o.db, o.owner, made.ID)
		if err != nil {
			o.Fatal(err)
		}
		if diff := cmp.Diff(string(made.JSON()), string(got.JSON())); diff != "" {
			o.Error(diff)
		}
		if got.Name != "My people" || got.Query != "search=a+b&status=active" || got.Owner != o.owner.UserID || got.Version != 1 {
			o.Errorf("got %+v", got)
		}
		if err := o.update(o.owner, made.ID, &savedview.Patch{Query: record.Some("tags=x"), Columns: record.Some([]string{})}); err != nil {
			o.Fatal(err)
		}
		if got, err = savedview.Get(o.Context(), o.db, o.owner, made.ID); err != nil || got.Query != "tags=x" || got.Name != "My people" || len(got.Columns) != 0 || got.Version != 2 {
			o.Errorf("got %+v, %v", got, err)
		}
		if err := o.update(o.owner, made.ID, &savedview.Patch{Name: record.Some("My people")}); err != nil {
			o.Fatal(err)
		}
		if entries := o.log(made.ID); len(entries) != 2 {
			o.Error("a change of nothing is logged:", entries)
		}
		o.sound()
	})
}

func TestWhoSeesAndChangesViews(t *testing.T) {
	eachOffice(t, func(o *office) {
		private, shared := o.create(o.owner, "private", false), o.create(o.owner, "shared", true)
		o.create(o.colleague, "alpha", false)
		for _, c := range []struct {
			by   *auth.Principal
			want []string
		}{
			{o.owner, []string{"private", "shared"}}, {o.colleague, []string{"alpha", "shared"}}, {o.manager, []string{"shared"}},
		} {
			if diff := cmp.Diff(c.want, o.names(c.by)); diff != "" {
				o.Error(c.by.Username, diff)
			}
		}
		rename := &savedview.Patch{Name: record.Some("other")}
		for _, try := range []func(by *auth.Principal, id string) error{
			func(by *auth.Principal, id string) error { return o.update(by, id, rename) }, o.delete,
			func(by *auth.Principal, id string) error {
				_, err := savedview.Get(o.Context(), o.db, by, id)
				return err
			},
		} {
			for _, by := range []*auth.Principal{o.colleague, o.manager} {
				if err := try(by, private.ID); !problem.Is(err, problem.NotFound) {
					o.Errorf("%s and another's private view: %v", by.Username, err)
				}
			}
		}
		for _, err := range []error{o.update(o.colleague, shared.ID, rename), o.delete(o.colleague, shared.ID)} {
			if !problem.Is(err, problem.Forbidden) {
				o.Errorf("the colleague and a shared view: %v", err)
			}
		}
		if err := o.update(o.manager, shared.ID, rename); err != nil {
			o.Error(err)
		}
		if err := o.delete(o.manager, shared.ID); err != nil {
			o.Error(err)
		}
		if err := o.delete(o.owner, private.ID); err != nil {
			o.Error(err)
		}
		if got := o.names(o.owner); len(got) != 0 {
			o.Error("left:", got)
		}
		o.sound()
	})
}

// The log is read by many: it does not say what a private view looks for.
func TestTheLogKeepsPrivateViewsPrivate(t *testing.T) {
	eachOffice(t, func(o *office) {
		v := o.create(o.owner, "canary", false)
		if err := o.update(o.owner, v.ID, &savedview.Patch{Query: record.Some("search=canary")}); err != nil {
			o.Fatal(err)
		}
		if entries := strings.Join(o.log(v.ID), ""); strings.Contains(entries, "canary") || strings.Contains(entries, "status") {
			o.Error("the log says too much:", entries)
		}
		if err := o.update(o.owner, v.ID, &savedview.Patch{Shared: record.Some(true)}); err != nil {
			o.Fatal(err)
		}
		if err := o.update(o.owner, v.ID, &savedview.Patch{Shared: record.Some(false), Name: record.Some("secret")}); err != nil {
			o.Fatal(err)
		}
		entries := o.log(v.ID)
		if len(entries) != 4 || !strings.Contains(entries[2], `"name":"canary","query":"search=canary"`) || strings.Contains(entries[3], "secret") {
			o.Errorf("got %q", entries)
		}
		o.sound()
		if err := o.delete(o.owner, v.ID); err != nil {
			o.Fatal(err)
		}
		o.sound()
	})
}

func TestBadViews(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.create(o.owner, "Ärzte", false)
		good := func() savedview.Patch {
			return savedview.Patch{Name: record.Some("x"), List: record.Some(savedview.Contacts)}
		}
		for want, change := range map[string]func(p *savedview.Patch){
			"/name required":         func(p *savedview.Patch) { p.Name = record.Some(" ") },
			"/name too_long":         func(p *savedview.Patch) { p.Name = record.Some(strings.Repeat("ä", 101)) },
			"/name invalid_text":     func(p *savedview.Patch) { p.Name = record.Some("a\x00") },
			"/name unique":           func(p *savedview.Patch) { p.Name = record.Some("äRZTE") },
			"/list unknown_value":    func(p *savedview.Patch) { p.List = record.Some("users") },
			"/query invalid_query":   func(p *savedview.Patch) { p.Query = record.Some("a=%zz") },
			"/query invalid_text":    func(p *savedview.Patch) { p.Query = record.Some("a=%00") },
			"/query too_long":        func(p *savedview.Patch) { p.Query = record.Some("a=" + strings.Repeat("x", 8000)) },
			"/columns/1 repeated":    func(p *savedview.Patch) { p.Columns = record.Some([]string{"a", "a"}) },
			"/columns/0 too_long":    func(p *savedview.Patch) { p.Columns = record.Some([]string{strings.Repeat("a", 101)}) },
			"/columns too_many":      func(p *savedview.Patch) { p.Columns = record.Some(make([]string, 101)) },
			"/columns/0 repeated":    func(p *savedview.Patch) { p.Columns = record.Some([]string{""}) },
			"/shared given_by_forms": func(p *savedview.Patch) { p.Faults.Add("/shared", "given_by_forms", "x") },
		} {
			p := good()
			change(&p)
			_, err := o.tryCreate(o.owner, &p)
			pointer, code, _ := strings.Cut(want, " ")
			var e *problem.Error
			if !errors.As(err, &e) || e.Kind != problem.BadInput {
				o.Errorf("%s: got %v", want, err)
				continue
			}
			if len(e.Fields) != 1 || e.Fields[0].Pointer != pointer || e.Fields[0].Code != code {
				o.Errorf("want %s, got %+v", want, e.Fields)
			}
		}
		for _, p := range []savedview.Patch{good(), {Name: record.Some("Ärzte"), List: record.Some(savedview.Organizations)}} {
			if _, err := o.tryCreate(o.owner, &p); err != nil {
				o.Error(err)
			}
		}
		if _, err := o.tryCreate(o.colleague, &savedview.Patch{Name: record.Some("ärzte"), List: record.Some(savedview.Contacts)}); err != nil {
			o.Error("somebody else's name:", err)
		}
	})
}

// Of several who make the same view at once, one does.
func TestOneNameAtOnce(t *testing.T) {
	eachOffice(t, func(o *office) {
		var all sync.WaitGroup
		results := make(chan error, 8)
		for range cap(results) {
			all.Go(func() {
				_, err := o.tryCreate(o.owner, &savedview.Patch{Name: record.Some("same"), List: record.Some(savedview.Contacts)})
				results <- err
			})
		}
		all.Wait()
		close(results)
		made := 0
		for err := range results {
			switch {
			case err == nil:
				made++
			case !problem.Is(err, problem.BadInput):
				o.Error(err)
			}
		}
		if made != 1 {
			o.Errorf("%d were made", made)
		}
		o.sound()
	})
}

func TestVersionsAreChecked(t *testing.T) {
	eachOffice(t, func(o *office) {
		v := o.create(o.owner, "x", false)
		stop := problem.New(problem.PreconditionFailed, "no")
		err := o.inTx(o.owner, func(ctx context.Context, tx *changelog.Tx) error {
			return savedview.Delete(ctx, tx, o.owner, v.ID, func(version int64) error {
				if version != 1 {
					o.Errorf("version %d", version)
				}
				return stop
			})
		})
		if !problem.Is(err, problem.PreconditionFailed) || len(o.names(o.owner)) != 1 {
			o.Errorf("got %v", err)
		}
	})
}
