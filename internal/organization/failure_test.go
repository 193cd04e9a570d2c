package organization

import (
	"context"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

// TestNoFailureIsSwallowed breaks off everything that reads or writes
// organizations at each of its statements.
func TestNoFailureIsSwallowed(t *testing.T) {
	f := &testkit.Failing{}
	testkit.EachEngineWith(t, database.Options{Fast: true, OnStatement: f.OnStatement}, func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		root, ada := h.create(named("root", "r")), h.person()
		var made Organization
		writes := h.writes(root.ID, ada, &made)
		for name := range strings.FieldsSeq("create update release refit") {
			t.Run(name, func(t *testing.T) { f.Each(t, writes[name]) })
		}
		h.exec(`DELETE FROM organization_records WHERE organization_id = $1`, made.ID)
		for _, r := range []Relation{Ancestors, Descendants, Children} {
			t.Run(string(r), func(t *testing.T) {
				f.Each(t, func(ctx context.Context) error {
					q, _ := listing.Parse(r.Spec(nil, root.ID), nil)
					_, err := ListRelated(ctx, db, h.ws, q, r, root.ID)
					return err
				})
			})
		}
		reads := map[string]func(ctx context.Context) error{
			"get": func(ctx context.Context) error {
				_, err := Get(ctx, db, h.ws, made.ID)
				return err
			},
			"list": func(ctx context.Context) error {
				q, _ := listing.Parse(ListSpec(nil), h.values("tags_none=VIP&organization_type=company&parent=null,"+root.ID))
				_, err := List(ctx, db, h.ws, q)
				return err
			},
		}
		for name, read := range reads {
			t.Run(name, func(t *testing.T) { f.Each(t, read) })
		}
		for name := range strings.FieldsSeq("remove types") {
			t.Run(name, func(t *testing.T) { f.Each(t, writes[name]) })
		}
	})
}

// writes are all ways to write organizations, in transactions of their own. made
// is the one that they write, with the contact ada.
func (h *house) writes(root, ada string, made *Organization) map[string]func(ctx context.Context) error {
	in := func(fn func(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set) error) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			return changelog.InTx(ctx, h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand}, func(tx *changelog.Tx) error {
				rules, err := ruleset.Read(ctx, tx.DB, h.ws)
				if err != nil {
					return err
				}
				return fn(ctx, tx, rules)
			})
		}
	}
	return map[string]func(ctx context.Context) error{
		"create": in(func(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set) error {
			p := full()
			p.Parent, p.PrimaryContact = record.Some(root), record.Some(ada)
			w, err := Create(ctx, tx, rules, p)
			if err == nil {
				*made = *w.Organization
			}
			return err
		}),
		"update": in(func(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set) error {
			p := named("Other", "other")
			p.Parent, p.Tags = record.Some(""), record.Some([]string{"other"})
			p.ExternalIDs = record.Some(record.Values{"erp": []byte("null"), "crm": []byte(`"1"`)})
			p.PrimaryAddress = record.Some(AddressRef{Change: &address.Patch{City: record.Some("Leeds")}})
			_, err := Update(ctx, tx, rules, made.ID, p, anyVersion)
			return err
		}),
		"release": in(func(ctx context.Context, tx *changelog.Tx, _ *ruleset.Set) error {
			ids, err := ReleaseContact(ctx, tx, ada)
			if err != nil {
				return err
			}
			return Refresh(ctx, tx, ids, nil)
		}),
		"refit": in(func(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set) error {
			return Refit(ctx, tx, rules, []string{made.ID, root}, customfield.Without("size"), nil)
		}),
		"remove": in(func(ctx context.Context, tx *changelog.Tx, _ *ruleset.Set) error {
			o, err := Lock(ctx, tx, made.ID)
			if err != nil {
				return err
			}
			if _, err := CountChildren(ctx, tx, made.ID); err != nil {
				return err
			}
			change, err := tx.Append(changelog.Organization, o.ID, o.JSON(), nil, nil)
			if err != nil {
				return err
			}
			return Remove(ctx, tx, o, change)
		}),
		"types": in(func(ctx context.Context, tx *changelog.Tx, _ *ruleset.Set) error {
			if _, err := CreateType(ctx, tx, &TypePatch{Name: record.Some("Guild")}); err != nil {
				return err
			}
			if _, _, err := UpdateType(ctx, tx, "guild", &TypePatch{Name: record.Some("Craft")}, anyVersion); err != nil {
				return err
			}
			return DeleteType(ctx, tx, "craft", anyVersion)
		}),
	}
}
