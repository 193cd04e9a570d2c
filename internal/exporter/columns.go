package exporter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
)

// object is a record, or one that it holds, field by field.
type object map[string]jsontext.Value

// row is a record as far as columns show it: its own fields, and the records that
// it holds, by the field that they are in.
type row struct {
	fields object
	custom object
	held   map[string][]object
}

// column is a column of CSV.
type column struct {
	name string
	cell func(r *row) string
}

// asJSON are the fields whose keys are nobody's business but their owner's: they
// are written as the object that they are.
var asJSON = []string{"custom_fields", "external_ids", "metadata"}

// bookkeeping are the fields of a held record that say nothing of the party. The
// record that holds it has its own.
var bookkeeping = []string{"created_at", "updated_at", "created_by", "updated_by", "version"}

// held says how the columns of the records in a field are named: email_2_type.
type held struct {
	prefix string // of their names
	value  string // the field that has no name of its own behind the prefix and number
	word   string // what the names of its other fields begin with
	single bool   // there is at most one, which has no number
}

func heldIn(field string) held {
	switch field {
	case "email_addresses":
		return held{prefix: "email", value: "email", word: "email_"}
	case "phone_numbers":
		return held{prefix: "phone", value: "phone_number", word: "phone_"}
	case "addresses":
		return held{prefix: "address", value: "address", word: "address_"}
	}
	return held{prefix: field}
}

// name is the name of a column of the held record at i.
func (h held) name(i int, key string) string {
	name := h.prefix
	if !h.single {
		name += fmt.Sprintf("_%d", i+1)
	}
	if key == h.value {
		return name
	}
	if inner, ok := strings.CutPrefix(key, h.value+"."); ok && h.value != "" {
		if inner == "id" || inner == "status" { // the channel has them as well
			inner = h.value + "_" + inner
		}
		return name + "_" + inner
	}
	return name + "_" + strings.TrimPrefix(key, h.word)
}

// shape is which columns the records of an export need. It is gathered from all
// of them before the first one is written.
type shape struct {
	names  []string // of the fields of a record, in their order
	fields *customfield.Fields
	most   map[string]int      // held records, by field
	keys   map[string][]string // and their fields, in their order
	single map[string]bool     // the field is a record, not a list of them
}

func newShape(names []string, fields *customfield.Fields) *shape {
	return &shape{names: names, fields: fields, most: map[string]int{}, keys: map[string][]string{}, single: map[string]bool{}}
}

// look takes note of a record.
func (s *shape) look(rec []byte) error {
	r, err := readRow(rec)
	if err != nil {
		return err
	}
	for field, items := range r.held {
		s.most[field] = max(s.most[field], len(items))
		s.single[field] = r.fields[field].Kind() == '{'
		for _, item := range items {
			if err := s.lookAt(field, item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shape) lookAt(field string, item object) error {
	isNew := func(key string) bool { return !slices.Contains(s.keys[field], key) }
	for key := range item {
		if isNew(key) && key != "" {
			all, err := keysOf(item[""])
			if err != nil {
				return err
			}
			s.keys[field] = append(s.keys[field], slices.DeleteFunc(all, func(key string) bool { return !isNew(key) })...)
			return nil
		}
	}
	return nil
}

// columns are the columns, in the order of the record's fields.
func (s *shape) columns() []column {
	var all []column
	for _, name := range s.names {
		switch {
		case name == "custom_fields":
			all = append(all, s.customColumns()...)
		case s.most[name] > 0:
			all = append(all, s.heldColumns(name)...)
		case heldIn(name).value != "": // of none
		case slices.Contains(asJSON, name):
			all = append(all, column{name, func(r *row) string { return objectText(r.fields[name]) }})
		case name == "path": // texts with an order
			all = append(all, column{name, func(r *row) string { return strings.Join(textsOf(r.fields[name]), " > ") }})
		default:
			all = append(all, column{name, func(r *row) string { return plainText(r.fields[name]) }})
		}
	}
	return all
}

func (s *shape) heldColumns(field string) []column {
	how := heldIn(field)
	how.single = s.single[field]
	keys := slices.Clone(s.keys[field])
	place := func(key string) int { // what people look for comes first, ids last
		switch {
		case key == how.value:
			return 0
		case key == "id" || strings.HasSuffix(key, ".id"):
			return 2
		}
		return 1
	}
	slices.SortStableFunc(keys, func(a, b string) int { return place(a) - place(b) })
	var all []column
	for i := range s.most[field] {
		for _, key := range keys {
			show := plainText
			if slices.Contains(asJSON, key[strings.LastIndex(key, ".")+1:]) {
				show = objectText
			}
			all = append(all, column{how.name(i, key), func(r *row) string {
				if items := r.held[field]; i < len(items) {
					return show(items[i][key])
				}
				return ""
			}})
		}
	}
	return all
}

// customColumns are a column for each custom field, and one for all values that
// have no definition.
func (s *shape) customColumns() []column {
	var all []column
	var keys []string
	if s.fields != nil {
		for i := range s.fields.List {
			key := s.fields.List[i].Key
			keys = append(keys, key)
			all = append(all, column{customfield.FilterPrefix + key, func(r *row) string { return plainText(r.custom[key]) }})
		}
	}
	return append(all, column{"other_custom_fields", func(r *row) string { return r.rest(keys) }})
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

// readRow reads a record for the columns.
func readRow(rec []byte) (*row, error) {
	fields, err := record.Fields(rec)
	if err != nil {
		return nil, err
	}
	r := &row{fields: fields, held: map[string][]object{}}
	if r.custom, err = record.Fields(fields["custom_fields"]); err != nil {
		return nil, err
	}
	for name, value := range fields {
		var items []jsontext.Value
		switch {
		case slices.Contains(asJSON, name):
		case value.Kind() == '{':
			items = []jsontext.Value{value}
		case value.Kind() == '[' && bytes.HasPrefix(value, []byte("[{")):
			if err := json.Unmarshal(value, &items); err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
		for _, item := range items {
			one, err := readHeld(item)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			r.held[name] = append(r.held[name], one)
		}
	}
	return r, nil
}

// readHeld reads a held record. The fields of a record within it have names of
// two parts, such as address.city; the whole is at "".
func readHeld(value jsontext.Value) (object, error) {
	fields, err := record.Fields(value)
	if err != nil {
		return nil, err
	}
	one := object{"": value}
	for key, value := range fields {
		if value.Kind() != '{' || slices.Contains(asJSON, key) {
			one[key] = value
			continue
		}
		inner, err := record.Fields(value)
		if err != nil {
			return nil, err
		}
		for name, value := range inner {
			one[key+"."+name] = value
		}
	}
	for key := range one {
		_, inner, nested := strings.Cut(key, ".")
		if slices.Contains(bookkeeping, key) || nested && slices.Contains(bookkeeping, inner) {
			delete(one, key)
		}
	}
	return one, nil
}

// keysOf are the keys of a held record in the order in which it has them.
func keysOf(value jsontext.Value) ([]string, error) {
	var keys []string
	dec := jsontext.NewDecoder(bytes.NewReader(value))
	prefix := ""
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, fmt.Errorf("read the fields of a record: %w", err)
		}
		switch {
		case token.Kind() == '}' && prefix == "":
			return keys, nil
		case token.Kind() == '}':
			prefix = ""
		case token.Kind() == '"':
			key := token.String()
			if dec.PeekKind() == '{' && prefix == "" && !slices.Contains(asJSON, key) {
				prefix = key + "."
				continue
			}
			if err := dec.SkipValue(); err != nil {
				return nil, fmt.Errorf("read the fields of a record: %w", err)
			}
			if !slices.Contains(bookkeeping, key) {
				keys = append(keys, prefix+key)
			}
		}
	}
}

// objectText shows an object, "" for an empty one.
func objectText(value jsontext.Value) string {
	if text := string(value); text != "{}" && text != "null" {
		return text
	}
	return ""
}

func textsOf(value jsontext.Value) []string {
	var list []string
	_ = json.Unmarshal(value, &list) // what is no list of texts has none
	return list
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
