package restapi

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/record"
)

// linkedKinds are the fields that link a record to another one, and the kind of
// record that they link it to.
var linkedKinds = map[string]changelog.Kind{
	"linked_organization": changelog.Organization, "parent": changelog.Organization, "primary_contact": changelog.Contact,
}

// referenceNames are the schemas of references, by the kind of record that they name.
var referenceNames = map[changelog.Kind]string{
	changelog.Contact: "ContactReference", changelog.Organization: "OrganizationReference",
}

// link is what a body may say of a link: the id of the record, null, or a
// reference.
func link(kind changelog.Kind, description string, deprecated bool) *huma.Schema {
	return &huma.Schema{
		Description: description, Deprecated: deprecated,
		OneOf: []*huma.Schema{{Type: huma.TypeString, Format: "uuid"}, ref(referenceNames[kind]), {Type: "null"}},
	}
}

// reference puts what names a record otherwise than by its id among the schemas.
func (s *schemas) reference(kind changelog.Kind) {
	schema := &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, MinProperties: new(1),
		Description: "Names a contact that is there by its ids in other systems, which must all be of the same contact.",
		Properties: map[string]*huma.Schema{
			"external_id": {
				Type: huma.TypeObject, MinProperties: new(1), MaxProperties: new(external.MaxNames),
				AdditionalProperties: &huma.Schema{Type: huma.TypeString, MaxLength: new(record.MaxKey)},
				Description:          "System to id of the record in it.", Examples: []any{map[string]any{"crm": "4711"}},
			},
		},
	}
	if kind == changelog.Organization {
		schema.Description = "Names an organization that is there by its code or its ids in other systems, which must all be of the same organization."
		schema.Properties["code"] = &huma.Schema{
			Type: huma.TypeString, MaxLength: new(50), Description: "The organization's code, whatever its case.", Examples: []any{"AE"},
		}
	}
	s.Map()[referenceNames[kind]] = schema
}
