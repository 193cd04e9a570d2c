package restapi

// The types of this file say in the OpenAPI document what the records look
// like. Nothing is read into them or written from them: the records render
// themselves, and a test compares what they render with these types. A name
// loses its ending Schema in the document. Closed sets are filled in from the
// code that keeps them (see closedSets).

// RecordMeta is what every record shows beside its own fields.
type RecordMeta struct {
	ID        string  `json:"id" format:"uuid" readOnly:"true" doc:"Id of the record, a UUID of version 7." example:"01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30"`
	CreatedAt string  `json:"created_at" format:"date-time" readOnly:"true" doc:"When the record was created: RFC 3339 in UTC, with milliseconds." example:"2026-11-03T09:15:00.000Z"`
	UpdatedAt string  `json:"updated_at" format:"date-time" readOnly:"true" doc:"When what the record shows last changed." example:"2026-11-03T09:15:00.000Z"`
	CreatedBy *string `json:"created_by" format:"uuid" readOnly:"true" doc:"Id of the user who created the record; null for none."`
	UpdatedBy *string `json:"updated_by" format:"uuid" readOnly:"true" doc:"Id of the user who last changed the record; null for none."`
	Version   int64   `json:"version" minimum:"1" readOnly:"true" doc:"Grows by one with each write that changes what the record shows." example:"1"`
}

type contactSchema struct {
	RecordMeta
	FullName               string            `json:"full_name" readOnly:"true" doc:"First and last name; without them the nickname, the organization or the first channel." example:"Ada Lovelace"`
	Prefix                 string            `json:"prefix" maxLength:"100" doc:"What stands before the name." example:"Dr."`
	FirstName              string            `json:"first_name" maxLength:"100" doc:"First or given name." example:"Ada"`
	MiddleName             string            `json:"middle_name" maxLength:"100" doc:"Middle names." example:"King"`
	LastName               string            `json:"last_name" maxLength:"100" doc:"Last or family name." example:"Lovelace"`
	Suffix                 string            `json:"suffix" maxLength:"100" doc:"What stands after the name." example:"PhD"`
	Nickname               string            `json:"nickname" maxLength:"100" doc:"What friends say." example:"Ada"`
	Title                  string            `json:"title" maxLength:"100" doc:"Job title or position." example:"Analyst"`
	OrganizationName       string            `json:"organization_name" maxLength:"255" doc:"Employer as free text, for one that is not a record here; empty while an organization is linked." example:"Analytical Engines Ltd"`
	LinkedOrganization     *string           `json:"linked_organization" format:"uuid" doc:"Id of the organization that the contact belongs to, or null. Giving it alone clears organization_name."`
	LinkedOrganizationName *string           `json:"linked_organization_name" readOnly:"true" doc:"Name of the linked organization, or null."`
	ContactType            string            `json:"contact_type" doc:"What the contact is for."`
	Status                 string            `json:"status" doc:"Whether the contact is in use. A new one is active unless said otherwise." example:"active"`
	Source                 string            `json:"source" doc:"Where the contact comes from."`
	BirthDate              *string           `json:"birth_date" format:"date" doc:"Date of birth, or null." example:"1815-12-10"`
	Language               string            `json:"language" maxLength:"100" doc:"Language to write in: a tag of BCP 47, or empty." example:"en-GB"`
	Notes                  string            `json:"notes" maxLength:"100000" doc:"Free text; line feeds and tabs are kept." example:"Met at the exhibition."`
	Tags                   []string          `json:"tags" maxLength:"100" doc:"Names of the contact's tags. In a body it is the whole list; names that do not exist yet are created." example:"press,vip"`
	CustomFields           map[string]any    `json:"custom_fields" doc:"Values of fields of one's own, by key. In a body objects merge by key, and null removes a key." example:"{\"shoe_size\": 38}"`
	ExternalIDs            map[string]string `json:"external_ids" doc:"Ids of the record in other systems: system to id, each at most 255 characters and each pair unique. In a body objects merge by key, and null removes a key." example:"{\"crm\": \"4711\"}"`
	PrimaryEmail           *string           `json:"primary_email" readOnly:"true" doc:"The primary email address or, when none is marked, the oldest; null for none." example:"ada@example.com"`
	PrimaryPhone           *string           `json:"primary_phone" readOnly:"true" doc:"The primary phone number or, when none is marked, the oldest; null for none." example:"+442079460958"`
	PrimaryAddress         *string           `json:"primary_address" readOnly:"true" doc:"The primary address or, when none is marked, the oldest, on one line; null for none."`

	Channels
}

// Channels are the three lists of channels of a contact.
type Channels struct {
	EmailAddresses []emailAddressSchema   `json:"email_addresses" doc:"Email addresses: the primary one first, then the oldest first. In a body it is the whole list."`
	PhoneNumbers   []phoneNumberSchema    `json:"phone_numbers" doc:"Phone numbers: the primary one first, then the oldest first. In a body it is the whole list."`
	Addresses      []contactAddressSchema `json:"addresses" doc:"Postal addresses: the primary one first, then the oldest first. In a body it is the whole list."`
}

type emailAddressSchema struct {
	RecordMeta
	Email     string `json:"email" maxLength:"254" doc:"Email address as it was given; unique within the contact but for case." example:"ada@example.com"`
	EmailType string `json:"email_type" doc:"What kind of email address it is."`
	IsPrimary bool   `json:"is_primary" doc:"Whether it is the one that is used first. Saving true makes every other email address of the contact non-primary."`
	Notes     string `json:"notes" maxLength:"100000" doc:"Free text."`
}

type phoneNumberSchema struct {
	RecordMeta
	PhoneNumber string `json:"phone_number" doc:"Phone number in E.164; unique within the contact together with its extension. In a body it may be written as people write it: one without + is read with phone_region, else with the workspace's default region." example:"+442079460958"`
	Extension   string `json:"extension" maxLength:"20" doc:"Digits to dial after the number, or empty." example:"12"`
	PhoneType   string `json:"phone_type" doc:"What kind of phone number it is."`
	IsPrimary   bool   `json:"is_primary" doc:"Whether it is the one that is used first. Saving true makes every other phone number of the contact non-primary."`
	Notes       string `json:"notes" maxLength:"100000" doc:"Free text."`
}

type contactAddressSchema struct {
	RecordMeta
	Address     HeldAddress `json:"address" doc:"The address that is pointed to; others may share it."`
	AddressType string      `json:"address_type" doc:"What kind of address it is."`
	IsPrimary   bool        `json:"is_primary" doc:"Whether it is the one that is used first. Saving true makes every other address of the contact non-primary."`
	Notes       string      `json:"notes" maxLength:"100000" doc:"Free text."`
}

// HeldAddress is an address as the record that points to it shows it.
type HeldAddress struct {
	RecordMeta
	StreetAddress1 string         `json:"street_address_1" maxLength:"255" doc:"First line of the street address." example:"12 St James's Square"`
	StreetAddress2 string         `json:"street_address_2" maxLength:"255" doc:"Second line of the street address."`
	City           string         `json:"city" maxLength:"100" doc:"City or town." example:"London"`
	StateProvince  string         `json:"state_province" maxLength:"100" doc:"State, province or region."`
	PostalCode     string         `json:"postal_code" maxLength:"20" doc:"Postal code." example:"SW1Y 4JH"`
	Country        *string        `json:"country" maxLength:"2" doc:"Country: a code of ISO 3166-1 alpha-2 (or XK for Kosovo), or null." example:"GB"`
	CountryName    string         `json:"country_name" readOnly:"true" doc:"Name of the country in English; empty for none." example:"United Kingdom"`
	Latitude       *float64       `json:"latitude" minimum:"-90" maximum:"90" doc:"Degrees north with 7 decimal places, or null; it needs a longitude beside it." example:"51.5072"`
	Longitude      *float64       `json:"longitude" minimum:"-180" maximum:"180" doc:"Degrees east with 7 decimal places, or null; it needs a latitude beside it." example:"-0.1357"`
	Status         string         `json:"status" doc:"Whether the address is in use. A new one is active unless said otherwise." example:"active"`
	CustomFields   map[string]any `json:"custom_fields" doc:"Values of fields of one's own, by key. In a body objects merge by key, and null removes a key."`
	Formatted      string         `json:"formatted" readOnly:"true" doc:"The address in lines, in the order of its country." example:"12 St James's Square\nLondon\nSW1Y 4JH\nUnited Kingdom"`
}

type addressSchema struct {
	HeldAddress
	UsedBy int64 `json:"used_by" minimum:"0" readOnly:"true" doc:"How many contacts and organizations point to the address." example:"1"`
}

type tagSchema struct {
	RecordMeta
	Name     string `json:"name" maxLength:"100" doc:"Name of the tag, unique but for case; the first spelling is kept." example:"VIP"`
	Slug     string `json:"slug" readOnly:"true" doc:"The name in small letters, digits and hyphens, for addresses and labels; empty for a name without any, and the same for names that differ in other characters alone: only id and name identify a tag." example:"vip"`
	UseCount int64  `json:"use_count" minimum:"0" readOnly:"true" doc:"How many contacts and organizations carry the tag." example:"12"`
}

type tagMergeSchema struct {
	Into string `json:"into" doc:"Id or name of the tag that stays and takes over all uses." example:"press"`
}

type optionValueSchema struct {
	RecordMeta
	List     string `json:"list"`
	Value    string `json:"value" maxLength:"50" doc:"What records hold: unique in its list but for case, without commas and double quotes. It never changes." example:"press"`
	Label    string `json:"label" maxLength:"100" doc:"What people read; left out or cleared, it is the value." example:"Press"`
	Position int64  `json:"position" minimum:"1" doc:"Place in the list, counted from 1; the others make room. A new one stands at the end unless said otherwise; a place beyond the end is the end." example:"3"`
	IsActive bool   `json:"is_active" doc:"Whether records may take the value. False retires it: records that have it keep it. The last active one of a list stays active." example:"true"`
}

type customFieldSchema struct {
	RecordMeta
	RecordKind string   `json:"record_kind" doc:"The kind of record that has the field. It never changes." example:"contact"`
	Key        string   `json:"key" maxLength:"50" pattern:"^[a-z0-9_]+$" doc:"The key in custom_fields, unique for its kind of record. It never changes." example:"shoe_size"`
	Label      string   `json:"label" maxLength:"100" doc:"What people read; the key if a new one leaves it out." example:"Shoe size"`
	Type       string   `json:"type" doc:"What values are." example:"integer"`
	Required   bool     `json:"required" doc:"Whether records must have a value. Older ones that lack one can be changed elsewhere without it." example:"false"`
	Choices    []string `json:"choices" doc:"The values of a choice, or of choices: each at most 100 characters and unique but for case."`
	Minimum    any      `json:"minimum" doc:"Of a text how many characters, of choices how many, of a number, date or datetime the least value; null for none."`
	Maximum    any      `json:"maximum" doc:"The same for the greatest. A filterable text has at most 255 characters, also without it."`
	Pattern    string   `json:"pattern" maxLength:"500" doc:"Regular expression (RE2) that a text, url or email must match as a whole; empty for none."`
	Default    any      `json:"default" doc:"What new records get that leave the field out; null for nothing."`
	Help       string   `json:"help" maxLength:"1000" doc:"What people should know who fill it in."`
	Filterable bool     `json:"filterable" doc:"Whether lists can be filtered by the field, as custom_fields.KEY." example:"true"`
}

type workspaceSchema struct {
	RecordMeta
	Slug               string `json:"slug" maxLength:"50" doc:"How commands and headers name the workspace: letters a to z, digits and hyphens inside, unique. It never changes." example:"default"`
	Name               string `json:"name" maxLength:"100" doc:"What people call the workspace." example:"Analytical Engines"`
	DefaultRegion      string `json:"default_region" maxLength:"2" doc:"Country whose phone numbers may be written without +: a code of ISO 3166-1 alpha-2 (or XK for Kosovo), or empty." example:"GB"`
	StrictCustomFields bool   `json:"strict_custom_fields" doc:"Whether a custom field needs a definition to be written. Values that records have stay as they are." example:"false"`
}

// Its list has no closed set: generators would call that SavedViewList, like the page
// of saved views.
type savedViewSchema struct {
	RecordMeta
	List    string   `json:"list" doc:"The list that the view is of, contacts or organizations. It never changes." example:"contacts"`
	Name    string   `json:"name" maxLength:"100" doc:"Name of the view, unique but for case among those of its owner for the list." example:"Press in London"`
	Query   string   `json:"query" doc:"Filters, search and ordering as in the address of the list, without a page: at most 8,000 bytes. What the list does not take is an error at /query and the parameter's name." example:"city=London&tags=press"`
	Columns []string `json:"columns" doc:"Names of the columns that pages show; the list of the API takes no notice of them." example:"name,email"`
	Shared  bool     `json:"shared" doc:"Whether everybody who sees the list sees the view." example:"false"`
	Owner   string   `json:"owner" format:"uuid" readOnly:"true" doc:"Id of the user whose view it is."`
}

type organizationTypeSchema struct {
	RecordMeta
	Name        string `json:"name" maxLength:"100" doc:"Name of the type, unique but for case." example:"Department"`
	Description string `json:"description" maxLength:"100000" doc:"What the type is for."`
}

type organizationSchema struct {
	RecordMeta
	Name                 string            `json:"name" maxLength:"255" doc:"Name, unique among its siblings but for case." example:"Analytical Engines Ltd"`
	LegalName            string            `json:"legal_name" maxLength:"255" doc:"Name as registered."`
	Code                 string            `json:"code" maxLength:"50" doc:"Short code, unique in the workspace but for case." example:"AE"`
	OrganizationType     string            `json:"organization_type" doc:"Id of the organization type; a body may give its name instead."`
	OrganizationTypeName string            `json:"organization_type_name" readOnly:"true" doc:"Name of the organization type." example:"Company"`
	Status               string            `json:"status" doc:"Whether the organization is in use. A new one is active unless said otherwise." example:"active"`
	Parent               *string           `json:"parent" format:"uuid" doc:"Id of the organization above it; null for a root."`
	EffectiveDate        *string           `json:"effective_date" format:"date" doc:"First day, or null."`
	EndDate              *string           `json:"end_date" format:"date" doc:"Last day, or null; not before effective_date."`
	Website              string            `json:"website" maxLength:"500" doc:"URL of its website, or empty." example:"https://example.com"`
	TaxID                string            `json:"tax_id" maxLength:"50" doc:"Number by which the tax office knows it."`
	PrimaryContact       *string           `json:"primary_contact" format:"uuid" doc:"Id of the contact to turn to first, or null."`
	PrimaryAddress       *HeldAddress      `json:"primary_address" doc:"Its postal address, or null."`
	Currency             *string           `json:"currency" maxLength:"3" doc:"Currency: a code of ISO 4217, or null." example:"GBP"`
	Timezone             *string           `json:"timezone" doc:"Time zone: a name of the IANA database, or null. A new one has UTC unless said otherwise." example:"Europe/London"`
	Language             *string           `json:"language" maxLength:"100" doc:"Language: a tag of BCP 47, or null. A new one has en unless said otherwise." example:"en"`
	Tags                 []string          `json:"tags" maxLength:"100" doc:"Names of the organization's tags. In a body it is the whole list."`
	Metadata             map[string]any    `json:"metadata" doc:"Anything that programs want to keep with the organization. In a body objects merge by key."`
	CustomFields         map[string]any    `json:"custom_fields" doc:"Values of fields of one's own, by key. In a body objects merge by key."`
	ExternalIDs          map[string]string `json:"external_ids" doc:"Ids of the record in other systems: system to id. In a body objects merge by key."`
	Depth                int64             `json:"depth" minimum:"0" readOnly:"true" doc:"How many organizations stand above it."`
	Path                 []string          `json:"path" readOnly:"true" doc:"Names from the root down to the organization itself."`
	ChildrenCount        int64             `json:"children_count" minimum:"0" readOnly:"true" doc:"How many organizations stand right below it."`
	ContactsCount        int64             `json:"contacts_count" minimum:"0" readOnly:"true" doc:"How many contacts are linked to it."`
}

type organizationMoveSchema struct {
	Parent *string `json:"parent" format:"uuid" doc:"Id of the organization to stand below; null for a root."`
}

// ChangeSchema is exported because undoneSchema embeds it.
type ChangeSchema struct {
	Number    int64          `json:"number" minimum:"1" doc:"Grows by one with each change of the workspace, in the order of the commits." example:"42"`
	At        string         `json:"at" format:"date-time" doc:"When the change was made." example:"2026-11-03T09:15:00.000Z"`
	Actor     actorSchema    `json:"actor" doc:"Who made the change."`
	RequestID *string        `json:"request_id" doc:"Id of the request that made the change; null for none."`
	Kind      string         `json:"kind" doc:"Kind of the record that was changed." example:"contact"`
	Record    string         `json:"record" format:"uuid" doc:"Id of the record that was changed."`
	Action    string         `json:"action" doc:"What was done to the record." example:"update"`
	Before    map[string]any `json:"before" nullable:"true" doc:"The whole record before; null for one that was created."`
	After     map[string]any `json:"after" nullable:"true" doc:"The whole record after; null for one that was deleted."`
	Changed   []string       `json:"changed" doc:"Names of the fields that differ." example:"last_name"`
	Cause     *int64         `json:"cause" doc:"Number of the change that this one follows from; null for none."`
}

type undoneSchema struct {
	ChangeSchema
	KeptCount int64        `json:"kept_count" minimum:"0" doc:"How many values somebody changed since, so that they stay as they are."`
	Kept      []keptSchema `json:"kept" maxItems:"100" doc:"The first 100 of them."`
}

type keptSchema struct {
	Kind   string `json:"kind" doc:"Kind of the record." example:"contact"`
	Record string `json:"record" format:"uuid" doc:"Id of the record."`
	Field  string `json:"field" doc:"Name of the field; of a custom value custom_fields.KEY." example:"custom_fields.size"`
	Number int64  `json:"number" minimum:"1" doc:"Number of the newest change of the field since." example:"43"`
}

type actorSchema struct {
	User *string `json:"user" format:"uuid" doc:"Id of the user, or null."`
	Via  string  `json:"via" doc:"The door by which the change came in." example:"key"`
	Name string  `json:"name" doc:"Name of the API key, the command and so on; may be empty." example:"website form"`
}

type problemSchema struct {
	Type      string               `json:"type" format:"uri-reference" doc:"What kind of problem it is; about:blank when the status says it all." example:"about:blank"`
	Title     string               `json:"title" doc:"The status in words." example:"Bad Request"`
	Status    int                  `json:"status" doc:"The status of the answer." example:"400"`
	Detail    string               `json:"detail" doc:"What went wrong, for a person to read." example:"The input breaks the rules named in errors."`
	Instance  string               `json:"instance" format:"uri-reference" doc:"Path of the request." example:"/api/v1/contacts"`
	RequestID string               `json:"request_id" doc:"Id of the request, which the server's log has too."`
	Errors    []problemErrorSchema `json:"errors,omitempty" doc:"Each thing that is wrong with the input; all errors of a body are reported together."`
}

type problemErrorSchema struct {
	Pointer   string `json:"pointer,omitempty" doc:"Where in the body: a JSON pointer (RFC 6901), empty for the whole body." example:"/email_addresses/0/email"`
	Parameter string `json:"parameter,omitempty" doc:"Which parameter or header, in the place of a pointer." example:"ordering"`
	Code      string `json:"code" doc:"What is wrong, for programs. Codes keep their meaning; new ones may come." example:"invalid_email"`
	Detail    string `json:"detail" doc:"What is wrong, for a person to read. A refused value is not repeated." example:"The address has no @."`
	Conflict  string `json:"conflict,omitempty" doc:"Id of the record that already has a value that must be unique."`
}

// pageSchema is the envelope of a list; its name in the document is that of
// the records and List.
type pageSchema[T any] struct {
	Count        *int64  `json:"count" minimum:"0" doc:"How many records match; null with count=none." example:"1"`
	CountIsExact bool    `json:"count_is_exact" doc:"False when more than 10,000 records match and an exact count was not asked for."`
	Next         *string `json:"next" format:"uri" doc:"Address of the next page; null on the last one."`
	Previous     *string `json:"previous" format:"uri" doc:"Address of the page before; null on the first one."`
	Results      []T     `json:"results" doc:"The records of the page. With the parameter fields they have the named fields alone."`
}
