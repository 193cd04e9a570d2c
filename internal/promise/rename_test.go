package promise_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

// A new name of an organization with more contacts than one transaction writes
// reaches all of them, though the server is killed in the middle: each has one
// more version and one change that follows from the renaming.
func TestKilledWhileARenamingIsShown(t *testing.T) {
	for _, engine := range sized(engines[:1], engines) {
		t.Run(string(engine), func(t *testing.T) {
			const contacts = 10_500 // 10,000 would be written with the name
			p := newPlace(t, engine)
			s := p.start(t, "")
			made := s.must(http.StatusCreated, "POST", "/organizations",
				object{"name": "Mills", "code": "MILLS", "organization_type": "Company"})
			r := renaming{T: t, db: p.open(t), organization: made.json().text("id")}
			r.link(contacts)
			s.must(http.StatusOK, "PATCH", "/organizations/"+r.organization, object{"name": "Zuse"})
			r.await("begin", func() bool { return r.count(`SELECT COUNT(*) FROM refresh_walks WHERE position <> ''`) > 0 })
			s.Kill()
			if n := r.shown("Zuse"); n == 0 || n == contacts {
				t.Errorf("%d of %d contacts show it when the server is killed", n, contacts)
			}
			s = p.start(t, s.key)
			s.must(http.StatusCreated, "POST", "/contacts", object{"first_name": "Grace"})
			r.await("end", func() bool { return r.count(`SELECT COUNT(*) FROM refresh_walks`) == 0 })
			if n := r.shown("Zuse"); n != contacts {
				t.Errorf("%d of %d contacts show it", n, contacts)
			}
			if n := r.followed(); n != contacts {
				t.Errorf("%d of %d contacts have a change that follows from it", n, contacts)
			}
			s.stop()
			p.check(t)
		})
	}
}

// renaming looks into the database beside the server.
type renaming struct {
	*testing.T

	db           *database.DB
	organization string
}

// link makes contacts of the organization.
func (r *renaming) link(n int) {
	r.Helper()
	w, err := workspace.BySlug(r.Context(), r.db, workspace.Default)
	if err != nil {
		r.Fatal(err)
	}
	rules, err := ruleset.Read(r.Context(), r.db, w.ID)
	if err != nil {
		r.Fatal(err)
	}
	by := changelog.Actor{Via: changelog.ViaCommand, Name: "test"}
	store := contact.NewStore(r.db, w.ID, rules)
	for done := 0; done < n; done += 500 {
		err := changelog.InTx(r.Context(), r.db, w.ID, by, func(tx *changelog.Tx) error {
			return linkSome(r.Context(), tx, store, r.organization, done)
		})
		if err != nil {
			r.Fatal(err)
		}
	}
}

func linkSome(ctx context.Context, tx *changelog.Tx, store *contact.Store, organization string, from int) error {
	for i := range 500 {
		_, err := store.Create(ctx, tx, &contact.Patch{
			FirstName: record.Some(fmt.Sprintf("c%d", from+i)), LinkedOrganization: record.Some(organization),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *renaming) count(query string, args ...any) (n int) {
	r.Helper()
	if err := r.db.QueryRow(r.Context(), query, args...).Scan(&n); err != nil {
		r.Fatal(err)
	}
	return n
}

// shown counts the contacts whose kept records show a name, in their second
// version.
func (r *renaming) shown(name string) int {
	r.Helper()
	return r.count(`SELECT COUNT(*) FROM contact_records WHERE version = 2 AND record LIKE $1`,
		`%"linked_organization_name":"`+name+`"%`)
}

// followed counts the changes of contacts that follow from the renaming.
func (r *renaming) followed() int {
	r.Helper()
	return r.count(`SELECT COUNT(DISTINCT c.record_id) FROM changes c WHERE c.kind = 'contact' AND c.via = 'key'
		AND c.cause = (SELECT MAX(o.number) FROM changes o WHERE o.record_id = $1 AND o.action = 'update')`, r.organization)
}

func (r *renaming) await(what string, done func() bool) {
	r.Helper()
	for deadline := time.Now().Add(testkit.Patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.Fatal("the contacts do not ", what, " to show it")
		}
	}
}
