package contact_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// shown writes a list of email addresses as "a*, b": the primary has a star.
func shown(c *contact.Contact) string {
	var parts []string
	for i := range c.EmailAddresses {
		e := &c.EmailAddresses[i]
		name, _, _ := strings.Cut(e.Email, "@")
		if e.IsPrimary {
			name += "*"
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, ", ")
}

func TestSinglePrimaryRule(t *testing.T) {
	a, b, c := email("a@example.com"), email("b@example.com"), email("c@example.com")
	yes := func(p contact.EmailPatch) contact.EmailPatch { return withPrimary(p, true) }
	no := func(p contact.EmailPatch) contact.EmailPatch { return withPrimary(p, false) }
	tests := []struct {
		name          string
		before, after []contact.EmailPatch
		want          string // as shown
		fault         string // pointer
	}{
		{name: "a first channel becomes primary", after: []contact.EmailPatch{a}, want: "a*"},
		{name: "the first of several becomes primary", after: []contact.EmailPatch{a, b}, want: "a*, b"},
		{name: "an explicit false stands", after: []contact.EmailPatch{no(a)}, want: "a"},
		{name: "a false passes it on to the next that says nothing", after: []contact.EmailPatch{no(a), b}, want: "b*, a"},
		{name: "an explicit true wins over the order", after: []contact.EmailPatch{a, yes(b)}, want: "b*, a"},
		{name: "two trues are a fault at the second", after: []contact.EmailPatch{yes(a), b, yes(c)}, fault: "/email_addresses/2/is_primary"},
		{
			name: "a new true takes it from the old", before: []contact.EmailPatch{a, b},
			after: []contact.EmailPatch{a, b, yes(c)}, want: "c*, a, b",
		},
		{
			name: "a new channel that says nothing leaves the primary alone", before: []contact.EmailPatch{a},
			after: []contact.EmailPatch{a, b}, want: "a*, b",
		},
		{
			name: "demoting promotes nothing", before: []contact.EmailPatch{a, b},
			after: []contact.EmailPatch{no(a), b}, want: "a, b",
		},
		{
			name: "demoting promotes a new one", before: []contact.EmailPatch{a, b},
			after: []contact.EmailPatch{no(a), b, c}, want: "c*, a, b",
		},
		{
			name: "deleting the primary promotes nothing", before: []contact.EmailPatch{a, b},
			after: []contact.EmailPatch{b}, want: "b",
		},
		{
			name: "deleting the primary promotes a new one", before: []contact.EmailPatch{a, b},
			after: []contact.EmailPatch{b, c}, want: "c*, b",
		},
		{
			name: "the primary is told by its spelling in other case", before: []contact.EmailPatch{a, b},
			after: []contact.EmailPatch{b, yes(email("A@EXAMPLE.COM"))}, want: "A*, b",
		},
	}
	each(t, func(f *fixture) {
		for _, tt := range tests {
			f.Run(tt.name, func(t *testing.T) {
				f := &fixture{t, f.db, f.ws, f.store}
				one := f.create(&contact.Patch{FirstName: record.Some("A"), EmailAddresses: emails(slices.Clone(tt.before)...)})
				w, err := f.tryUpdate(one.ID, &contact.Patch{EmailAddresses: emails(slices.Clone(tt.after)...)})
				if tt.fault != "" {
					wantFault(t, err, tt.fault)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				f.sameAsRows(w.Contact)
				if got := shown(w.Contact); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		}
	})
}

func wantFault(t *testing.T, err error, pointer string) {
	t.Helper()
	var e *problem.Error
	if !errors.As(err, &e) || e.Kind != problem.BadInput {
		t.Fatalf("got error %v, want bad input at %s", err, pointer)
	}
	if !slices.ContainsFunc(e.Fields, func(f problem.Field) bool { return f.Pointer == pointer }) {
		t.Errorf("got faults %+v, want one at %s", e.Fields, pointer)
	}
}

func TestMarkingThePrimaryAgainChangesNothing(t *testing.T) {
	each(t, func(f *fixture) {
		c := f.create(&contact.Patch{EmailAddresses: emails(email("a@example.com"), email("b@example.com"))})
		before := f.changes()
		w, err := f.tryUpdate(c.ID, &contact.Patch{
			EmailAddresses: oneEmail(withPrimary(withID(contact.EmailPatch{}, c.EmailAddresses[0].ID), true)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if w.Change != nil || w.Contact.Version != c.Version || f.changes() != before {
			t.Errorf("version %d → %d, change %v", c.Version, w.Contact.Version, w.Change)
		}
	})
}

func TestFlippingThePrimaryTouchesTheTwoChannels(t *testing.T) {
	each(t, func(f *fixture) {
		c := f.create(&contact.Patch{EmailAddresses: emails(email("a@example.com"), email("b@example.com"), email("c@example.com"))})
		flipped := f.update(c.ID, &contact.Patch{
			EmailAddresses: oneEmail(withPrimary(withID(contact.EmailPatch{}, c.EmailAddresses[1].ID), true)),
		})
		if got := shown(flipped); got != "b*, a, c" {
			t.Errorf("got %q", got)
		}
		var versions []int64
		for i := range flipped.EmailAddresses {
			versions = append(versions, flipped.EmailAddresses[i].Version)
		}
		if diff := cmp.Diff([]int64{2, 2, 1}, versions); diff != "" || flipped.Version != 2 {
			t.Errorf("contact version %d, channel versions %v", flipped.Version, versions)
		}
	})
}

// Channels may take each other's names in one body, though each is unique.
func TestChannelsSwapNames(t *testing.T) {
	each(t, func(f *fixture) {
		c := f.create(&contact.Patch{EmailAddresses: emails(email("a@example.com"), email("b@example.com"))})
		a, b := c.EmailAddresses[0].ID, c.EmailAddresses[1].ID
		swapped := f.update(c.ID, &contact.Patch{
			EmailAddresses: emails(withID(email("b@example.com"), a), withID(email("a@example.com"), b)),
		})
		if got := shown(swapped); got != "b*, a" || swapped.EmailAddresses[0].ID != a {
			t.Errorf("got %q, first %s, want %s", got, swapped.EmailAddresses[0].ID, a)
		}
	})
}

// The database itself refuses a second primary, whatever the code does.
func TestTheDatabaseRefusesASecondPrimary(t *testing.T) {
	each(t, func(f *fixture) {
		c := f.create(&contact.Patch{EmailAddresses: emails(email("a@example.com"), email("b@example.com"))})
		_, err := f.db.Exec(t.Context(), `UPDATE contact_email_addresses SET is_primary = TRUE
			WHERE workspace_id = $1 AND contact_id = $2`, f.ws, c.ID)
		if err == nil || !strings.Contains(err.Error(), "contact_email_addresses_one_primary") {
			t.Errorf("got %v, want the partial unique index to refuse", err)
		}
	})
}

// Writers that race for one contact all succeed and never leave two primaries,
// nor does anybody ever read two.
func TestRacingWriters(t *testing.T) {
	each(t, func(f *fixture) {
		const writers, rounds = 16, 6
		var items []contact.EmailPatch
		for i := range writers {
			items = append(items, email(fmt.Sprintf("e%d@example.com", i)))
		}
		c := f.create(&contact.Patch{EmailAddresses: emails(items...)})
		for range rounds {
			var wg sync.WaitGroup
			for i := range writers {
				wg.Go(func() {
					_, err := f.tryUpdate(c.ID, &contact.Patch{
						EmailAddresses: oneEmail(withPrimary(withID(contact.EmailPatch{}, c.EmailAddresses[i].ID), true)),
					})
					if err != nil {
						f.Error(err)
					}
					if rec, err := f.store.Get(f.Context(), c.ID); err != nil || countPrimary(rec) > 1 {
						f.Errorf("read %d primaries, %v", countPrimary(rec), err)
					}
				})
			}
			wg.Wait()
		}
		end, err := f.store.Get(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if countPrimary(end) != 1 || len(end.EmailAddresses) != writers {
			t.Errorf("%d primaries of %d", countPrimary(end), len(end.EmailAddresses))
		}
		f.sameAsRows(end)
	})
}

func countPrimary(c *contact.Contact) (n int) {
	if c == nil {
		return -1
	}
	for i := range c.EmailAddresses {
		if c.EmailAddresses[i].IsPrimary {
			n++
		}
	}
	return n
}

// Whatever lists are written in whatever order, at most one is primary, and
// the kept record is what the rows say.
func TestRandomEdits(t *testing.T) {
	each(t, func(f *fixture) {
		random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test that can be repeated
		c := f.create(&contact.Patch{FirstName: record.Some("A")})
		for range 60 {
			var items []contact.EmailPatch
			for _, n := range random.Perm(6)[:random.IntN(6)] {
				item := email(fmt.Sprintf("e%d@example.com", n))
				switch random.IntN(4) {
				case 0:
					item = withPrimary(item, false)
				case 1:
					item = withPrimary(item, !slices.ContainsFunc(items, func(p contact.EmailPatch) bool { return p.IsPrimary.Value }))
				}
				if len(c.EmailAddresses) > n && random.IntN(3) == 0 {
					if id := c.EmailAddresses[n].ID; !slices.ContainsFunc(items, func(p contact.EmailPatch) bool { return p.ID.Value == id }) {
						item = withID(item, id)
					}
				}
				items = append(items, item)
			}
			w, err := f.tryUpdate(c.ID, &contact.Patch{EmailAddresses: emails(items...)})
			if problem.Is(err, problem.BadInput) {
				continue // an id and a name that speak of different channels
			}
			if err != nil {
				t.Fatal(err)
			}
			c = w.Contact
			f.sameAsRows(c)
			if countPrimary(c) > 1 {
				t.Fatalf("%d primaries", countPrimary(c))
			}
		}
	})
}
