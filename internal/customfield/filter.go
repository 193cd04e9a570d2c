package customfield

import (
	"strconv"

	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// FilterPrefix stands before the key in the name of a filter.
const FilterPrefix = "custom_fields."

var (
	notFilterable = &problem.Fault{
		Code: "not_filterable", Detail: "The custom field is not marked filterable; mark it so to filter by it.",
	}
	notReady = &problem.Fault{
		Code:   CodeNotReady,
		Detail: "The values of the custom field are still being converted or indexed; try again in a while.",
	}
)

// Filters are those of a list of records on their custom values, by the key:
// custom_fields.KEY.
func Filters(fields *Fields) []listing.Filter {
	if fields == nil {
		return nil
	}
	filters := make([]listing.Filter, 0, len(fields.List))
	for i := range fields.List {
		filters = append(filters, fields.List[i].filter())
	}
	return filters
}

func (f *Field) filter() listing.Filter {
	filter := listing.Filter{Name: FilterPrefix + f.Key, Column: "v.text_value"}
	switch {
	case !f.Filterable || !record.ValidID(f.ID):
		filter.Refused = notFilterable
	case f.Indexing:
		filter.Refused = notReady
	}
	// The id is one of ours, of hexadecimal digits, and so can stand in the text.
	filter.Within = &listing.Related{
		ID: "v.record_id", From: "custom_field_values v",
		Where: "v.workspace_id = $1 AND v.field_id = '" + f.ID + "'", Once: f.Type != Choices,
	}
	if filter.Refused != nil {
		filter.Within = nil
	}
	f.compared(&filter)
	return filter
}

// compared says how values of the field's type are compared.
func (f *Field) compared(filter *listing.Filter) {
	few := []listing.Lookup{listing.Exact, listing.In, listing.IsNull}
	switch f.Type {
	case Integer:
		filter.Kind, filter.Column, filter.Nullable, filter.Check = listing.Int, "v.number_value", true, listing.Holds(f.holdsNumber)
	case Number:
		filter.Kind, filter.Column, filter.Nullable, filter.Check = listing.Number, "v.number_value", true, listing.Holds(f.holdsNumber)
	case Date:
		filter.Kind, filter.Nullable, filter.Check = listing.Date, true, listing.Holds(f.normalText)
	case DateTime:
		filter.Kind, filter.Nullable = listing.Time, true
	case Boolean:
		filter.Kind, filter.Choices, filter.Lookups = listing.Choice, []string{"true", "false"}, few
	case Choice, Choices:
		filter.Kind, filter.Choices, filter.Lookups = listing.Choice, f.Choices, few
	default:
		filter.Kind, filter.Folded, filter.Fold, filter.Check = listing.Text, "v.alike", Alike, listing.Holds(f.holdsText)
		if f.Type == Email {
			filter.AsSent, filter.Check = true, listing.CheckEmail
		}
	}
}

// holdsNumber refuses a number outside the field's bounds.
func (f *Field) holdsNumber(value string) (string, *problem.Fault) {
	n, err := strconv.ParseFloat(value, 64) // the filter has seen to it
	if err != nil {
		return "", wrongType("a number")
	}
	_, fault := f.normalNumber(numberValue(n))
	return value, fault
}

// holdsText refuses a text that the field cannot hold. Texts are found whatever
// their case and accents, so neither the pattern nor the shortest length counts.
func (f *Field) holdsText(value string) (string, *problem.Fault) {
	if f.Type == URL {
		return normalURL(value)
	}
	return text.CleanLines(value, f.Longest())
}
