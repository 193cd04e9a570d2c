package ruleset_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestListsOfAFreshWorkspaceAndAfterAChange(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	opts := database.Options{Fast: true, Now: func() time.Time { return now }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		var store ruleset.Store
		lists := func() option.Lists {
			t.Helper()
			set, err := store.Get(t.Context(), db, w.ID)
			if err != nil {
				t.Fatal(err)
			}
			return set.Options
		}
		want := option.Lists{
			option.ContactType: {"primary", "billing", "support", "technical", "other"},
			option.Source:      {"website", "referral", "conference", "import", "api", "other"},
			option.EmailType:   {"primary", "work", "personal", "other"},
			option.PhoneType:   {"mobile", "work", "home", "fax", "other"},
			option.AddressType: {"home", "work", "billing", "shipping", "other"},
		}
		if diff := cmp.Diff(want, lists()); diff != "" {
			t.Errorf("lists (-want +got):\n%s", diff)
		}
		if !lists().Allows(option.PhoneType, "fax") || lists().Allows(option.PhoneType, "telex") || lists().Allows("x", "fax") {
			t.Error("Allows does not go by the lists")
		}
		if _, err := db.Exec(t.Context(), "UPDATE options SET is_active = $1 WHERE value = 'fax'", false); err != nil {
			t.Fatal(err)
		}
		if !lists().Allows(option.PhoneType, "fax") {
			t.Error("the lists are read anew within a second")
		}
		now = now.Add(time.Second)
		if lists().Allows(option.PhoneType, "fax") {
			t.Error("a retired value is allowed after a second")
		}
		if _, err := db.Exec(t.Context(), "UPDATE options SET is_active = $1", true); err != nil {
			t.Fatal(err)
		}
		store.Forget(w.ID)
		if !lists().Allows(option.PhoneType, "fax") {
			t.Error("Forget did not forget")
		}
	})
}
