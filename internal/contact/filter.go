package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// resolver is the type of a filter's Resolve.
type resolver = func(context.Context, *database.DB, string, listing.Input) ([]string, *problem.Fault, error)

// texts runs a statement that gives one column of texts.
func texts(ctx context.Context, db *database.DB, query string, w *database.Where) ([]string, error) {
	rows, err := db.Query(ctx, query, w.Args...)
	if err != nil {
		return nil, err
	}
	return database.Texts(rows)
}

// inWorkspace returns a Where whose $1 is the workspace.
func inWorkspace(workspace string) *database.Where { return &database.Where{Args: []any{workspace}} }

// knownOptions refuses values that are not in an option list; retired ones are.
func knownOptions(list string) resolver {
	return func(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
		w := inWorkspace(workspace)
		known, err := texts(ctx, db, `SELECT value FROM options WHERE workspace_id = $1 AND list = `+w.Arg(list)+
			` ORDER BY position, value`, w)
		if err != nil {
			return nil, nil, err
		}
		for _, v := range in.Values {
			if !slices.Contains(known, v) {
				detail := option.Lists{list: known}.MustBe("The value", list)
				return nil, &problem.Fault{Code: listing.CodeInvalidChoice, Detail: detail}, nil
			}
		}
		return in.Values, nil, nil
	}
}

func checkID(_ listing.Lookup, value string) (string, *problem.Fault) {
	if value = strings.ToLower(value); !record.ValidID(value) {
		return "", &problem.Fault{Code: listing.CodeInvalidValue, Detail: "The value must be an id (a UUID)."}
	}
	return value, nil
}

// knownOrganizations refuses ids of organizations that do not exist.
func knownOrganizations(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
	ids := slices.DeleteFunc(slices.Clone(in.Values), func(v string) bool { return v == "null" })
	if len(ids) == 0 {
		return in.Values, nil, nil
	}
	w := inWorkspace(workspace)
	known, err := texts(ctx, db, `SELECT id FROM organizations WHERE workspace_id = $1 AND `+listing.OneOf(w, "id", ids), w)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return nil, &problem.Fault{Code: listing.CodeNotFound, Detail: "No organization has this id; see the list of organizations."}, nil
		}
	}
	return in.Values, nil, nil
}

// spellLanguages spells language tags in each case that people write them in:
// en-GB as en-gb, EN-GB, en-Gb and en-GB. The column is kept as it was given,
// and its index knows no case.
func spellLanguages(_ context.Context, _ *database.DB, _ string, in listing.Input) ([]string, *problem.Fault, error) {
	var all []string
	for _, value := range in.Values {
		head, last := "", languageCase(value)
		if i := strings.LastIndexByte(last, '-') + 1; i > 0 {
			head, last = last[:i], last[i:]
		}
		lower := strings.ToLower(last)
		all = append(all, value, strings.ToLower(value), strings.ToUpper(value),
			head+last, head+lower, head+strings.ToUpper(last), head+titled(lower))
	}
	slices.Sort(all)
	return slices.Compact(all), nil, nil
}

// languageCase returns a language tag in the case that BCP 47 recommends (RFC
// 5646, section 2.1.1): small letters, but for regions (GB) and scripts (Hant).
func languageCase(tag string) string {
	parts := strings.Split(strings.ToLower(tag), "-")
	for i := 1; i < len(parts); i++ {
		switch {
		case len(parts[i-1]) == 1: // what follows a singleton is small
		case len(parts[i]) == 2:
			parts[i] = strings.ToUpper(parts[i])
		case len(parts[i]) == 4:
			parts[i] = titled(parts[i])
		}
	}
	return strings.Join(parts, "-")
}

// titled returns a word of small letters with its first one large.
func titled(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return strings.ToUpper(word[:size]) + word[size:]
}

// linkedTo is the condition of linked_organization.
func linkedTo(w *database.Where, in listing.Input) string {
	const column = "c.linked_organization_id"
	ids := slices.DeleteFunc(slices.Clone(in.Values), func(v string) bool { return v == "null" })
	var either []string
	switch {
	case len(ids) == 0:
	case in.On["include_descendants"]:
		either = append(either, column+` IN (WITH RECURSIVE subtree (id) AS (
			SELECT o.id FROM organizations o WHERE o.workspace_id = $1 AND `+listing.OneOf(w, "o.id", ids)+`
			UNION SELECT o.id FROM subtree s JOIN organizations o ON o.parent_id = s.id WHERE o.workspace_id = $1)
			SELECT id FROM subtree)`)
	default:
		either = append(either, listing.OneOf(w, column, ids))
	}
	if len(ids) < len(in.Values) {
		either = append(either, column+" IS NULL")
	}
	return listing.Or(either)
}

func checkLanguage(value string) (string, *problem.Fault) {
	if !record.ValidLanguage(value) {
		return "", &problem.Fault{Code: listing.CodeInvalidValue, Detail: "The value must be a BCP 47 language tag, such as en or pt-BR."}
	}
	return value, nil
}

// checkPhone refuses what has no digits to compare. A blank before the number was
// a + that was not escaped, if that makes a number of it.
func checkPhone(_ listing.Lookup, value string) (string, *problem.Fault) {
	if phone.Digits(value) == "" {
		return "", &problem.Fault{Code: phone.CodeInvalid, Detail: "The phone number has no digits."}
	}
	trimmed := strings.TrimSpace(value)
	if strings.HasPrefix(value, " ") {
		if _, fault := phone.Parse("+"+trimmed, ""); fault == nil {
			return "+" + trimmed, nil
		}
	}
	return trimmed, nil
}

// resolvePhones turns whole numbers into E.164, one without + by the
// workspace's region. What cannot be read is left as its digits, without the
// zeros before them, which stand for a trunk or an international prefix, unless no
// number can have them.
func resolvePhones(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
	resolved := make([]string, 0, len(in.Values))
	region, asked := "", false
	for _, value := range in.Values {
		international := strings.HasPrefix(text.Trim(value), "+")
		if in.Lookup != listing.Exact && in.Lookup != listing.In {
			resolved = append(resolved, phone.Digits(value))
			continue
		}
		if !international && !asked {
			asked = true
			err := db.QueryRow(ctx, `SELECT default_region FROM workspaces WHERE id = $1`, workspace).Scan(&region)
			if err != nil {
				return nil, nil, fmt.Errorf("read the default region: %w", err)
			}
		}
		number, fault := phone.Find(value, region)
		if fault != nil {
			number = endOfNumber(value, fault)
		}
		if number == "" {
			return nil, fault, nil
		}
		resolved = append(resolved, phone.Spellings(number)...)
	}
	return resolved, nil, nil
}

// endOfNumber returns the digits with which the numbers may end that somebody means
// who wrote one without its area or country; "" if a number cannot be written so.
func endOfNumber(value string, fault *problem.Fault) string {
	const shortest = 4 // fewer are the end of a tenth of all numbers
	digits := strings.TrimLeft(phone.Digits(value), "0")
	if fault.Code != phone.CodeNoCountry && fault.Code != phone.CodeTooShort || len(digits) < shortest {
		return ""
	}
	return digits
}

// isPhoneNumber is the condition of phone_number. Numbers that could be read
// are compared whole, others with the end of those that are kept.
func isPhoneNumber(w *database.Where, in listing.Input) string {
	const column = "p.phone_number"
	switch in.Lookup {
	case listing.Contains, listing.IContains:
		return listing.Like(w, column, "%", in.Values, "%")
	case listing.StartsWith:
		return listing.Prefix(w, column, prefixed("+", in.Values))
	}
	either := make([]string, len(in.Values))
	for i, v := range in.Values {
		if strings.HasPrefix(v, "+") {
			either[i] = column + " = " + w.Arg(v)
		} else {
			either[i] = listing.Like(w, column, "%", []string{v}, "")
		}
	}
	return listing.Or(either)
}

func prefixed(prefix string, values []string) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = prefix + v
	}
	return all
}
