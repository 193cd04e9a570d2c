package admin

import (
	"html/template"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/record"
)

// exportSaid is the entry of an export in one sentence.
func (v *visit) exportSaid(c *changelog.Change, who template.HTML) template.HTML {
	r, err := record.Read(c.After)
	if err != nil {
		r = &record.Reader{}
	}
	of := v.exported(r)
	format := template.HTML(template.HTMLEscapeString(formatLabel(r.Text("format")))) //nolint:gosec // escaped
	return sentence(v.t("%s exported %s as %s"), who, linked(of.address, isolated(of.name)), format)
}

// longestFilter bounds the addresses of lists that the log links to.
const longestFilter = 2_000

// exported is what an export was of: so many contacts, and the list of them as it
// is now.
func (v *visit) exported(r *record.Reader) changedRecord {
	kind := changelog.Kind(r.Text("record_kind"))
	one, many := "%s contact", "%s contacts"
	if kind == changelog.Organization {
		one, many = "%s organization", "%s organizations"
	}
	found := changedRecord{name: v.language.plural(one, many, r.Int("record_count"))}
	place, filter := recordPlaces[kind], r.Text("filter")
	if place.path == "" || !v.Can(place.permission) || len(filter) > longestFilter {
		return found
	}
	found.address = v.Path(place.path)
	if filter != "" {
		found.address += "?" + filter
	}
	return found
}

// formatLabel is what people call a format of exports.
func formatLabel(format string) string {
	if format == "ndjson" {
		return "JSON Lines"
	}
	return strings.ToUpper(format)
}

// kindLabel is the label of a kind of record.
func (v *visit) kindLabel(kind string) string {
	for _, o := range v.kindOptions() {
		if o.Value == kind {
			return o.Label
		}
	}
	return kind
}
