package restapi

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/changelog"
)

// input puts what a body may say of a kind of record among the schemas: the
// record's own fields, of which none is required and which null clears. Those
// that are read only are taken and ignored, so that what was read can be
// written back.
func (s *schemas) input(d *recordDoc) string {
	record := s.add(d.schema)
	name := record + "Input"
	if s.Map()[name] != nil {
		return name
	}
	schema := &huma.Schema{
		Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false,
		Description: "What a body may say of " + article(d.one) + ". Read-only fields are taken and ignored.",
	}
	s.Map()[name] = schema
	for field, p := range s.Map()[record].Properties {
		schema.Properties[field] = s.inputField(d, field, p)
	}
	if d.extra != nil {
		maps.Copy(schema.Properties, d.extra())
	}
	return name
}

// inputAlone is the input of a record that is a body by itself, where that may
// say more than inside another record.
func (s *schemas) inputAlone(d *recordDoc) string {
	name := s.input(d)
	if d.alone == nil {
		return name
	}
	schema := *s.Map()[name]
	schema.Properties = maps.Clone(schema.Properties)
	maps.Copy(schema.Properties, d.alone())
	name = s.add(d.schema) + "Body"
	s.Map()[name] = &schema
	return name
}

// inputField is what a body may say of one field.
func (s *schemas) inputField(d *recordDoc, field string, shown *huma.Schema) *huma.Schema {
	p := *shown
	if p.ReadOnly {
		return &p
	}
	required := slices.Contains(d.required, field)
	switch {
	case linkedKinds[field] != "":
		s.reference(linkedKinds[field])
		return link(linkedKinds[field], p.Description, false)
	case p.Type == huma.TypeArray:
		p.Nullable = true
		if items := p.Items.Ref; items != "" {
			p.Items = ref(s.inputOf(items))
		}
	case field == "custom_fields":
		s.customFieldsInput(&p)
	case p.Type == huma.TypeObject:
		p.Nullable = true
		if values, ok := p.AdditionalProperties.(*huma.Schema); ok && values.Type == huma.TypeString {
			p.AdditionalProperties = &huma.Schema{Type: huma.TypeString, Nullable: true, MaxLength: new(255)}
		}
	case p.Type == huma.TypeString && p.Enum == nil && !required && !isOption(field):
		p.Nullable = true
	case field == "address" || field == "primary_address":
		return s.addressInput(field == "primary_address")
	}
	return &p
}

// inputOf returns the input of the kind of record that a reference names.
func (s *schemas) inputOf(reference string) string {
	name := strings.TrimPrefix(reference, schemaPrefix)
	for _, d := range s.records {
		if schemaName(d.schema, "") == name {
			return s.input(&d)
		}
	}
	return name
}

// addressInput is the address that another record points to: its id or itself.
func (s *schemas) addressInput(nullable bool) *huma.Schema {
	const name = "AddressOrID"
	s.Map()[name] = &huma.Schema{
		Description: "The id of an address points to it. An object with an id points to it and changes it, for all who " +
			"share it. An object without an id describes a new one or, for what points to an address already, changes that.",
		OneOf: []*huma.Schema{{Type: huma.TypeString, Format: "uuid"}, ref(s.inputOf(schemaPrefix + "HeldAddress"))},
	}
	if !nullable {
		return ref(name)
	}
	return &huma.Schema{
		Description: "The postal address: its id or itself. null takes it away.", OneOf: []*huma.Schema{ref(name), {Type: "null"}},
	}
}

// body is the request body that writes a record: POST and PUT ask for the
// required fields, PATCH for none.
func (s *schemas) body(d *recordDoc, method string) *huma.RequestBody {
	input := ref(s.inputAlone(d))
	if method != "PATCH" && len(d.required) > 0 {
		input = &huma.Schema{AllOf: []*huma.Schema{input}, Required: d.required}
	}
	body := jsonBody(input)
	if method == "PATCH" {
		body.Content["application/merge-patch+json"] = body.Content[mediaJSON]
	}
	return body
}

// jsonBody is a request body of a schema, which must be there.
func jsonBody(schema *huma.Schema) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mediaJSON: {Schema: schema}}}
}

// mergeBody names the record that another one is merged into.
func (s *schemas) mergeBody() *huma.RequestBody {
	return s.closedBody(reflect.TypeFor[tagMergeSchema]())
}

// moveBody names the organization that another one is moved below.
func (s *schemas) moveBody() *huma.RequestBody {
	body := s.closedBody(reflect.TypeFor[organizationMoveSchema]())
	fields := s.Map()[s.add(reflect.TypeFor[organizationMoveSchema]())].Properties
	s.reference(changelog.Organization)
	fields["parent"] = link(changelog.Organization, fields["parent"].Description, false)
	return body
}

// closedBody is a request body of a type, with its fields and no others.
func (s *schemas) closedBody(t reflect.Type) *huma.RequestBody {
	name := s.add(t)
	s.Map()[name].AdditionalProperties = false
	return jsonBody(ref(name))
}

// namedID is the id of an item in a list of channels, or of an address in
// another record, which names one that exists.
func namedID(what string) map[string]*huma.Schema {
	return map[string]*huma.Schema{"id": {
		Type: huma.TypeString, Nullable: true, Format: "uuid", Description: "Id of " + what + "; left out for a new one.",
	}}
}

// moreOfContact are the fields of a contact's body that its record has not.
func moreOfContact() map[string]*huma.Schema {
	return map[string]*huma.Schema{
		"linked_organization_id": link(changelog.Organization, "An older name of linked_organization; give one of them.", true),
		"phone_region":           regionSchema(true),
	}
}

func moreOfPhoneNumber() map[string]*huma.Schema {
	return map[string]*huma.Schema{"phone_region": regionSchema(true)}
}

// regionSchema is phone_region in a body or in a query.
func regionSchema(nullable bool) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Nullable: nullable, MinLength: new(2), MaxLength: new(2), Examples: []any{"GB"},
		Description: "Country whose numbers are read without +: a code of ISO 3166-1 alpha-2.",
	}
}
