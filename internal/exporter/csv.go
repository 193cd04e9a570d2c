package exporter

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
)

// row is a record of either kind, as far as columns show it.
type row struct {
	fields map[string]jsontext.Value
	custom map[string]jsontext.Value
	emails []channel
	phones []channel
}

type channel struct {
	Email     string `json:"email"`
	EmailType string `json:"email_type"`
	Number    string `json:"phone_number"`
	Extension string `json:"extension"`
	PhoneType string `json:"phone_type"`
}

// column is a column of CSV.
type column struct {
	name string
	cell func(r *row) string
}

// shownChannels is how many email addresses and phone numbers have columns.
// NDJSON has all.
const shownChannels = 3

func contactColumns(fields *customfield.Fields) []column {
	all := plain("id", "full_name", "prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "title")
	all = append(all, column{"organization", func(r *row) string {
		if linked := r.text("linked_organization_name"); linked != "" {
			return linked
		}
		return r.text("organization_name")
	}})
	all = append(all, plain("linked_organization", "contact_type", "status", "source", "birth_date", "language")...)
	for i := range shownChannels {
		n := fmt.Sprint(i + 1)
		email := func(r *row) channel { return at(r.emails, i) }
		phone := func(r *row) channel { return at(r.phones, i) }
		all = append(all,
			column{"email_" + n, func(r *row) string { return email(r).Email }},
			column{"email_" + n + "_type", func(r *row) string { return email(r).EmailType }},
			column{"phone_" + n, func(r *row) string { return phone(r).Number }},
			column{"phone_" + n + "_extension", func(r *row) string { return phone(r).Extension }},
			column{"phone_" + n + "_type", func(r *row) string { return phone(r).PhoneType }})
	}
	// The emails come before the phones.
	slices.SortStableFunc(all, func(a, b column) int { return place(a.name) - place(b.name) })
	all = append(all, plain("primary_address")...)
	return append(all, common(fields, "notes")...)
}

// place is 0 for what comes before the channels, then emails, then phones.
func place(name string) int {
	switch {
	case strings.HasPrefix(name, "email_"):
		return 1
	case strings.HasPrefix(name, "phone_"):
		return 2
	default:
		return 0
	}
}

func organizationColumns(fields *customfield.Fields) []column {
	all := plain("id", "name", "legal_name", "code", "organization_type_name", "status", "parent")
	all = append(all, column{"path", func(r *row) string { return strings.Join(r.texts("path"), " > ") }})
	all = append(all, plain("effective_date", "end_date", "website", "tax_id", "primary_contact")...)
	all = append(all, column{"primary_address", func(r *row) string {
		var a struct {
			Formatted string `json:"formatted"`
		}
		_ = json.Unmarshal(r.fields["primary_address"], &a) // null has none
		return strings.ReplaceAll(a.Formatted, "\n", ", ")
	}})
	all = append(all, plain("currency", "timezone", "language")...)
	return append(all, common(fields, "children_count", "contacts_count")...)
}

// common are the columns at the end of both kinds of record, around more.
func common(fields *customfield.Fields, more ...string) []column {
	all := plain("tags")
	all = append(all, plain(more...)...)
	var keys []string
	if fields != nil {
		for i := range fields.List {
			key := fields.List[i].Key
			keys = append(keys, key)
			all = append(all, column{customfield.FilterPrefix + key, func(r *row) string { return plainText(r.custom[key]) }})
		}
	}
	all = append(all, column{"other_custom_fields", func(r *row) string { return r.rest(keys) }},
		column{"external_ids", func(r *row) string { return r.object("external_ids") }})
	return append(all, plain("created_at", "updated_at", "version")...)
}

// plain are columns that show a field of the record as it is.
func plain(names ...string) []column {
	all := make([]column, len(names))
	for i, name := range names {
		all[i] = column{name, func(r *row) string { return plainText(r.fields[name]) }}
	}
	return all
}

func at(list []channel, i int) channel {
	if i < len(list) {
		return list[i]
	}
	return channel{}
}

func (r *row) text(name string) string { return record.TextOf(r.fields[name]) }

func (r *row) texts(name string) []string {
	var list []string
	_ = json.Unmarshal(r.fields[name], &list) // what is no list of texts has none
	return list
}

// object shows an object, "" for an empty one.
func (r *row) object(name string) string {
	if text := string(r.fields[name]); text != "{}" {
		return text
	}
	return ""
}

// rest are the custom values without a column of their own, as an object, "" for
// none.
func (r *row) rest(keys []string) string {
	rest := record.Values{}
	for key, value := range r.custom {
		if !slices.Contains(keys, key) {
			rest[key] = value
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return string(rest.JSON())
}

// plainText shows a JSON value to people: a text without its quotes, a list of
// texts as joined shows it, null as nothing.
func plainText(value jsontext.Value) string {
	switch {
	case len(value) == 0 || value.Kind() == 'n':
		return ""
	case value.Kind() == '"':
		return record.TextOf(value)
	case value.Kind() == '[':
		var list []string
		if json.Unmarshal(value, &list) == nil {
			return joined(list)
		}
	}
	return string(value)
}

// joined shows names with commas between them; one that holds a comma stands in
// double quotes, as in the filters of lists.
func joined(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = listing.Quote(name)
	}
	return strings.Join(quoted, ", ")
}

// readRow reads a record for the columns.
func readRow(rec []byte) (*row, error) {
	fields, err := record.Fields(rec)
	if err != nil {
		return nil, err
	}
	r := &row{fields: fields}
	if r.custom, err = record.Fields(fields["custom_fields"]); err != nil {
		return nil, err
	}
	for name, into := range map[string]*[]channel{"email_addresses": &r.emails, "phone_numbers": &r.phones} {
		if value, ok := fields[name]; ok {
			if err := json.Unmarshal(value, into); err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return r, nil
}

type csvWriter struct {
	to      *bufio.Writer
	csv     *csv.Writer
	columns []column
	cells   []string
	mark    bool
}

func newCSVWriter(to *bufio.Writer, columns []column, mark bool) *csvWriter {
	w := csv.NewWriter(to)
	w.UseCRLF = true // RFC 4180, section 2
	return &csvWriter{to: to, csv: w, columns: columns, cells: make([]string, len(columns)), mark: mark}
}

func (w *csvWriter) head() error {
	if w.mark {
		if _, err := w.to.WriteString("\uFEFF"); err != nil {
			return err
		}
	}
	for i := range w.columns {
		w.cells[i] = w.columns[i].name
	}
	return w.csv.Write(w.cells)
}

func (w *csvWriter) record(rec []byte) error {
	r, err := readRow(rec)
	if err != nil {
		return err
	}
	for i := range w.columns {
		w.cells[i] = harmless(w.columns[i].cell(r))
	}
	if err := w.csv.Write(w.cells); err != nil {
		return err
	}
	w.csv.Flush()
	return w.csv.Error()
}

// number is what a spreadsheet takes for a number and calculates nothing with: a
// phone number in E.164 is one.
var number = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// harmless returns a cell that no spreadsheet takes for a formula. One that begins
// with a character that begins a formula there gets an apostrophe before it (as
// OWASP recommends against CSV injection), unless it is a mere number. An importer
// takes that apostrophe away again.
func harmless(cell string) string {
	first, _ := utf8.DecodeRuneInString(cell)
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) && !number.MatchString(cell) {
		return "'" + cell
	}
	return cell
}
