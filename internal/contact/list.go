package contact

import (
	"context"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// ListSpec returns what the list of contacts may be asked for; fields are the
// custom fields of contacts.
func ListSpec(fields *customfield.Fields) *listing.Spec {
	return &listing.Spec{
		Name: "contacts", Alias: "c", ID: listing.Key{SQL: "c.id"},
		Filters:   slices.Concat(ownFilters(), relatedFilters(), customfield.Filters(fields)),
		Orderings: orderings(),
		Default:   "last_name,first_name",
		Fields:    recordFields(),
		Searched:  true,
	}
}

func recordFields() []string {
	return []string{
		"id", "full_name", "prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "title",
		"organization_name", "linked_organization", "linked_organization_name", "contact_type", "status", "source",
		"birth_date", "language", "notes", "tags", "custom_fields", "external_ids", "primary_email", "primary_phone",
		"primary_address", "email_addresses", "phone_numbers", "addresses", "created_at", "updated_at", "created_by",
		"updated_by", "version",
	}
}

func orderings() []listing.Ordering {
	ordering := func(name, column string, kind listing.KeyType) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
	}
	return []listing.Ordering{
		ordering("last_name", "c.last_name_key", listing.BytesKey),
		ordering("first_name", "c.first_name_key", listing.BytesKey),
		ordering("organization_name", "c.organization_key", listing.BytesKey),
		ordering("status", "c.status", listing.TextKey),
		ordering("created_at", "c.created_at", listing.TextKey),
		ordering("updated_at", "c.updated_at", listing.TextKey),
	}
}

// ownFilters are those on the contact's own columns.
func ownFilters() []listing.Filter {
	return []listing.Filter{
		{Name: "id", Kind: listing.ID, Column: "c.id"},
		{Name: "status", Kind: listing.Choice, Column: "c.status", Choices: Statuses},
		{Name: "contact_type", Kind: listing.Choice, Column: "c.contact_type", Resolve: knownOptions("contact_type")},
		{Name: "source", Kind: listing.Choice, Column: "c.source", Resolve: knownOptions("source")},
		{
			Name: "first_name", Kind: listing.Text, Column: "c.first_name",
			Folded: "c.first_name_alike", Fold: text.Alike, Default: listing.Contains, Index: nameIndex,
			Check: listing.HoldsText(maxName),
		},
		{
			Name: "last_name", Kind: listing.Text, Column: "c.last_name",
			Folded: "c.last_name_alike", Fold: text.Alike, Default: listing.Contains, Index: nameIndex,
			Check: listing.HoldsText(maxName),
		},
		{
			Name: "has_organization", Kind: listing.Bool,
			Column: "c.linked_organization_id IS NOT NULL OR c.organization_name <> ''",
		},
		{
			Name: "linked_organization", Kind: listing.Custom, Column: "c.linked_organization_id", Nullable: true,
			Lookups: []listing.Lookup{listing.Exact, listing.In, listing.IsNull}, Flags: []string{"include_descendants"},
			Check: checkID, Resolve: knownOrganizations, Condition: linkedTo,
		},
		{
			Name: "language", Kind: listing.Text, Folded: "c.language", Fold: strings.TrimSpace, MaxValues: 50,
			Lookups: []listing.Lookup{listing.Exact, listing.IExact, listing.In, listing.StartsWith, listing.IsNull},
			Check:   listing.Holds(checkLanguage), Resolve: spellLanguages,
		},
		{Name: "birth_date", Kind: listing.Date, Column: "c.birth_date", Nullable: true},
		{Name: "created_at", Kind: listing.Time, Column: "c.created_at"},
		{Name: "updated_at", Kind: listing.Time, Column: "c.updated_at"},
		{Name: "created_by", Kind: listing.ID, Column: "c.created_by", Nullable: true},
	}
}

// tagged is the table that says which contact carries which tags.
func tagged() *listing.Related {
	return &listing.Related{ID: "t.contact_id", From: "contact_tags t", Where: "t.workspace_id = $1", Once: true}
}

// relatedFilters are those on the contact's channels, tags and ids elsewhere.
func relatedFilters() []listing.Filter {
	emails := &listing.Related{ID: "e.contact_id", From: "contact_email_addresses e", Where: "e.workspace_id = $1"}
	tags := tagged()
	phones := &listing.Related{ID: "p.contact_id", From: "contact_phone_numbers p", Where: "p.workspace_id = $1"}
	addresses := &listing.Related{
		ID:    "ca.contact_id",
		From:  "addresses a JOIN contact_addresses ca ON ca.workspace_id = $1 AND ca.address_id = a.id",
		Where: "a.workspace_id = $1",
	}
	return []listing.Filter{
		{
			Name: "email", Kind: listing.Text, Folded: "e.email_key", Fold: email.Key, Within: emails,
			AsSent: true, Check: listing.CheckEmail,
		},
		{
			Name: "phone_number", Kind: listing.Custom, Column: "p.phone_number",
			Lookups: []listing.Lookup{
				listing.Exact, listing.In, listing.Contains, listing.IContains, listing.StartsWith, listing.IsNull,
			},
			AsSent: true, Check: checkPhone, Resolve: resolvePhones, Condition: isPhoneNumber, Within: phones, Index: phoneIndex,
		},
		{Name: "has_email", Kind: listing.Bool, Within: emails},
		{Name: "has_phone", Kind: listing.Bool, Within: phones},
		tag.Filter("tags", listing.Any, tags),
		tag.Filter("tags_all", listing.All, tags),
		tag.Filter("tags_none", listing.None, tags),
		address.CountryFilter(addresses), address.CityFilter(addresses), address.PostalCodeFilter(addresses),
		listing.PairFilter("external_id", "SYSTEM:ID", record.MaxExternalID, [2]string{"x.system", "x.external_id"}, &listing.Related{
			ID: "x.contact_id", From: "contact_external_ids x", Where: "x.workspace_id = $1", Once: true,
		}),
	}
}

// List returns a page of the records that a query asks for.
func (s *Store) List(ctx context.Context, q *listing.Query) (listing.Page[Record], error) {
	page, err := listing.Fetch(ctx, s.db, q, s.Select(q), func(row listing.Row) (r Record, err error) {
		err = row.Scan(&r.ID, &r.Format, &r.Version, &r.JSON)
		return r, err
	})
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		if err := s.renew(ctx, &page.Items[i]); err != nil && !problem.Is(err, problem.NotFound) {
			return page, err
		}
	}
	return page, nil
}

// Select says where the rows of a list of contacts come from.
func (s *Store) Select(q *listing.Query) listing.Select {
	sel := listing.Select{
		Workspace: s.workspace,
		From:      "contacts c",
		Columns:   "r.contact_id, r.format, r.version, r.record",
		Join:      "contact_records r ON r.workspace_id = $1 AND r.contact_id = p.id",
		Total:     "SELECT contacts FROM workspace_counters WHERE workspace_id = $1",
	}
	if q.Search != "" {
		sel.Search = newSearch(s.db.Engine, q.Search)
	}
	return sel
}
