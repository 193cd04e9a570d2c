package restapi

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/ruleset"
)

const schemaPrefix = "#/components/schemas/"

// schemas are the schemas of one document.
type schemas struct {
	huma.Registry
	lists   option.Lists // of the reader's workspace; nil when nobody is known
	rules   *ruleset.Set // the same
	records map[string]recordDoc
	partial map[string]bool // names of the schemas of records of which fields= may leave something out

	shared   map[string]bool              // names of the problems to which operations refer
	examples map[string]operationExamples // by operation
}

// newSchemas returns the schemas for somebody who knows the rules of a workspace;
// nil is for somebody who is not known.
func newSchemas(rules *ruleset.Set) *schemas {
	s := &schemas{
		Registry: huma.NewMapRegistry(schemaPrefix, schemaName), rules: rules, records: records(),
		shared: map[string]bool{}, examples: examples(),
	}
	s.partial = partialRecords(s.records)
	if rules != nil {
		s.lists = rules.Options
		s.filterCustomFields()
	}
	return s
}

// schemaName is the name of a type in the document: Contact of contactSchema,
// ContactList of pageSchema[contactSchema].
func schemaName(t reflect.Type, hint string) string {
	name := t.Name()
	if t.Kind() == reflect.Pointer {
		name = t.Elem().Name()
	}
	suffix := ""
	if _, inner, isPage := strings.Cut(name, "["); isPage {
		name = strings.TrimSuffix(inner, "]")
		name, suffix = name[strings.LastIndex(name, ".")+1:], "List"
	}
	if name == "" {
		return hint
	}
	name = strings.TrimSuffix(name, "Schema")
	return strings.ToUpper(name[:1]) + name[1:] + suffix
}

func ref(name string) *huma.Schema { return &huma.Schema{Ref: schemaPrefix + name} }

// add puts a type and all that it refers to among the schemas, and returns its
// name.
func (s *schemas) add(t reflect.Type) string {
	known := map[string]bool{}
	for name := range s.Map() {
		known[name] = true
	}
	name := strings.TrimPrefix(s.Schema(t, true, "").Ref, schemaPrefix)
	for added, schema := range s.Map() {
		if !known[added] {
			s.finish(added, schema)
		}
	}
	return name
}

// finish says of a schema what the tags of its type do not. What is rendered
// may get more fields later, so clients are not told that there are no others.
func (s *schemas) finish(name string, schema *huma.Schema) {
	schema.AdditionalProperties = nil
	schema.Description = schemaWords(name)
	for field, p := range schema.Properties {
		switch {
		case p.Type == huma.TypeArray:
			p.Nullable = false
		case name == "Organization" && field == "primary_address":
			schema.Properties[field] = &huma.Schema{
				OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}, Description: p.Description,
			}
		}
		if values := closedSet(name, field); values != nil {
			p.Enum = anySlice(values)
		}
		if name == "OptionValue" && field == "list" {
			schema.Properties[field] = s.optionListName()
		}
		s.options(field, p)
		if name == "ProblemError" && field == "code" {
			p.Extensions = map[string]any{"x-codes": fieldCodes}
		}
		if field == "custom_fields" {
			s.customFields(customFieldKinds[name], p)
		}
	}
	if s.partial[name] {
		schema.Extensions, schema.Required = map[string]any{wholeRecord: schema.Required}, nil
	}
}

// wholeRecord lists the fields that a record has, in their order, unless a request asks
// for some alone. They are not required: no schema can say of what a parameter makes
// an answer, and one that is wrong of some answers makes strict clients refuse them.
const wholeRecord = "x-whole"

// partialRecords are the schemas of what fields= may leave something out of.
func partialRecords(known map[string]recordDoc) map[string]bool {
	names := map[string]bool{}
	for _, d := range known {
		if d.noFields || d.inside {
			continue
		}
		for _, t := range []reflect.Type{d.schema, d.made} {
			if t != nil {
				names[schemaName(t, "")] = true
			}
		}
	}
	return names
}

// optionListName gives the closed set of option lists a schema of its own: as an
// enum inside OptionValue, generators would name it OptionValueList, which is the
// page of a list of options.
func (s *schemas) optionListName() *huma.Schema {
	const name = "OptionListName"
	s.Map()[name] = &huma.Schema{Type: huma.TypeString, Enum: anySlice(option.Names()), Description: schemaWords(name)}
	return ref(name)
}

// closedSet are the values of a field that are the same everywhere.
func closedSet(schema, field string) []string {
	switch schema + "." + field {
	case "Contact.status":
		return contact.Statuses
	case "HeldAddress.status", "Address.status":
		return address.Statuses
	case "Organization.status":
		return organization.Statuses
	case "CustomField.record_kind":
		return customfield.Kinds
	case "CustomField.type":
		return customfield.Types
	case "Change.kind", "Undone.kind", "Kept.kind":
		return changelog.Kinds()
	case "Change.action", "Undone.action":
		return []string{string(changelog.Create), string(changelog.Update), string(changelog.Delete)}
	case "Actor.via":
		return []string{
			string(changelog.ViaKey), string(changelog.ViaSession), string(changelog.ViaImport),
			string(changelog.ViaCardDAV), string(changelog.ViaCommand), string(changelog.ViaSystem),
		}
	}
	return nil
}

// options says which values a field of an option list has; the field is called
// as the list. Who is known reads the list of the workspace, others read what
// a fresh workspace has.
func (s *schemas) options(field string, schema *huma.Schema) {
	builtIn := builtInOptions(field)
	if builtIn == nil {
		return
	}
	standard := s.lists.Default(field)
	if values := s.lists[field]; len(values) > 0 {
		schema.Enum = anySlice(values)
		schema.Description += " One of the option list " + field + " of the workspace."
	} else {
		schema.Examples = anySlice(builtIn)
		schema.Description += " One of the option list " + field + "; a fresh workspace has " + sentence(builtIn) + "."
	}
	schema.Description += " A new one is " + standard + " unless said otherwise."
}

// builtInOptions are the values that an option list has in a fresh workspace,
// nil for no such list.
func builtInOptions(list string) []string {
	switch list {
	case option.ContactType:
		return []string{"primary", "billing", "support", "technical", "other"}
	case option.Source:
		return []string{"website", "referral", "conference", "import", "api", "other"}
	case option.EmailType:
		return []string{"primary", "work", "personal", "other"}
	case option.PhoneType:
		return []string{"mobile", "work", "home", "fax", "other"}
	case option.AddressType:
		return []string{"home", "work", "billing", "shipping", "other"}
	}
	return nil
}

// isOption reports whether a field holds a value of an option list.
func isOption(field string) bool { return builtInOptions(field) != nil }

func anySlice(values []string) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list
}

// sentence joins words, of which there are some, as people do: a, b and c.
func sentence(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// describeWrites says of the routes that write which fields their answers have.
func describeWrites(routes []*route) {
	known := records()
	for _, r := range routes {
		d, isRecord := known[r.doc.record]
		if !isRecord || !r.takesFields() {
			continue
		}
		answer := d.schema
		if d.made != nil && (r.doc.action == createAction || r.doc.action == undoAction) {
			answer = d.made
		}
		r.doc.once = r.doc.action == createAction && d.made != nil
		r.doc.fields = fieldsOf(answer)
	}
}

// fieldsOf are the names of the fields of a type of this package's schemas, sorted.
func fieldsOf(t reflect.Type) (names []string) {
	for field := range t.Fields() {
		if field.Anonymous {
			names = append(names, fieldsOf(field.Type)...)
		} else if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
