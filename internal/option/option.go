// Package option owns the option lists of a workspace: the closed sets of
// values that contact_type, source and the types of channels may have. It does
// not own the fields that hold such a value; whoever writes one asks Lists.
package option

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Format is the number of the record's format; it is part of the ETag.
const Format = 1

// The names of the lists.
const (
	ContactType = "contact_type"
	Source      = "source"
	EmailType   = "email_type"
	PhoneType   = "phone_type"
	AddressType = "address_type"
)

// Names returns the names of all lists.
func Names() []string { return []string{ContactType, Source, EmailType, PhoneType, AddressType} }

// Option is one value of a list.
type Option struct {
	record.Meta
	List     string
	Value    string // what records hold; never changes
	Label    string // what people read
	Position int64  // from 1 and without gaps; the order within the list
	IsActive bool   // false for a retired value, which only records that have it may keep
}

// ErrNotFound says that the workspace has no such option.
var ErrNotFound = problem.New(problem.NotFound, "No option has this id.")

// JSON returns the option's record.
func (o *Option) JSON() []byte {
	var j record.Object
	j.Text("id", o.ID)
	j.Text("list", o.List)
	j.Text("value", o.Value)
	j.Text("label", o.Label)
	j.Int("position", o.Position)
	j.Bool("is_active", o.IsActive)
	j.Meta(&o.Meta)
	return j.JSON()
}

// Lists holds values of each list in their order.
type Lists map[string][]string

// Allows reports whether a record may take a value. A record that has a
// retired value already may keep it: its writer does not ask then.
func (l Lists) Allows(list, value string) bool { return slices.Contains(l[list], value) }

// MustBe is the sentence that says which values a list has.
func (l Lists) MustBe(subject, list string) string {
	return problem.MustBe(subject, l[list], "see the options of the list "+list)
}

// Default returns the value of a record that leaves the field of a list out:
// the one of a fresh workspace or, where that was retired or deleted, the first
// of the list.
func (l Lists) Default(list string) string {
	if standard := BuiltInDefault(list); l.Allows(list, standard) || len(l[list]) == 0 {
		return standard
	}
	return l[list][0]
}

// BuiltInDefault returns what Default is in a fresh workspace, "" for no list.
func BuiltInDefault(list string) string {
	switch list {
	case ContactType:
		return "primary"
	case Source:
		return "website"
	case EmailType:
		return "personal"
	case PhoneType:
		return "mobile"
	case AddressType:
		return "home"
	}
	return ""
}

// ReadLists returns the active values of all lists of a workspace.
func ReadLists(ctx context.Context, db *database.DB, workspace string) (Lists, error) {
	return readLists(ctx, db, workspace, " AND is_active")
}

// ReadAllLists returns all values of all lists of a workspace, the retired ones too:
// those that stored records may have.
func ReadAllLists(ctx context.Context, db *database.DB, workspace string) (Lists, error) {
	return readLists(ctx, db, workspace, "")
}

func readLists(ctx context.Context, db *database.DB, workspace, condition string) (Lists, error) {
	rows, err := db.Query(ctx, `SELECT list, value FROM options WHERE workspace_id = $1`+condition+`
		ORDER BY list, position, value`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read option lists: %w", err)
	}
	defer func() { _ = rows.Close() }()
	lists := Lists{}
	for rows.Next() {
		var list, value string
		if err := rows.Scan(&list, &value); err != nil {
			return nil, fmt.Errorf("read option lists: %w", err)
		}
		lists[list] = append(lists[list], value)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read option lists: %w", err)
	}
	return lists, nil
}

// builtIn are the values that a fresh workspace has, with their labels.
func builtIn() []Option {
	var options []Option
	add := func(list string, valuesAndLabels ...string) {
		for i := 0; i < len(valuesAndLabels); i += 2 {
			options = append(options, Option{
				List: list, Value: valuesAndLabels[i], Label: valuesAndLabels[i+1],
				Position: int64(i/2 + 1), IsActive: true,
			})
		}
	}
	add(ContactType, "primary", "Primary", "billing", "Billing", "support", "Support",
		"technical", "Technical", "other", "Other")
	add(Source, "website", "Website", "referral", "Referral", "conference", "Conference",
		"import", "Import", "api", "API", "other", "Other")
	add(EmailType, "primary", "Primary", "work", "Work", "personal", "Personal", "other", "Other")
	add(PhoneType, "mobile", "Mobile", "work", "Work", "home", "Home", "fax", "Fax", "other", "Other")
	add(AddressType, "home", "Home", "work", "Work", "billing", "Billing", "shipping", "Shipping", "other", "Other")
	return options
}

// CreateBuiltIn writes the values that a fresh workspace has.
func CreateBuiltIn(ctx context.Context, tx *changelog.Tx) error {
	for _, o := range builtIn() {
		o.Meta = tx.NewMeta()
		if err := insert(ctx, tx, &o); err != nil {
			return err
		}
		if _, err := tx.Append(changelog.Option, o.ID, nil, o.JSON(), nil); err != nil {
			return err
		}
	}
	return nil
}

func insert(ctx context.Context, tx *changelog.Tx, o *Option) error {
	args := append([]any{
		tx.Workspace, o.ID, o.List, o.Value, text.Fold(o.Value), o.Label, text.SearchBody(o.Label), o.Position, o.IsActive,
	}, o.Values()...)
	_, err := tx.Exec(ctx, `INSERT INTO options (workspace_id, id, list, value, value_key, label, search_body, position,
		is_active, `+record.Columns+`) VALUES `+database.Rows(1, len(args)), args...)
	if err != nil {
		return fmt.Errorf("insert option: %w", err)
	}
	return nil
}
