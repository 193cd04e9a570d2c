package restapi

import (
	"maps"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// customFieldKinds are the schemas of records that have custom fields.
var customFieldKinds = map[string]customfield.Kind{
	"Contact": customfield.Contact, "Organization": customfield.Organization,
	"Address": customfield.Address, "HeldAddress": customfield.Address,
}

// filterCustomFields gives the lists the filters on the custom fields of the
// workspace.
func (s *schemas) filterCustomFields() {
	contacts, organizations := s.rules.Fields(customfield.Contact), s.rules.Fields(customfield.Organization)
	for name, spec := range map[string]*listing.Spec{
		"contact":              contact.ListSpec(contacts),
		"organization_contact": contact.OfOrganization(contact.ListSpec(contacts), ""),
		"organization":         organization.ListSpec(organizations),
		"ancestor":             organization.Ancestors.Spec(organizations, ""),
		"descendant":           organization.Descendants.Spec(organizations, ""),
		"child":                organization.Children.Spec(organizations, ""),
	} {
		d := s.records[name]
		d.spec = spec
		s.records[name] = d
	}
}

// customFilters says how a list is filtered by custom fields, which the document
// names only to those who are of the workspace.
func customFilters(d *recordDoc) string {
	switch d.schema {
	case reflect.TypeFor[contactSchema](), reflect.TypeFor[organizationSchema]():
		return "A custom field that is marked filterable is one, too: custom_fields.KEY, with the lookups of its type. "
	}
	return ""
}

// customFields shows the definitions of the workspace in custom_fields. Records
// may hold other keys, from before.
func (s *schemas) customFields(kind customfield.Kind, p *huma.Schema) {
	if s.rules == nil {
		return
	}
	list := s.rules.Fields(kind).List
	if len(list) == 0 {
		return
	}
	p.Examples = nil
	p.Properties = map[string]*huma.Schema{}
	for i := range list {
		p.Properties[list[i].Key] = customFieldValue(&list[i])
	}
}

// customFieldsInput is what a body may say in custom_fields: null removes a key.
func (s *schemas) customFieldsInput(p *huma.Schema) {
	p.Nullable = true
	p.Properties = maps.Clone(p.Properties)
	for key, value := range p.Properties {
		described := *value
		described.Description = ""
		p.Properties[key] = &huma.Schema{
			AnyOf: []*huma.Schema{&described, {Type: "null"}}, Description: value.Description,
		}
	}
	if s.rules != nil && s.rules.Strict {
		p.AdditionalProperties = false
		p.Description += " Keys without a definition are refused, unless the record has that value."
	}
}

// customFieldValue is the schema of the values of one definition.
func customFieldValue(f *customfield.Field) *huma.Schema {
	schema := &huma.Schema{Type: huma.TypeString, Description: f.Label + "."}
	if f.Help != "" {
		schema.Description += " " + f.Help
	}
	switch f.Type {
	case customfield.Integer, customfield.Number:
		schema.Type = string(f.Type)
		schema.Minimum, schema.Maximum = floatOf(f.Minimum), floatOf(f.Maximum)
	case customfield.Boolean:
		schema.Type = huma.TypeBoolean
	case customfield.Date, customfield.DateTime:
		schema.Format = map[customfield.Type]string{customfield.Date: "date", customfield.DateTime: "date-time"}[f.Type]
		describeBounds(f, schema)
	case customfield.Choice:
		schema.Enum = anySlice(f.Choices)
	case customfield.Choices:
		schema.Type, schema.UniqueItems = huma.TypeArray, true
		schema.Items = &huma.Schema{Type: huma.TypeString, Enum: anySlice(f.Choices)}
		schema.MinItems, schema.MaxItems = intOf(f.Minimum), intOf(f.Maximum)
	case customfield.Text:
		schema.MinLength, schema.MaxLength = intOf(f.Minimum), new(f.Longest())
	}
	if f.Pattern != "" {
		schema.Pattern = "^(?:" + f.Pattern + ")$"
	}
	return schema
}

// describeBounds says what JSON Schema has no word for.
func describeBounds(f *customfield.Field, schema *huma.Schema) {
	if f.Minimum != nil {
		schema.Description += " Not before " + record.TextOf(f.Minimum) + "."
	}
	if f.Maximum != nil {
		schema.Description += " Not after " + record.TextOf(f.Maximum) + "."
	}
}

func floatOf(bound []byte) *float64 {
	n, err := strconv.ParseFloat(string(bound), 64)
	if err != nil {
		return nil
	}
	return &n
}

func intOf(bound []byte) *int {
	n, err := strconv.Atoi(string(bound))
	if err != nil {
		return nil
	}
	return &n
}

// moreOfCustomField are the fields of a definition's body that its record has
// not.
func moreOfCustomField() map[string]*huma.Schema {
	return map[string]*huma.Schema{"rename": {
		Type: huma.TypeObject, Nullable: true, AdditionalProperties: &huma.Schema{Type: huma.TypeString, MaxLength: new(100)},
		Examples: []any{map[string]any{"German": "Deutsch"}},
		Description: "Choices of the field that get another name, each by its old one. Stored values come along. Without choices " +
			"in the body the new name takes the place of the old one; the new name of another choice joins the two.",
	}, storedValuesField: {
		Type: huma.TypeString, Enum: []any{
			string(directory.RefuseValues), string(directory.ConvertValues), string(directory.ClearValues),
		},
		Description: "What becomes of values that records have and that are not as the definition would have them: refuse " +
			"(unless said otherwise) answers 409 and says how many there are; convert converts them, keeps the items of a list " +
			"that fit, and answers 409 if a single value or a whole list cannot be converted; clear removes those. With convert or clear, the default of a required field is written into all " +
			"records that have no value.",
	}}
}

// deletedValues says what becomes of the values of a field that is deleted.
func deletedValues() *huma.Param {
	return &huma.Param{
		Name: storedValuesField, In: "query", Schema: &huma.Schema{
			Type: huma.TypeString, Enum: []any{
				string(directory.RefuseValues), string(directory.ClearValues), string(directory.KeepValues),
			}, Default: string(directory.RefuseValues),
		},
		Description: "What becomes of values that records have: refuse answers 409 and says how many have one, clear removes " +
			"them, keep keeps them as values without a definition.",
	}
}
