package restapi

import (
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/savedview"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/workspace"
)

// recordDoc says of a kind of record what the document needs beside its schema.
type recordDoc struct {
	one, many string // what people call it
	note      string // sentences about it that a list shows
	schema    reflect.Type
	page      reflect.Type
	spec      *listing.Spec                  // nil for lists that are never paged
	required  []string                       // fields that POST and PUT ask for
	extra     func() map[string]*huma.Schema // fields of a body that the record has not, or that mean more there
	alone     func() map[string]*huma.Schema // the same, where the record is a body by itself
	region    bool                           // phone_region may be given
	feed      bool                           // a list that says how far it goes and can be waited for
	noFields  bool                           // one alone does not take the parameter fields
	inside    bool                           // it is shown inside of other records alone
	deletion  []*huma.Param                  // parameters of deleting it
	secret    bool                           // writing it takes no idempotency key
	made      reflect.Type                   // what creating it answers, or undoing it, where that is not the record
	call      *callDoc                       // of an operation that is about no record

	undeletable  string // what stands in the way of deleting it, "" for nothing
	unwritable   string // the same of creating and changing it
	patchedAlone bool   // unwritable is for PATCH alone
}

// rulesRaced stands in the way of what is checked against the option lists and
// custom fields of the workspace, though hardly ever.
const rulesRaced = "The option lists or custom fields of the workspace were changed again and again at the same time; send it again."

func describe[T any](one, many string, rest recordDoc) recordDoc {
	rest.one, rest.many = one, many
	rest.schema, rest.page = reflect.TypeFor[T](), reflect.TypeFor[pageSchema[T]]()
	return rest
}

// records are the kinds of record that routes speak of in their doc.
func records() map[string]recordDoc {
	all := channelRecords()
	maps.Copy(all, authRecords())
	maps.Copy(all, map[string]recordDoc{
		"contact": describe[contactSchema]("contact", "contacts", recordDoc{
			spec: contact.ListSpec(nil), extra: moreOfContact, region: true, unwritable: rulesRaced,
			note: "A contact has something to be known by: a name, a nickname, an organization, an email address " +
				"or a phone number.",
		}),
		"channels": describe[Channels]("contact's channels", "channels", recordDoc{noFields: true}),
		"address": describe[addressSchema]("address", "addresses", recordDoc{
			spec: address.ListSpec(), unwritable: rulesRaced,
			undeletable: "Contacts or organizations point to the address; detail says how many.",
			note:        "At least one of its fields from street to country is not blank.",
		}),
		"tag": describe[tagSchema]("tag", "tags", recordDoc{
			spec: tag.ListSpec(), required: []string{"name"},
		}),
		"option": describe[optionValueSchema]("option", "options", recordDoc{
			spec: option.ListSpec(), required: []string{"list", "value"},
			undeletable: "Records have the value, and detail says how many, or it is the last active one of its list. Retire it instead.",
			note:        "The values that contact_type, source, email_type, phone_type and address_type may have.",
		}),
		"custom_field": describe[customFieldSchema]("custom field", "custom fields", recordDoc{
			spec: customfield.ListSpec(), required: []string{"record_kind", "key", "type"},
			extra: moreOfCustomField, deletion: []*huma.Param{deletedValues()},
			undeletable: "Records have a value of the field, and detail says how many: stored_values says what becomes of them.",
			unwritable: "Records have values that are not as the definition would have them, or that cannot be converted, and detail says " +
				"how many: stored_values says what becomes of them. Or old values of the key are still being cleared.",
			note: "Values that records have already must obey it, or stored_values says what becomes of them.",
		}),
		"saved_view": describe[savedViewSchema]("saved view", "saved views", recordDoc{
			spec: savedview.ListSpec(), required: []string{"list", "name"},
			note: "A view keeps filters, search, ordering and columns of a list under a name. One's own are shown, and those that are shared: " +
				"these are changed by their owner and by those with manage_workspace.",
		}),
		"workspace": describe[workspaceSchema]("workspace", "workspaces", recordDoc{
			spec: workspace.ListSpec(), required: []string{"slug", "name"},
			undeletable: "The workspace still holds something, which detail counts, or it is the workspace default.",
			note:        "Superusers who sign in see all; others, and every key, the one that they work in.",
		}),
		"organization_type": describe[organizationTypeSchema]("organization type", "organization types", recordDoc{
			spec: organization.TypeListSpec(), required: []string{"name"},
			undeletable: "The type is in use; detail says how many organizations are of it.",
		}),
		"organization": describe[organizationSchema]("organization", "organizations", recordDoc{
			spec: organization.ListSpec(nil), required: []string{"name", "code", "organization_type"},
			undeletable: "Organizations stand below it, or more than 10,000 contacts are linked to it; detail says how many.",
			unwritable:  rulesRaced,
		}),
		"ancestor": describe[organizationSchema]("ancestor of an organization", "ancestors of an organization", recordDoc{
			spec: organization.Ancestors.Spec(nil, ""), note: "The root stands first.",
		}),
		"descendant": describe[organizationSchema]("descendant of an organization", "descendants of an organization", recordDoc{
			spec: organization.Descendants.Spec(nil, ""), note: "They are all that stand below it, on any level.",
		}),
		"child": describe[organizationSchema]("child of an organization", "children of an organization", recordDoc{
			spec: organization.Children.Spec(nil, ""), note: "They are those that stand right below it.",
		}),
		"organization_contact": describe[contactSchema]("contact of an organization", "contacts of an organization", recordDoc{
			spec: contact.OfOrganization(contact.ListSpec(nil), ""), extra: moreOfContact,
		}),
		"history": describe[ChangeSchema]("change", "changes of one record", recordDoc{
			spec: changelog.HistorySpec(), note: "The newest stand first.",
		}),
		"change": describe[ChangeSchema]("change", "changes", recordDoc{
			spec: changelog.FeedSpec(),
			note: "The oldest stand first; whoever has read change n never later sees a new one up to n. last_number is where to go on from.",
			feed: true, made: reflect.TypeFor[undoneSchema](),
		}),
	})
	return all
}

// channelRecords are the kinds of channel and what they hold.
func channelRecords() map[string]recordDoc {
	channelOf := func(what string) func() map[string]*huma.Schema {
		return func() map[string]*huma.Schema { return namedID("one of the contact's " + what) }
	}
	return map[string]recordDoc{
		"email_address": describe[emailAddressSchema]("email address", "email addresses", recordDoc{
			required: []string{"email"}, extra: channelOf("email addresses"), unwritable: rulesRaced,
		}),
		"phone_number": describe[phoneNumberSchema]("phone number", "phone numbers", recordDoc{
			required: []string{"phone_number"}, extra: channelOf("phone numbers"), alone: moreOfPhoneNumber, region: true,
			unwritable: rulesRaced,
		}),
		"contact_address": describe[contactAddressSchema]("address of a contact", "addresses of a contact", recordDoc{
			required: []string{"address"}, extra: channelOf("addresses"), unwritable: rulesRaced,
		}),
		"held_address": describe[HeldAddress]("address", "addresses", recordDoc{
			inside: true, extra: func() map[string]*huma.Schema { return namedID("an address that exists") },
		}),
	}
}

// recordOf finds what the document says of the record of a route.
func (s *schemas) recordOf(r *route) (*recordDoc, error) {
	d, known := s.records[r.doc.record]
	if r.doc.action == callAction {
		d, known = calls()[r.doc.record]
	}
	switch {
	case r.doc.action == documentAction:
		return &recordDoc{one: "document"}, nil
	case !known:
		return nil, fmt.Errorf("%s %s: the document knows no record %q", r.method, r.path, r.doc.record)
	case r.doc.action == listAction && d.spec == nil:
		return nil, fmt.Errorf("%s %s: the document knows no list of %s", r.method, r.path, d.many)
	}
	return &d, nil
}

// article puts a or an before a noun.
func article(noun string) string {
	if strings.ContainsRune("aeioA", rune(noun[0])) { // a user, an API key
		return "an " + noun
	}
	return "a " + noun
}
