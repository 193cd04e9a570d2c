// Code generated from docs/openapi.json by client/generate. DO NOT EDIT.

package client

import "time"

// Values of Actor.Via.
const (
	ActorViaKey     = "key"
	ActorViaSession = "session"
	ActorViaImport  = "import"
	ActorViaCarddav = "carddav"
	ActorViaCommand = "command"
	ActorViaSystem  = "system"
)

// Values of Address.Status.
const (
	AddressStatusActive   = "active"
	AddressStatusInactive = "inactive"
)

// Values of Change.Kind.
const (
	ChangeKindContact          = "contact"
	ChangeKindOrganization     = "organization"
	ChangeKindOrganizationType = "organization_type"
	ChangeKindAddress          = "address"
	ChangeKindTag              = "tag"
	ChangeKindOption           = "option"
	ChangeKindCustomField      = "custom_field"
	ChangeKindWorkspace        = "workspace"
	ChangeKindUser             = "user"
	ChangeKindRole             = "role"
	ChangeKindAPIKey           = "api_key"
	ChangeKindSavedView        = "saved_view"
	ChangeKindExport           = "export"
)

// Values of Change.Action.
const (
	ChangeActionCreate = "create"
	ChangeActionUpdate = "update"
	ChangeActionDelete = "delete"
)

// Values of Contact.Status.
const (
	ContactStatusActive       = "active"
	ContactStatusInactive     = "inactive"
	ContactStatusDoNotContact = "do_not_contact"
)

// Values of ContactOperation.Action.
const (
	ContactOperationActionCreate = "create"
	ContactOperationActionUpdate = "update"
	ContactOperationActionDelete = "delete"
	ContactOperationActionUpsert = "upsert"
)

// Values of CustomField.RecordKind.
const (
	CustomFieldRecordKindContact      = "contact"
	CustomFieldRecordKindOrganization = "organization"
	CustomFieldRecordKindAddress      = "address"
)

// Values of CustomField.Type.
const (
	CustomFieldTypeText     = "text"
	CustomFieldTypeInteger  = "integer"
	CustomFieldTypeNumber   = "number"
	CustomFieldTypeBoolean  = "boolean"
	CustomFieldTypeDate     = "date"
	CustomFieldTypeDatetime = "datetime"
	CustomFieldTypeChoice   = "choice"
	CustomFieldTypeChoices  = "choices"
	CustomFieldTypeURL      = "url"
	CustomFieldTypeEmail    = "email"
)

// Values of CustomField.StoredValues.
const (
	CustomFieldStoredValuesRefuse  = "refuse"
	CustomFieldStoredValuesConvert = "convert"
	CustomFieldStoredValuesClear   = "clear"
)

// Values of HeldAddress.Status.
const (
	HeldAddressStatusActive   = "active"
	HeldAddressStatusInactive = "inactive"
)

// Values of Kept.Kind.
const (
	KeptKindContact          = "contact"
	KeptKindOrganization     = "organization"
	KeptKindOrganizationType = "organization_type"
	KeptKindAddress          = "address"
	KeptKindTag              = "tag"
	KeptKindOption           = "option"
	KeptKindCustomField      = "custom_field"
	KeptKindWorkspace        = "workspace"
	KeptKindUser             = "user"
	KeptKindRole             = "role"
	KeptKindAPIKey           = "api_key"
	KeptKindSavedView        = "saved_view"
	KeptKindExport           = "export"
)

// Values of OptionListName.
const (
	OptionListNameContactType = "contact_type"
	OptionListNameSource      = "source"
	OptionListNameEmailType   = "email_type"
	OptionListNamePhoneType   = "phone_type"
	OptionListNameAddressType = "address_type"
)

// Values of Organization.Status.
const (
	OrganizationStatusActive   = "active"
	OrganizationStatusInactive = "inactive"
	OrganizationStatusArchived = "archived"
)

// Values of OrganizationOperation.Action.
const (
	OrganizationOperationActionCreate = "create"
	OrganizationOperationActionUpdate = "update"
	OrganizationOperationActionDelete = "delete"
	OrganizationOperationActionUpsert = "upsert"
)

// Values of Undone.Kind.
const (
	UndoneKindContact          = "contact"
	UndoneKindOrganization     = "organization"
	UndoneKindOrganizationType = "organization_type"
	UndoneKindAddress          = "address"
	UndoneKindTag              = "tag"
	UndoneKindOption           = "option"
	UndoneKindCustomField      = "custom_field"
	UndoneKindWorkspace        = "workspace"
	UndoneKindUser             = "user"
	UndoneKindRole             = "role"
	UndoneKindAPIKey           = "api_key"
	UndoneKindSavedView        = "saved_view"
	UndoneKindExport           = "export"
)

// Values of Undone.Action.
const (
	UndoneActionCreate = "create"
	UndoneActionUpdate = "update"
	UndoneActionDelete = "delete"
)

// APIKey: an API key without its secret.
type APIKey struct {
	// What the key is for, unique but for case among those that are not revoked.
	Name string `json:"name"`
	// Id of the user that the key acts as; a body may give the name instead. Left out, a service
	// user is made for the key. Only superusers who sign in may name anybody but themselves. It
	// never changes.
	User string `json:"user"`
	// Name of that user.
	Username string `json:"username"`
	// Name of the role: what the key may do at most, and no more than its user.
	Role string `json:"role"`
	// When the key expires; null for never. Left out, it is a year from now.
	ExpiresAt *time.Time `json:"expires_at"`
	// When the key was revoked; null while it is not.
	RevokedAt *time.Time `json:"revoked_at"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// APIKeyInput: what a body may say of an API key. Read-only fields are taken and ignored.
type APIKeyInput struct {
	// What the key is for, unique but for case among those that are not revoked.
	Name Optional[string] `json:"name,omitzero"`
	// Id of the user that the key acts as; a body may give the name instead. Left out, a service
	// user is made for the key. Only superusers who sign in may name anybody but themselves. It
	// never changes.
	User Optional[string] `json:"user,omitzero"`
	// Name of the role: what the key may do at most, and no more than its user.
	Role Optional[string] `json:"role,omitzero"`
	// When the key expires; null for never. Left out, it is a year from now.
	ExpiresAt Optional[time.Time] `json:"expires_at,omitzero"`
}

// APIKeyList: a page of a list whose results have the schema APIKey.
type APIKeyList = List[APIKey]

// Actor: who made a change, and by which door.
type Actor struct {
	// Id of the user, or null.
	User *string `json:"user"`
	// The door by which the change came in.
	Via string `json:"via"`
	// Name of the API key, the command and so on; may be empty.
	Name string `json:"name"`
}

// Address: a postal address, which contacts and organizations may share.
type Address struct {
	// How many contacts and organizations point to the address.
	UsedBy int64 `json:"used_by"`
	// First line of the street address.
	StreetAddress1 string `json:"street_address_1"`
	// Second line of the street address.
	StreetAddress2 string `json:"street_address_2"`
	// City or town.
	City string `json:"city"`
	// State, province or region.
	StateProvince string `json:"state_province"`
	// Postal code.
	PostalCode string `json:"postal_code"`
	// Country: a code of ISO 3166-1 alpha-2 (or XK for Kosovo), or null.
	Country *string `json:"country"`
	// Name of the country in English; empty for none.
	CountryName string `json:"country_name"`
	// Degrees north with 7 decimal places, or null; it needs a longitude beside it.
	Latitude *float64 `json:"latitude"`
	// Degrees east with 7 decimal places, or null; it needs a latitude beside it.
	Longitude *float64 `json:"longitude"`
	// Whether the address is in use. A new one is active unless said otherwise.
	Status string `json:"status"`
	// Values of fields of one's own, by key. In a body objects merge by key, and null removes a
	// key.
	CustomFields map[string]any `json:"custom_fields"`
	// The address in lines, in the order of its country.
	Formatted string `json:"formatted"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// AddressInput: what a body may say of an address. Read-only fields are taken and ignored.
type AddressInput struct {
	// First line of the street address.
	StreetAddress1 Optional[string] `json:"street_address_1,omitzero"`
	// Second line of the street address.
	StreetAddress2 Optional[string] `json:"street_address_2,omitzero"`
	// City or town.
	City Optional[string] `json:"city,omitzero"`
	// State, province or region.
	StateProvince Optional[string] `json:"state_province,omitzero"`
	// Postal code.
	PostalCode Optional[string] `json:"postal_code,omitzero"`
	// Country: a code of ISO 3166-1 alpha-2 (or XK for Kosovo), or null.
	Country Optional[string] `json:"country,omitzero"`
	// Degrees north with 7 decimal places, or null; it needs a longitude beside it.
	Latitude Optional[float64] `json:"latitude,omitzero"`
	// Degrees east with 7 decimal places, or null; it needs a latitude beside it.
	Longitude Optional[float64] `json:"longitude,omitzero"`
	// Whether the address is in use. A new one is active unless said otherwise.
	Status Optional[string] `json:"status,omitzero"`
	// Values of fields of one's own, by key. In a body objects merge by key, and null removes a
	// key.
	CustomFields Optional[map[string]any] `json:"custom_fields,omitzero"`
}

// AddressList: a page of a list whose results have the schema Address.
type AddressList = List[Address]

// AddressOrID: the id of an address points to it. An object with an id points to it and
// changes it, for all who share it. An object without an id describes a new one or, for what
// points to an address already, changes that.
type AddressOrID = HeldAddressInput

// Caller: who makes the request, and where they may do what.
type Caller struct {
	// How the caller comes in: key or session.
	Via string `json:"via"`
	// Name of the API key, null for none.
	Key *string `json:"key"`
	// Slug of the workspace that the request works in; null while it is not clear which.
	Workspace *string `json:"workspace"`
	// The user that the caller is or acts as.
	User User `json:"user"`
	// The workspaces that the caller may work in.
	Workspaces []Membership `json:"workspaces"`
}

// Change: an entry of the change log: who changed which record when, and what it said before
// and after.
type Change struct {
	// Grows by one with each change of the workspace, in the order of the commits.
	Number int64 `json:"number"`
	// When the change was made.
	At time.Time `json:"at"`
	// Who made the change.
	Actor Actor `json:"actor"`
	// Id of the request that made the change; null for none.
	RequestID *string `json:"request_id"`
	// Kind of the record that was changed.
	Kind string `json:"kind"`
	// Id of the record that was changed.
	Record string `json:"record"`
	// What was done to the record.
	Action string `json:"action"`
	// The whole record before; null for one that was created.
	Before map[string]any `json:"before"`
	// The whole record after; null for one that was deleted.
	After map[string]any `json:"after"`
	// Names of the fields that differ.
	Changed []string `json:"changed"`
	// Number of the change that this one follows from; null for none.
	Cause *int64 `json:"cause"`
}

// ChangeFeed: a page of the change feed.
type ChangeFeed = List[Change]

// ChangeList: a page of a list whose results have the schema Change.
type ChangeList = List[Change]

// Channels: the three lists of channels of a contact.
type Channels struct {
	// Email addresses: the primary one first, then the oldest first. In a body it is the whole
	// list.
	EmailAddresses []EmailAddress `json:"email_addresses"`
	// Phone numbers: the primary one first, then the oldest first. In a body it is the whole list.
	PhoneNumbers []PhoneNumber `json:"phone_numbers"`
	// Postal addresses: the primary one first, then the oldest first. In a body it is the whole
	// list.
	Addresses []ContactAddress `json:"addresses"`
}

// Contact: a person, with the channels by which they are reached.
type Contact struct {
	// First and last name; without them the nickname, the organization or the first channel.
	FullName string `json:"full_name"`
	// What stands before the name.
	Prefix string `json:"prefix"`
	// First or given name.
	FirstName string `json:"first_name"`
	// Middle names.
	MiddleName string `json:"middle_name"`
	// Last or family name.
	LastName string `json:"last_name"`
	// What stands after the name.
	Suffix string `json:"suffix"`
	// What friends say.
	Nickname string `json:"nickname"`
	// Job title or position.
	Title string `json:"title"`
	// Employer as free text, for one that is not a record here; empty while an organization is
	// linked.
	OrganizationName string `json:"organization_name"`
	// Id of the organization that the contact belongs to, or null. Giving it alone clears
	// organization_name.
	LinkedOrganization *string `json:"linked_organization"`
	// Name of the linked organization, or null.
	LinkedOrganizationName *string `json:"linked_organization_name"`
	// What the contact is for. One of the option list contact_type; a fresh workspace has primary,
	// billing, support, technical and other. A new one is primary unless said otherwise.
	ContactType string `json:"contact_type"`
	// Whether the contact is in use. A new one is active unless said otherwise.
	Status string `json:"status"`
	// Where the contact comes from. One of the option list source; a fresh workspace has website,
	// referral, conference, import, api and other. A new one is website unless said otherwise.
	Source string `json:"source"`
	// Date of birth, or null.
	BirthDate *string `json:"birth_date"`
	// Language to write in: a tag of BCP 47, or empty.
	Language string `json:"language"`
	// Free text; line feeds and tabs are kept.
	Notes string `json:"notes"`
	// Names of the contact's tags. In a body it is the whole list; names that do not exist yet are
	// created.
	Tags []string `json:"tags"`
	// Values of fields of one's own, by key. In a body objects merge by key, and null removes a
	// key.
	CustomFields map[string]any `json:"custom_fields"`
	// Ids of the record in other systems: system to id, each at most 255 characters and each pair
	// unique. In a body objects merge by key, and null removes a key.
	ExternalIDs map[string]string `json:"external_ids"`
	// The primary email address or, when none is marked, the oldest; null for none.
	PrimaryEmail *string `json:"primary_email"`
	// The primary phone number or, when none is marked, the oldest; null for none.
	PrimaryPhone *string `json:"primary_phone"`
	// The primary address or, when none is marked, the oldest, on one line; null for none.
	PrimaryAddress *string `json:"primary_address"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
	// Email addresses: the primary one first, then the oldest first. In a body it is the whole
	// list.
	EmailAddresses []EmailAddress `json:"email_addresses"`
	// Phone numbers: the primary one first, then the oldest first. In a body it is the whole list.
	PhoneNumbers []PhoneNumber `json:"phone_numbers"`
	// Postal addresses: the primary one first, then the oldest first. In a body it is the whole
	// list.
	Addresses []ContactAddress `json:"addresses"`
}

// ContactAddress: a postal address of a contact: what kind it is, and the address that it
// points to.
type ContactAddress struct {
	// The address that is pointed to; others may share it.
	Address HeldAddress `json:"address"`
	// What kind of address it is. One of the option list address_type; a fresh workspace has home,
	// work, billing, shipping and other. A new one is home unless said otherwise.
	AddressType string `json:"address_type"`
	// Whether it is the one that is used first. Saving true makes every other address of the
	// contact non-primary.
	IsPrimary bool `json:"is_primary"`
	// Free text.
	Notes string `json:"notes"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// ContactAddressInput: what a body may say of an address of a contact. Read-only fields are
// taken and ignored.
type ContactAddressInput struct {
	// The id of an address points to it. An object with an id points to it and changes it, for all
	// who share it. An object without an id describes a new one or, for what points to an address
	// already, changes that.
	Address Optional[AddressOrID] `json:"address,omitzero"`
	// What kind of address it is. One of the option list address_type; a fresh workspace has home,
	// work, billing, shipping and other. A new one is home unless said otherwise.
	AddressType Optional[string] `json:"address_type,omitzero"`
	// Whether it is the one that is used first. Saving true makes every other address of the
	// contact non-primary.
	IsPrimary Optional[bool] `json:"is_primary,omitzero"`
	// Free text.
	Notes Optional[string] `json:"notes,omitzero"`
	// Id of one of the contact's addresses; left out for a new one.
	ID Optional[string] `json:"id,omitzero"`
}

// ContactAddressList: a page of a list whose results have the schema ContactAddress.
type ContactAddressList = List[ContactAddress]

// ContactBatch: operations that are done in order, in one transaction.
type ContactBatch struct {
	// The operations; each one sees what those before it did.
	Operations []ContactOperation `json:"operations"`
	// Whether all is written or nothing; with false, operations that fail leave nothing of
	// themselves and the rest is written.
	Atomic Optional[bool] `json:"atomic,omitzero"`
}

// ContactBatchResult: what came of one operation of a batch: with a record where it was
// created or changed, with a problem where it failed.
type ContactBatchResult struct {
	// The status that the operation would have by itself: 201 created, 200 as it is now, 204
	// deleted or, with Prefer: return=minimal, changed, 400 and above failed. 424 would have
	// worked, had the others.
	Status int64 `json:"status"`
	// Path of a record that was created, where record is left out.
	Location string `json:"location,omitzero"`
	// Why the operation failed; pointers go into the body of the batch.
	Problem *Problem `json:"problem,omitzero"`
	// The record right after the operation, or the fields of it that are asked for; left out with
	// Prefer: return=minimal.
	Record *Contact `json:"record,omitzero"`
}

// ContactBatchResults: what came of the operations of a batch.
type ContactBatchResults struct {
	// One for each operation, in their order.
	Results []ContactBatchResult `json:"results"`
}

// ContactInput: what a body may say of a contact. Read-only fields are taken and ignored.
type ContactInput struct {
	// What stands before the name.
	Prefix Optional[string] `json:"prefix,omitzero"`
	// First or given name.
	FirstName Optional[string] `json:"first_name,omitzero"`
	// Middle names.
	MiddleName Optional[string] `json:"middle_name,omitzero"`
	// Last or family name.
	LastName Optional[string] `json:"last_name,omitzero"`
	// What stands after the name.
	Suffix Optional[string] `json:"suffix,omitzero"`
	// What friends say.
	Nickname Optional[string] `json:"nickname,omitzero"`
	// Job title or position.
	Title Optional[string] `json:"title,omitzero"`
	// Employer as free text, for one that is not a record here; empty while an organization is
	// linked.
	OrganizationName Optional[string] `json:"organization_name,omitzero"`
	// Id of the organization that the contact belongs to, or null. Giving it alone clears
	// organization_name.
	LinkedOrganization Optional[string] `json:"linked_organization,omitzero"`
	// What the contact is for. One of the option list contact_type; a fresh workspace has primary,
	// billing, support, technical and other. A new one is primary unless said otherwise.
	ContactType Optional[string] `json:"contact_type,omitzero"`
	// Whether the contact is in use. A new one is active unless said otherwise.
	Status Optional[string] `json:"status,omitzero"`
	// Where the contact comes from. One of the option list source; a fresh workspace has website,
	// referral, conference, import, api and other. A new one is website unless said otherwise.
	Source Optional[string] `json:"source,omitzero"`
	// Date of birth, or null.
	BirthDate Optional[string] `json:"birth_date,omitzero"`
	// Language to write in: a tag of BCP 47, or empty.
	Language Optional[string] `json:"language,omitzero"`
	// Free text; line feeds and tabs are kept.
	Notes Optional[string] `json:"notes,omitzero"`
	// Names of the contact's tags. In a body it is the whole list; names that do not exist yet are
	// created.
	Tags Optional[[]string] `json:"tags,omitzero"`
	// Values of fields of one's own, by key. In a body objects merge by key, and null removes a
	// key.
	CustomFields Optional[map[string]any] `json:"custom_fields,omitzero"`
	// Ids of the record in other systems: system to id, each at most 255 characters and each pair
	// unique. In a body objects merge by key, and null removes a key.
	ExternalIDs Optional[map[string]*string] `json:"external_ids,omitzero"`
	// Email addresses: the primary one first, then the oldest first. In a body it is the whole
	// list.
	EmailAddresses Optional[[]EmailAddressInput] `json:"email_addresses,omitzero"`
	// Phone numbers: the primary one first, then the oldest first. In a body it is the whole list.
	PhoneNumbers Optional[[]PhoneNumberInput] `json:"phone_numbers,omitzero"`
	// Postal addresses: the primary one first, then the oldest first. In a body it is the whole
	// list.
	Addresses Optional[[]ContactAddressInput] `json:"addresses,omitzero"`
	// Country whose numbers are read without +: a code of ISO 3166-1 alpha-2.
	PhoneRegion Optional[string] `json:"phone_region,omitzero"`
}

// ContactList: a page of a list whose results have the schema Contact.
type ContactList = List[Contact]

// ContactOperation: one operation of a batch.
type ContactOperation struct {
	// What to do: create takes a body; update a body and id or external_id; delete id or
	// external_id; upsert a body and an external_id, and updates the record that has it or else
	// creates one with it.
	Action string `json:"action"`
	// What is written, as in the body of POST and PATCH.
	Body Optional[ContactInput] `json:"body,omitzero"`
	// One system and the id of the record in it.
	ExternalID Optional[map[string]string] `json:"external_id,omitzero"`
	// Id of a contact.
	ID Optional[string] `json:"id,omitzero"`
}

// ContactReference: names a contact that is there by its ids in other systems, which must all
// be of the same contact.
type ContactReference struct {
	// System to id of the record in it.
	ExternalID Optional[map[string]string] `json:"external_id,omitzero"`
}

// Credentials: user name and password.
type Credentials struct {
	// Name of the user.
	Username string `json:"username"`
	// The user's password.
	Password string `json:"password"`
}

// CustomField: the definition of a field of one's own.
type CustomField struct {
	// The kind of record that has the field. It never changes.
	RecordKind string `json:"record_kind"`
	// The key in custom_fields, unique for its kind of record. It never changes.
	Key string `json:"key"`
	// What people read; the key if a new one leaves it out.
	Label string `json:"label"`
	// What values are.
	Type string `json:"type"`
	// Whether records must have a value. Older ones that lack one can be changed elsewhere without
	// it.
	Required bool `json:"required"`
	// The values of a choice, or of choices: each at most 100 characters and unique but for case.
	Choices []string `json:"choices"`
	// Of a text how many characters, of choices how many, of a number, date or datetime the least
	// value; null for none.
	Minimum any `json:"minimum"`
	// The same for the greatest. A filterable text has at most 255 characters, also without it.
	Maximum any `json:"maximum"`
	// Regular expression (RE2) that a text, url or email must match as a whole; empty for none.
	Pattern string `json:"pattern"`
	// What new records get that leave the field out; null for nothing.
	Default any `json:"default"`
	// What people should know who fill it in.
	Help string `json:"help"`
	// Whether lists can be filtered by the field, as custom_fields.KEY.
	Filterable bool `json:"filterable"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// CustomFieldInput: what a body may say of a custom field. Read-only fields are taken and
// ignored.
type CustomFieldInput struct {
	// The kind of record that has the field. It never changes.
	RecordKind Optional[string] `json:"record_kind,omitzero"`
	// The key in custom_fields, unique for its kind of record. It never changes.
	Key Optional[string] `json:"key,omitzero"`
	// What people read; the key if a new one leaves it out.
	Label Optional[string] `json:"label,omitzero"`
	// What values are.
	Type Optional[string] `json:"type,omitzero"`
	// Whether records must have a value. Older ones that lack one can be changed elsewhere without
	// it.
	Required Optional[bool] `json:"required,omitzero"`
	// The values of a choice, or of choices: each at most 100 characters and unique but for case.
	Choices Optional[[]string] `json:"choices,omitzero"`
	// Of a text how many characters, of choices how many, of a number, date or datetime the least
	// value; null for none.
	Minimum Optional[any] `json:"minimum,omitzero"`
	// The same for the greatest. A filterable text has at most 255 characters, also without it.
	Maximum Optional[any] `json:"maximum,omitzero"`
	// Regular expression (RE2) that a text, url or email must match as a whole; empty for none.
	Pattern Optional[string] `json:"pattern,omitzero"`
	// What new records get that leave the field out; null for nothing.
	Default Optional[any] `json:"default,omitzero"`
	// What people should know who fill it in.
	Help Optional[string] `json:"help,omitzero"`
	// Whether lists can be filtered by the field, as custom_fields.KEY.
	Filterable Optional[bool] `json:"filterable,omitzero"`
	// Choices of the field that get another name, each by its old one. Stored values come along.
	// Without choices in the body the new name takes the place of the old one; the new name of
	// another choice joins the two.
	Rename Optional[map[string]string] `json:"rename,omitzero"`
	// What becomes of values that records have and that are not as the definition would have them:
	// refuse (unless said otherwise) answers 409 and says how many there are; convert converts
	// them, keeps the items of a list that fit, and answers 409 if a single value or a whole list
	// cannot be converted; clear removes those. With convert or clear, the default of a required
	// field is written into all records that have no value.
	StoredValues Optional[string] `json:"stored_values,omitzero"`
}

// CustomFieldList: a page of a list whose results have the schema CustomField.
type CustomFieldList = List[CustomField]

// EmailAddress: an email address of a contact.
type EmailAddress struct {
	// Email address as it was given; unique within the contact but for case.
	Email string `json:"email"`
	// What kind of email address it is. One of the option list email_type; a fresh workspace has
	// primary, work, personal and other. A new one is personal unless said otherwise.
	EmailType string `json:"email_type"`
	// Whether it is the one that is used first. Saving true makes every other email address of the
	// contact non-primary.
	IsPrimary bool `json:"is_primary"`
	// Free text.
	Notes string `json:"notes"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// EmailAddressInput: what a body may say of an email address. Read-only fields are taken and
// ignored.
type EmailAddressInput struct {
	// Email address as it was given; unique within the contact but for case.
	Email Optional[string] `json:"email,omitzero"`
	// What kind of email address it is. One of the option list email_type; a fresh workspace has
	// primary, work, personal and other. A new one is personal unless said otherwise.
	EmailType Optional[string] `json:"email_type,omitzero"`
	// Whether it is the one that is used first. Saving true makes every other email address of the
	// contact non-primary.
	IsPrimary Optional[bool] `json:"is_primary,omitzero"`
	// Free text.
	Notes Optional[string] `json:"notes,omitzero"`
	// Id of one of the contact's email addresses; left out for a new one.
	ID Optional[string] `json:"id,omitzero"`
}

// EmailAddressList: a page of a list whose results have the schema EmailAddress.
type EmailAddressList = List[EmailAddress]

// HeldAddress: a postal address as the record that points to it shows it.
type HeldAddress struct {
	// First line of the street address.
	StreetAddress1 string `json:"street_address_1"`
	// Second line of the street address.
	StreetAddress2 string `json:"street_address_2"`
	// City or town.
	City string `json:"city"`
	// State, province or region.
	StateProvince string `json:"state_province"`
	// Postal code.
	PostalCode string `json:"postal_code"`
	// Country: a code of ISO 3166-1 alpha-2 (or XK for Kosovo), or null.
	Country *string `json:"country"`
	// Name of the country in English; empty for none.
	CountryName string `json:"country_name"`
	// Degrees north with 7 decimal places, or null; it needs a longitude beside it.
	Latitude *float64 `json:"latitude"`
	// Degrees east with 7 decimal places, or null; it needs a latitude beside it.
	Longitude *float64 `json:"longitude"`
	// Whether the address is in use. A new one is active unless said otherwise.
	Status string `json:"status"`
	// Values of fields of one's own, by key. In a body objects merge by key, and null removes a
	// key.
	CustomFields map[string]any `json:"custom_fields"`
	// The address in lines, in the order of its country.
	Formatted string `json:"formatted"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// HeldAddressInput: what a body may say of an address. Read-only fields are taken and ignored.
type HeldAddressInput struct {
	// First line of the street address.
	StreetAddress1 Optional[string] `json:"street_address_1,omitzero"`
	// Second line of the street address.
	StreetAddress2 Optional[string] `json:"street_address_2,omitzero"`
	// City or town.
	City Optional[string] `json:"city,omitzero"`
	// State, province or region.
	StateProvince Optional[string] `json:"state_province,omitzero"`
	// Postal code.
	PostalCode Optional[string] `json:"postal_code,omitzero"`
	// Country: a code of ISO 3166-1 alpha-2 (or XK for Kosovo), or null.
	Country Optional[string] `json:"country,omitzero"`
	// Degrees north with 7 decimal places, or null; it needs a longitude beside it.
	Latitude Optional[float64] `json:"latitude,omitzero"`
	// Degrees east with 7 decimal places, or null; it needs a latitude beside it.
	Longitude Optional[float64] `json:"longitude,omitzero"`
	// Whether the address is in use. A new one is active unless said otherwise.
	Status Optional[string] `json:"status,omitzero"`
	// Values of fields of one's own, by key. In a body objects merge by key, and null removes a
	// key.
	CustomFields Optional[map[string]any] `json:"custom_fields,omitzero"`
	// Id of an address that exists; left out for a new one.
	ID Optional[string] `json:"id,omitzero"`
}

// Index: the addresses of what there is, by name.
type Index = map[string]string

// Kept: something that an undo left as it is, because somebody changed it since.
type Kept struct {
	// Kind of the record.
	Kind string `json:"kind"`
	// Id of the record.
	Record string `json:"record"`
	// Name of the field; of a custom value custom_fields.KEY.
	Field string `json:"field"`
	// Number of the newest change of the field since.
	Number int64 `json:"number"`
}

// Membership: a workspace that the caller may work in.
type Membership struct {
	// Id of the workspace.
	ID string `json:"id"`
	// What the header Liaison-Workspace names it by.
	Slug string `json:"slug"`
	// What people call it.
	Name string `json:"name"`
	// Name of the user's role there; null for a superuser without one.
	Role *string `json:"role"`
	// What the caller may do there.
	Permissions []string `json:"permissions"`
}

// NewAPIKey: an API key with its secret, which is shown this once.
type NewAPIKey struct {
	// The key itself, which is shown this once and kept nowhere.
	Key string `json:"key"`
	// What the key is for, unique but for case among those that are not revoked.
	Name string `json:"name"`
	// Id of the user that the key acts as; a body may give the name instead. Left out, a service
	// user is made for the key. Only superusers who sign in may name anybody but themselves. It
	// never changes.
	User string `json:"user"`
	// Name of that user.
	Username string `json:"username"`
	// Name of the role: what the key may do at most, and no more than its user.
	Role string `json:"role"`
	// When the key expires; null for never. Left out, it is a year from now.
	ExpiresAt *time.Time `json:"expires_at"`
	// When the key was revoked; null while it is not.
	RevokedAt *time.Time `json:"revoked_at"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// OptionListName: the option list that a value belongs to. It never changes.
type OptionListName = string

// OptionValue: a value of an option list.
type OptionValue struct {
	// The option list that a value belongs to. It never changes.
	List OptionListName `json:"list"`
	// What records hold: unique in its list but for case, without commas and double quotes. It
	// never changes.
	Value string `json:"value"`
	// What people read; left out or cleared, it is the value.
	Label string `json:"label"`
	// Place in the list, counted from 1; the others make room. A new one stands at the end unless
	// said otherwise; a place beyond the end is the end.
	Position int64 `json:"position"`
	// Whether records may take the value. False retires it: records that have it keep it. The last
	// active one of a list stays active.
	IsActive bool `json:"is_active"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// OptionValueInput: what a body may say of an option. Read-only fields are taken and ignored.
type OptionValueInput struct {
	// The option list that a value belongs to. It never changes.
	List Optional[OptionListName] `json:"list,omitzero"`
	// What records hold: unique in its list but for case, without commas and double quotes. It
	// never changes.
	Value Optional[string] `json:"value,omitzero"`
	// What people read; left out or cleared, it is the value.
	Label Optional[string] `json:"label,omitzero"`
	// Place in the list, counted from 1; the others make room. A new one stands at the end unless
	// said otherwise; a place beyond the end is the end.
	Position Optional[int64] `json:"position,omitzero"`
	// Whether records may take the value. False retires it: records that have it keep it. The last
	// active one of a list stays active.
	IsActive Optional[bool] `json:"is_active,omitzero"`
}

// OptionValueList: a page of a list whose results have the schema OptionValue.
type OptionValueList = List[OptionValue]

// Organization: a company, department, customer or supplier: a node of a tree.
type Organization struct {
	// Name, unique among its siblings but for case.
	Name string `json:"name"`
	// Name as registered.
	LegalName string `json:"legal_name"`
	// Short code, unique in the workspace but for case.
	Code string `json:"code"`
	// Id of the organization type; a body may give its name instead.
	OrganizationType string `json:"organization_type"`
	// Name of the organization type.
	OrganizationTypeName string `json:"organization_type_name"`
	// Whether the organization is in use. A new one is active unless said otherwise.
	Status string `json:"status"`
	// Id of the organization above it; null for a root.
	Parent *string `json:"parent"`
	// First day, or null.
	EffectiveDate *string `json:"effective_date"`
	// Last day, or null; not before effective_date.
	EndDate *string `json:"end_date"`
	// URL of its website, or empty.
	Website string `json:"website"`
	// Number by which the tax office knows it.
	TaxID string `json:"tax_id"`
	// Id of the contact to turn to first, or null.
	PrimaryContact *string `json:"primary_contact"`
	// Its postal address, or null.
	PrimaryAddress *HeldAddress `json:"primary_address"`
	// Currency: a code of ISO 4217, or null.
	Currency *string `json:"currency"`
	// Time zone: a name of the IANA database, or null. A new one has UTC unless said otherwise.
	Timezone *string `json:"timezone"`
	// Language: a tag of BCP 47, or null. A new one has en unless said otherwise.
	Language *string `json:"language"`
	// Names of the organization's tags. In a body it is the whole list.
	Tags []string `json:"tags"`
	// Anything that programs want to keep with the organization. In a body objects merge by key.
	Metadata map[string]any `json:"metadata"`
	// Values of fields of one's own, by key. In a body objects merge by key.
	CustomFields map[string]any `json:"custom_fields"`
	// Ids of the record in other systems: system to id. In a body objects merge by key.
	ExternalIDs map[string]string `json:"external_ids"`
	// How many organizations stand above it.
	Depth int64 `json:"depth"`
	// Names from the root down to the organization itself.
	Path []string `json:"path"`
	// How many organizations stand right below it.
	ChildrenCount int64 `json:"children_count"`
	// How many contacts are linked to it.
	ContactsCount int64 `json:"contacts_count"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// OrganizationBatch: operations that are done in order, in one transaction.
type OrganizationBatch struct {
	// The operations; each one sees what those before it did.
	Operations []OrganizationOperation `json:"operations"`
	// Whether all is written or nothing; with false, operations that fail leave nothing of
	// themselves and the rest is written.
	Atomic Optional[bool] `json:"atomic,omitzero"`
}

// OrganizationBatchResult: what came of one operation of a batch: with a record where it was
// created or changed, with a problem where it failed.
type OrganizationBatchResult struct {
	// The status that the operation would have by itself: 201 created, 200 as it is now, 204
	// deleted or, with Prefer: return=minimal, changed, 400 and above failed. 424 would have
	// worked, had the others.
	Status int64 `json:"status"`
	// Path of a record that was created, where record is left out.
	Location string `json:"location,omitzero"`
	// Why the operation failed; pointers go into the body of the batch.
	Problem *Problem `json:"problem,omitzero"`
	// The record right after the operation, or the fields of it that are asked for; left out with
	// Prefer: return=minimal.
	Record *Organization `json:"record,omitzero"`
}

// OrganizationBatchResults: what came of the operations of a batch.
type OrganizationBatchResults struct {
	// One for each operation, in their order.
	Results []OrganizationBatchResult `json:"results"`
}

// OrganizationInput: what a body may say of an organization. Read-only fields are taken and
// ignored.
type OrganizationInput struct {
	// Name, unique among its siblings but for case.
	Name Optional[string] `json:"name,omitzero"`
	// Name as registered.
	LegalName Optional[string] `json:"legal_name,omitzero"`
	// Short code, unique in the workspace but for case.
	Code Optional[string] `json:"code,omitzero"`
	// Id of the organization type; a body may give its name instead.
	OrganizationType Optional[string] `json:"organization_type,omitzero"`
	// Whether the organization is in use. A new one is active unless said otherwise.
	Status Optional[string] `json:"status,omitzero"`
	// Id of the organization above it; null for a root.
	Parent Optional[string] `json:"parent,omitzero"`
	// First day, or null.
	EffectiveDate Optional[string] `json:"effective_date,omitzero"`
	// Last day, or null; not before effective_date.
	EndDate Optional[string] `json:"end_date,omitzero"`
	// URL of its website, or empty.
	Website Optional[string] `json:"website,omitzero"`
	// Number by which the tax office knows it.
	TaxID Optional[string] `json:"tax_id,omitzero"`
	// Id of the contact to turn to first, or null.
	PrimaryContact Optional[string] `json:"primary_contact,omitzero"`
	// The postal address: its id or itself. null takes it away.
	PrimaryAddress Optional[AddressOrID] `json:"primary_address,omitzero"`
	// Currency: a code of ISO 4217, or null.
	Currency Optional[string] `json:"currency,omitzero"`
	// Time zone: a name of the IANA database, or null. A new one has UTC unless said otherwise.
	Timezone Optional[string] `json:"timezone,omitzero"`
	// Language: a tag of BCP 47, or null. A new one has en unless said otherwise.
	Language Optional[string] `json:"language,omitzero"`
	// Names of the organization's tags. In a body it is the whole list.
	Tags Optional[[]string] `json:"tags,omitzero"`
	// Anything that programs want to keep with the organization. In a body objects merge by key.
	Metadata Optional[map[string]any] `json:"metadata,omitzero"`
	// Values of fields of one's own, by key. In a body objects merge by key.
	CustomFields Optional[map[string]any] `json:"custom_fields,omitzero"`
	// Ids of the record in other systems: system to id. In a body objects merge by key.
	ExternalIDs Optional[map[string]*string] `json:"external_ids,omitzero"`
}

// OrganizationList: a page of a list whose results have the schema Organization.
type OrganizationList = List[Organization]

// OrganizationMove: the place in the tree that an organization gets.
type OrganizationMove struct {
	// Id of the organization to stand below; null for a root.
	Parent *string `json:"parent"`
}

// OrganizationOperation: one operation of a batch.
type OrganizationOperation struct {
	// What to do: create takes a body; update a body and id or external_id; delete id or
	// external_id; upsert a body and an external_id, and updates the record that has it or else
	// creates one with it.
	Action string `json:"action"`
	// What is written, as in the body of POST and PATCH.
	Body Optional[OrganizationInput] `json:"body,omitzero"`
	// One system and the id of the record in it.
	ExternalID Optional[map[string]string] `json:"external_id,omitzero"`
	// Id of an organization.
	ID Optional[string] `json:"id,omitzero"`
}

// OrganizationReference: names an organization that is there by its code or its ids in other
// systems, which must all be of the same organization.
type OrganizationReference struct {
	// The organization's code, whatever its case.
	Code Optional[string] `json:"code,omitzero"`
	// System to id of the record in it.
	ExternalID Optional[map[string]string] `json:"external_id,omitzero"`
}

// OrganizationType: a kind of organization.
type OrganizationType struct {
	// Name of the type, unique but for case.
	Name string `json:"name"`
	// What the type is for.
	Description string `json:"description"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// OrganizationTypeInput: what a body may say of an organization type. Read-only fields are
// taken and ignored.
type OrganizationTypeInput struct {
	// Name of the type, unique but for case.
	Name Optional[string] `json:"name,omitzero"`
	// What the type is for.
	Description Optional[string] `json:"description,omitzero"`
}

// OrganizationTypeList: a page of a list whose results have the schema OrganizationType.
type OrganizationTypeList = List[OrganizationType]

// PhoneNumber: a phone number of a contact.
type PhoneNumber struct {
	// Phone number in E.164; unique within the contact together with its extension. In a body it
	// may be written as people write it: one without + is read with phone_region, else with the
	// workspace's default region.
	PhoneNumber string `json:"phone_number"`
	// Digits to dial after the number, or empty.
	Extension string `json:"extension"`
	// What kind of phone number it is. One of the option list phone_type; a fresh workspace has
	// mobile, work, home, fax and other. A new one is mobile unless said otherwise.
	PhoneType string `json:"phone_type"`
	// Whether it is the one that is used first. Saving true makes every other phone number of the
	// contact non-primary.
	IsPrimary bool `json:"is_primary"`
	// Free text.
	Notes string `json:"notes"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// PhoneNumberBody: what a body may say of a phone number. Read-only fields are taken and
// ignored.
type PhoneNumberBody struct {
	// Digits to dial after the number, or empty.
	Extension Optional[string] `json:"extension,omitzero"`
	// Id of one of the contact's phone numbers; left out for a new one.
	ID Optional[string] `json:"id,omitzero"`
	// Whether it is the one that is used first. Saving true makes every other phone number of the
	// contact non-primary.
	IsPrimary Optional[bool] `json:"is_primary,omitzero"`
	// Free text.
	Notes Optional[string] `json:"notes,omitzero"`
	// Phone number in E.164; unique within the contact together with its extension. In a body it
	// may be written as people write it: one without + is read with phone_region, else with the
	// workspace's default region.
	PhoneNumber Optional[string] `json:"phone_number,omitzero"`
	// Country whose numbers are read without +: a code of ISO 3166-1 alpha-2.
	PhoneRegion Optional[string] `json:"phone_region,omitzero"`
	// What kind of phone number it is. One of the option list phone_type; a fresh workspace has
	// mobile, work, home, fax and other. A new one is mobile unless said otherwise.
	PhoneType Optional[string] `json:"phone_type,omitzero"`
}

// PhoneNumberInput: what a body may say of a phone number. Read-only fields are taken and
// ignored.
type PhoneNumberInput struct {
	// Phone number in E.164; unique within the contact together with its extension. In a body it
	// may be written as people write it: one without + is read with phone_region, else with the
	// workspace's default region.
	PhoneNumber Optional[string] `json:"phone_number,omitzero"`
	// Digits to dial after the number, or empty.
	Extension Optional[string] `json:"extension,omitzero"`
	// What kind of phone number it is. One of the option list phone_type; a fresh workspace has
	// mobile, work, home, fax and other. A new one is mobile unless said otherwise.
	PhoneType Optional[string] `json:"phone_type,omitzero"`
	// Whether it is the one that is used first. Saving true makes every other phone number of the
	// contact non-primary.
	IsPrimary Optional[bool] `json:"is_primary,omitzero"`
	// Free text.
	Notes Optional[string] `json:"notes,omitzero"`
	// Id of one of the contact's phone numbers; left out for a new one.
	ID Optional[string] `json:"id,omitzero"`
}

// PhoneNumberList: a page of a list whose results have the schema PhoneNumber.
type PhoneNumberList = List[PhoneNumber]

// Problem: why a request was refused (RFC 9457).
type Problem struct {
	// What kind of problem it is; about:blank when the status says it all.
	Type string `json:"type"`
	// The status in words.
	Title string `json:"title"`
	// The status of the answer.
	Status int64 `json:"status"`
	// What went wrong, for a person to read.
	Detail string `json:"detail"`
	// Path of the request.
	Instance string `json:"instance"`
	// Id of the request, which the server's log has too.
	RequestID string `json:"request_id"`
	// Each thing that is wrong with the input; all errors of a body are reported together.
	Errors []ProblemError `json:"errors,omitzero"`
}

// ProblemError: one thing that is wrong with the input: with a pointer into the body, or with
// the name of a parameter or header.
type ProblemError struct {
	// What is wrong, for programs. Codes keep their meaning; new ones may come.
	Code string `json:"code"`
	// What is wrong, for a person to read. A refused value is not repeated.
	Detail string `json:"detail"`
	// Id of the record that already has a value that must be unique.
	Conflict string `json:"conflict,omitzero"`
	// Which parameter or header, in the place of a pointer.
	Parameter string `json:"parameter,omitzero"`
	// Where in the body: a JSON pointer (RFC 6901), empty for the whole body.
	Pointer string `json:"pointer,omitzero"`
}

// Refresh: a refresh token to exchange.
type Refresh struct {
	// The refresh token of the last answer. It is good once.
	Refresh string `json:"refresh"`
}

// Role: a set of permissions.
type Role struct {
	// Name of the role, unique but for case. viewer, editor and admin keep theirs.
	Name string `json:"name"`
	// What the role allows. In a body it is the whole list; nobody gives what they do not have.
	// admin keeps all.
	Permissions []string `json:"permissions"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// RoleInput: what a body may say of a role. Read-only fields are taken and ignored.
type RoleInput struct {
	// Name of the role, unique but for case. viewer, editor and admin keep theirs.
	Name Optional[string] `json:"name,omitzero"`
	// What the role allows. In a body it is the whole list; nobody gives what they do not have.
	// admin keeps all.
	Permissions Optional[[]string] `json:"permissions,omitzero"`
}

// RoleList: a page of a list whose results have the schema Role.
type RoleList = List[Role]

// SavedView: a way to look at a list.
type SavedView struct {
	// The list that the view is of, contacts or organizations. It never changes.
	List string `json:"list"`
	// Name of the view, unique but for case among those of its owner for the list.
	Name string `json:"name"`
	// Filters, search and ordering as in the address of the list, without a page: at most 8,000
	// bytes. What the list does not take is an error at /query and the parameter's name.
	Query string `json:"query"`
	// Names of the columns that pages show; the list of the API takes no notice of them.
	Columns []string `json:"columns"`
	// Whether everybody who sees the list sees the view.
	Shared bool `json:"shared"`
	// Id of the user whose view it is.
	Owner string `json:"owner"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// SavedViewInput: what a body may say of a saved view. Read-only fields are taken and ignored.
type SavedViewInput struct {
	// The list that the view is of, contacts or organizations. It never changes.
	List Optional[string] `json:"list,omitzero"`
	// Name of the view, unique but for case among those of its owner for the list.
	Name Optional[string] `json:"name,omitzero"`
	// Filters, search and ordering as in the address of the list, without a page: at most 8,000
	// bytes. What the list does not take is an error at /query and the parameter's name.
	Query Optional[string] `json:"query,omitzero"`
	// Names of the columns that pages show; the list of the API takes no notice of them.
	Columns Optional[[]string] `json:"columns,omitzero"`
	// Whether everybody who sees the list sees the view.
	Shared Optional[bool] `json:"shared,omitzero"`
}

// SavedViewList: a page of a list whose results have the schema SavedView.
type SavedViewList = List[SavedView]

// Tag: a name that contacts and organizations carry.
type Tag struct {
	// Name of the tag, unique but for case; the first spelling is kept.
	Name string `json:"name"`
	// The name in small letters, digits and hyphens, for addresses and labels; empty for a name
	// without any, and the same for names that differ in other characters alone: only id and name
	// identify a tag.
	Slug string `json:"slug"`
	// How many contacts and organizations carry the tag.
	UseCount int64 `json:"use_count"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// TagInput: what a body may say of a tag. Read-only fields are taken and ignored.
type TagInput struct {
	// Name of the tag, unique but for case; the first spelling is kept.
	Name Optional[string] `json:"name,omitzero"`
}

// TagList: a page of a list whose results have the schema Tag.
type TagList = List[Tag]

// TagMerge: the tag that another one is merged into.
type TagMerge struct {
	// Id or name of the tag that stays and takes over all uses.
	Into string `json:"into"`
}

// Tokens: what somebody has who signed in.
type Tokens struct {
	// Access token, good for 15 minutes: Authorization: Bearer TOKEN.
	Access string `json:"access"`
	// Refresh token, good for one exchange within 14 days from signing in.
	Refresh string `json:"refresh"`
}

// Undone: the change that undoes another one, and what it left as it is because somebody
// changed it since.
type Undone struct {
	// How many values somebody changed since, so that they stay as they are.
	KeptCount int64 `json:"kept_count"`
	// The first 100 of them.
	Kept []Kept `json:"kept"`
	// Grows by one with each change of the workspace, in the order of the commits.
	Number int64 `json:"number"`
	// When the change was made.
	At time.Time `json:"at"`
	// Who made the change.
	Actor Actor `json:"actor"`
	// Id of the request that made the change; null for none.
	RequestID *string `json:"request_id"`
	// Kind of the record that was changed.
	Kind string `json:"kind"`
	// Id of the record that was changed.
	Record string `json:"record"`
	// What was done to the record.
	Action string `json:"action"`
	// The whole record before; null for one that was created.
	Before map[string]any `json:"before"`
	// The whole record after; null for one that was deleted.
	After map[string]any `json:"after"`
	// Names of the fields that differ.
	Changed []string `json:"changed"`
	// Number of the change that this one follows from; null for none.
	Cause *int64 `json:"cause"`
}

// User: somebody who works in the workspace, or for whom a key acts.
type User struct {
	// Name to sign in with, unique but for case: letters of one script, digits and @ . + - _. It
	// never changes.
	Username string `json:"username"`
	// Email address, or empty.
	Email string `json:"email"`
	// Whether the user may do everything, in every workspace. Only superusers who sign in make and
	// change superusers.
	IsSuperuser bool `json:"is_superuser"`
	// Whether the user can come in. False ends all sessions and stops all keys that act as the
	// user.
	IsActive bool `json:"is_active"`
	// Whether the user was made for an API key and cannot sign in.
	IsService bool `json:"is_service"`
	// Name of the role in the workspace. Null takes the user out of the workspace.
	Role *string `json:"role"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// UserInput: what a body may say of a user. Read-only fields are taken and ignored.
type UserInput struct {
	// Name to sign in with, unique but for case: letters of one script, digits and @ . + - _. It
	// never changes.
	Username Optional[string] `json:"username,omitzero"`
	// Email address, or empty.
	Email Optional[string] `json:"email,omitzero"`
	// Whether the user may do everything, in every workspace. Only superusers who sign in make and
	// change superusers.
	IsSuperuser Optional[bool] `json:"is_superuser,omitzero"`
	// Whether the user can come in. False ends all sessions and stops all keys that act as the
	// user.
	IsActive Optional[bool] `json:"is_active,omitzero"`
	// Name of the role in the workspace. Null takes the user out of the workspace.
	Role Optional[string] `json:"role,omitzero"`
	// A new password of 12 to 128 characters; common ones and those with the user's name or email
	// address in them are refused. It ends the user's sessions. It is compared in Unicode
	// normalization form C. Left out, a new user cannot sign in.
	Password Optional[string] `json:"password,omitzero"`
}

// UserList: a page of a list whose results have the schema User.
type UserList = List[User]

// Workspace: a tenant and its settings.
type Workspace struct {
	// How commands and headers name the workspace: letters a to z, digits and hyphens inside,
	// unique. It never changes.
	Slug string `json:"slug"`
	// What people call the workspace.
	Name string `json:"name"`
	// Country whose phone numbers may be written without +: a code of ISO 3166-1 alpha-2 (or XK
	// for Kosovo), or empty.
	DefaultRegion string `json:"default_region"`
	// Whether a custom field needs a definition to be written. Values that records have stay as
	// they are.
	StrictCustomFields bool `json:"strict_custom_fields"`
	// Id of the record, a UUID of version 7.
	ID string `json:"id"`
	// When the record was created: RFC 3339 in UTC, with milliseconds.
	CreatedAt time.Time `json:"created_at"`
	// When what the record shows last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Id of the user who created the record; null for none.
	CreatedBy *string `json:"created_by"`
	// Id of the user who last changed the record; null for none.
	UpdatedBy *string `json:"updated_by"`
	// Grows by one with each write that changes what the record shows.
	Version int64 `json:"version"`
}

// WorkspaceInput: what a body may say of a workspace. Read-only fields are taken and ignored.
type WorkspaceInput struct {
	// How commands and headers name the workspace: letters a to z, digits and hyphens inside,
	// unique. It never changes.
	Slug Optional[string] `json:"slug,omitzero"`
	// What people call the workspace.
	Name Optional[string] `json:"name,omitzero"`
	// Country whose phone numbers may be written without +: a code of ISO 3166-1 alpha-2 (or XK
	// for Kosovo), or empty.
	DefaultRegion Optional[string] `json:"default_region,omitzero"`
	// Whether a custom field needs a definition to be written. Values that records have stay as
	// they are.
	StrictCustomFields Optional[bool] `json:"strict_custom_fields,omitzero"`
}

// WorkspaceList: a page of a list whose results have the schema Workspace.
type WorkspaceList = List[Workspace]
