// Code generated from docs/openapi.json by client/generate. DO NOT EDIT.

package client

// Fields sets fields: return only these fields. Without it a record has all the fields that
// its schema lists in x-whole.
func Fields(values ...string) RequestOption { return Query("fields", values...) }

// IdempotencyKey sets Idempotency-Key: any text of visible ASCII characters that names this
// request. For 24 hours the same key, path and body again get the first answer, marked
// Idempotent-Replayed.
func IdempotencyKey(value string) RequestOption { return header("Idempotency-Key", value) }

// IfMatch sets If-Match: the ETag that the record must still have, else the answer is 412.
func IfMatch(value string) RequestOption { return header("If-Match", value) }

// IfNoneMatch sets If-None-Match: an ETag that was read before: if the record still has it,
// the answer is 304 without a body.
func IfNoneMatch(value string) RequestOption { return header("If-None-Match", value) }

// LiaisonWorkspace sets Liaison-Workspace: slug of the workspace that the request works in.
// Who signed in and works in several must name one; a key may name its own and no other; a
// superuser who signed in may name any.
func LiaisonWorkspace(value string) RequestOption { return header("Liaison-Workspace", value) }

// PhoneRegion sets phone_region: country whose numbers are read without +: a code of ISO
// 3166-1 alpha-2.
func PhoneRegion(value string) RequestOption { return Query("phone_region", value) }

// Prefer sets Prefer: return=minimal answers without the record: 201 with Location, or 204.
// Other preferences are left aside (RFC 7240).
func Prefer(value string) RequestOption { return header("Prefer", value) }

// StoredValues sets stored_values: what becomes of values that records have: refuse answers
// 409 and says how many have one, clear removes them, keep keeps them as values without a
// definition.
func StoredValues(value string) RequestOption { return Query("stored_values", value) }

// XRequestID sets X-Request-ID: id that the client gives the request, to be found in the
// answer, in the change log and in the server's log. What has other characters or is longer is
// left aside, and a new id made.
func XRequestID(value string) RequestOption { return header("X-Request-ID", value) }

// ListAddressesParams has the filters, the order and the size of pages of ListAddresses.
type ListAddressesParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: city.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// country is one of the values. null finds records without a value.
	Country []string `query:"country"`
	// country is one of the values. null finds records without a value.
	CountryExact []string `query:"country__exact"`
	// country is one of the values. null finds records without a value.
	CountryIn []string `query:"country__in"`
	// true: country is empty; false: it is not.
	CountryIsNull *bool `query:"country__isnull"`
	// city is one of the values, whatever its case.
	City []string `query:"city"`
	// city is one of the values.
	CityExact []string `query:"city__exact"`
	// city is one of the values, whatever its case.
	CityIExact []string `query:"city__iexact"`
	// city is one of the values.
	CityIn []string `query:"city__in"`
	// city contains one of the values, whatever its case.
	CityContains []string `query:"city__contains"`
	// city contains one of the values, whatever its case.
	CityIContains []string `query:"city__icontains"`
	// city starts with one of the values, whatever its case.
	CityStartsWith []string `query:"city__startswith"`
	// true: city is empty; false: it is not.
	CityIsNull *bool `query:"city__isnull"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCode []string `query:"postal_code"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeExact []string `query:"postal_code__exact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIExact []string `query:"postal_code__iexact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIn []string `query:"postal_code__in"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeContains []string `query:"postal_code__contains"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeIContains []string `query:"postal_code__icontains"`
	// postal_code starts with one of the values, whatever its case. Blanks do not matter.
	PostalCodeStartsWith []string `query:"postal_code__startswith"`
	// true: postal_code is empty; false: it is not.
	PostalCodeIsNull *bool `query:"postal_code__isnull"`
	// state_province is one of the values.
	StateProvince []string `query:"state_province"`
	// state_province is one of the values.
	StateProvinceExact []string `query:"state_province__exact"`
	// state_province is one of the values.
	StateProvinceIn []string `query:"state_province__in"`
	// state_province starts with one of the values.
	StateProvinceStartsWith []string `query:"state_province__startswith"`
	// true: state_province is empty; false: it is not.
	StateProvinceIsNull *bool `query:"state_province__isnull"`
	// status is one of the values.
	Status []string `query:"status"`
	// status is one of the values.
	StatusExact []string `query:"status__exact"`
	// status is one of the values.
	StatusIn []string `query:"status__in"`
}

// ListAPIKeysParams has the filters, the order and the size of pages of ListAPIKeys.
type ListAPIKeysParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: created_at.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// name is one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
	// user is one of the values.
	User []string `query:"user"`
	// user is one of the values.
	UserExact []string `query:"user__exact"`
	// user is one of the values.
	UserIn []string `query:"user__in"`
	// expires_at is one of the values. A date stands for its whole day in UTC. null finds records
	// without a value.
	ExpiresAt []string `query:"expires_at"`
	// expires_at is one of the values. A date stands for its whole day in UTC. null finds records
	// without a value.
	ExpiresAtExact []string `query:"expires_at__exact"`
	// expires_at is one of the values. A date stands for its whole day in UTC. null finds records
	// without a value.
	ExpiresAtIn []string `query:"expires_at__in"`
	// expires_at comes after the value. A date stands for its whole day in UTC.
	ExpiresAtGt string `query:"expires_at__gt"`
	// expires_at is the value or comes after it. A date stands for its whole day in UTC.
	ExpiresAtGte string `query:"expires_at__gte"`
	// expires_at comes before the value. A date stands for its whole day in UTC.
	ExpiresAtLt string `query:"expires_at__lt"`
	// expires_at is the value or comes before it. A date stands for its whole day in UTC.
	ExpiresAtLte string `query:"expires_at__lte"`
	// expires_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	ExpiresAtRange []string `query:"expires_at__range"`
	// true: expires_at is empty; false: it is not.
	ExpiresAtIsNull *bool `query:"expires_at__isnull"`
	// revoked_at is one of the values. A date stands for its whole day in UTC. null finds records
	// without a value.
	RevokedAt []string `query:"revoked_at"`
	// revoked_at is one of the values. A date stands for its whole day in UTC. null finds records
	// without a value.
	RevokedAtExact []string `query:"revoked_at__exact"`
	// revoked_at is one of the values. A date stands for its whole day in UTC. null finds records
	// without a value.
	RevokedAtIn []string `query:"revoked_at__in"`
	// revoked_at comes after the value. A date stands for its whole day in UTC.
	RevokedAtGt string `query:"revoked_at__gt"`
	// revoked_at is the value or comes after it. A date stands for its whole day in UTC.
	RevokedAtGte string `query:"revoked_at__gte"`
	// revoked_at comes before the value. A date stands for its whole day in UTC.
	RevokedAtLt string `query:"revoked_at__lt"`
	// revoked_at is the value or comes before it. A date stands for its whole day in UTC.
	RevokedAtLte string `query:"revoked_at__lte"`
	// revoked_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	RevokedAtRange []string `query:"revoked_at__range"`
	// true: revoked_at is empty; false: it is not.
	RevokedAtIsNull *bool `query:"revoked_at__isnull"`
}

// ListChangesParams has the filters, the order and the size of pages of ListChanges.
type ListChangesParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Another name of page_size; give one of them.
	Limit int64 `query:"limit"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: number.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// kind is one of the values.
	Kind []string `query:"kind"`
	// kind is one of the values.
	KindExact []string `query:"kind__exact"`
	// kind is one of the values.
	KindIn []string `query:"kind__in"`
	// record is one of the values.
	Record []string `query:"record"`
	// record is one of the values.
	RecordExact []string `query:"record__exact"`
	// record is one of the values.
	RecordIn []string `query:"record__in"`
	// actor is one of the values. It is the id of the user who made the change. null finds records
	// without a value.
	Actor []string `query:"actor"`
	// actor is one of the values. It is the id of the user who made the change. null finds records
	// without a value.
	ActorExact []string `query:"actor__exact"`
	// actor is one of the values. It is the id of the user who made the change. null finds records
	// without a value.
	ActorIn []string `query:"actor__in"`
	// true: actor is empty; false: it is not.
	ActorIsNull *bool `query:"actor__isnull"`
	// action is one of the values.
	Action []string `query:"action"`
	// action is one of the values.
	ActionExact []string `query:"action__exact"`
	// action is one of the values.
	ActionIn []string `query:"action__in"`
	// at is one of the values. A date stands for its whole day in UTC.
	At []string `query:"at"`
	// at is one of the values. A date stands for its whole day in UTC.
	AtExact []string `query:"at__exact"`
	// at is one of the values. A date stands for its whole day in UTC.
	AtIn []string `query:"at__in"`
	// at comes after the value. A date stands for its whole day in UTC.
	AtGt string `query:"at__gt"`
	// at is the value or comes after it. A date stands for its whole day in UTC.
	AtGte string `query:"at__gte"`
	// at comes before the value. A date stands for its whole day in UTC.
	AtLt string `query:"at__lt"`
	// at is the value or comes before it. A date stands for its whole day in UTC.
	AtLte string `query:"at__lte"`
	// at lies between the two values or is one of them. A date stands for its whole day in UTC.
	AtRange []string `query:"at__range"`
	// Finds the changes behind the one with this number, the last that was read.
	After int64 `query:"after"`
	// Seconds to wait where nothing matches yet: the answer comes as soon as something does, or
	// empty when they are over. At most 20 requests of a key wait at once (429).
	Wait int64 `query:"wait"`
}

// ListContactsParams has the filters, the order and the size of pages of ListContacts.
type ListContactsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: last_name,first_name.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// id is one of the values.
	ID []string `query:"id"`
	// id is one of the values.
	IDExact []string `query:"id__exact"`
	// id is one of the values.
	IDIn []string `query:"id__in"`
	// status is one of the values.
	Status []string `query:"status"`
	// status is one of the values.
	StatusExact []string `query:"status__exact"`
	// status is one of the values.
	StatusIn []string `query:"status__in"`
	// contact_type is one of the values.
	ContactType []string `query:"contact_type"`
	// contact_type is one of the values.
	ContactTypeExact []string `query:"contact_type__exact"`
	// contact_type is one of the values.
	ContactTypeIn []string `query:"contact_type__in"`
	// source is one of the values.
	Source []string `query:"source"`
	// source is one of the values.
	SourceExact []string `query:"source__exact"`
	// source is one of the values.
	SourceIn []string `query:"source__in"`
	// first_name contains one of the values, whatever its case.
	FirstName []string `query:"first_name"`
	// first_name is one of the values.
	FirstNameExact []string `query:"first_name__exact"`
	// first_name is one of the values, whatever its case.
	FirstNameIExact []string `query:"first_name__iexact"`
	// first_name is one of the values.
	FirstNameIn []string `query:"first_name__in"`
	// first_name contains one of the values, whatever its case.
	FirstNameContains []string `query:"first_name__contains"`
	// first_name contains one of the values, whatever its case.
	FirstNameIContains []string `query:"first_name__icontains"`
	// first_name starts with one of the values, whatever its case.
	FirstNameStartsWith []string `query:"first_name__startswith"`
	// true: first_name is empty; false: it is not.
	FirstNameIsNull *bool `query:"first_name__isnull"`
	// last_name contains one of the values, whatever its case.
	LastName []string `query:"last_name"`
	// last_name is one of the values.
	LastNameExact []string `query:"last_name__exact"`
	// last_name is one of the values, whatever its case.
	LastNameIExact []string `query:"last_name__iexact"`
	// last_name is one of the values.
	LastNameIn []string `query:"last_name__in"`
	// last_name contains one of the values, whatever its case.
	LastNameContains []string `query:"last_name__contains"`
	// last_name contains one of the values, whatever its case.
	LastNameIContains []string `query:"last_name__icontains"`
	// last_name starts with one of the values, whatever its case.
	LastNameStartsWith []string `query:"last_name__startswith"`
	// true: last_name is empty; false: it is not.
	LastNameIsNull *bool `query:"last_name__isnull"`
	// Whether the contact has an organization, linked or as free text.
	HasOrganization *bool `query:"has_organization"`
	// Whether the contact has an organization, linked or as free text.
	HasOrganizationExact *bool `query:"has_organization__exact"`
	// linked_organization is one of the values. An organization that does not exist is an error.
	// null finds records without a value.
	LinkedOrganization []string `query:"linked_organization"`
	// linked_organization is one of the values. An organization that does not exist is an error.
	// null finds records without a value.
	LinkedOrganizationExact []string `query:"linked_organization__exact"`
	// linked_organization is one of the values. An organization that does not exist is an error.
	// null finds records without a value.
	LinkedOrganizationIn []string `query:"linked_organization__in"`
	// true: linked_organization is empty; false: it is not.
	LinkedOrganizationIsNull *bool `query:"linked_organization__isnull"`
	// Whether the contacts of all organizations below are found, too. Only together with
	// linked_organization.
	IncludeDescendants *bool `query:"include_descendants"`
	// language is one of the values, whatever its case.
	Language []string `query:"language"`
	// language is one of the values, whatever its case.
	LanguageExact []string `query:"language__exact"`
	// language is one of the values, whatever its case.
	LanguageIExact []string `query:"language__iexact"`
	// language is one of the values, whatever its case.
	LanguageIn []string `query:"language__in"`
	// language starts with one of the values, whatever its case.
	LanguageStartsWith []string `query:"language__startswith"`
	// true: language is empty; false: it is not.
	LanguageIsNull *bool `query:"language__isnull"`
	// birth_date is one of the values. null finds records without a value.
	BirthDate []string `query:"birth_date"`
	// birth_date is one of the values. null finds records without a value.
	BirthDateExact []string `query:"birth_date__exact"`
	// birth_date is one of the values. null finds records without a value.
	BirthDateIn []string `query:"birth_date__in"`
	// birth_date comes after the value.
	BirthDateGt string `query:"birth_date__gt"`
	// birth_date is the value or comes after it.
	BirthDateGte string `query:"birth_date__gte"`
	// birth_date comes before the value.
	BirthDateLt string `query:"birth_date__lt"`
	// birth_date is the value or comes before it.
	BirthDateLte string `query:"birth_date__lte"`
	// birth_date lies between the two values or is one of them.
	BirthDateRange []string `query:"birth_date__range"`
	// true: birth_date is empty; false: it is not.
	BirthDateIsNull *bool `query:"birth_date__isnull"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAt []string `query:"created_at"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtExact []string `query:"created_at__exact"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtIn []string `query:"created_at__in"`
	// created_at comes after the value. A date stands for its whole day in UTC.
	CreatedAtGt string `query:"created_at__gt"`
	// created_at is the value or comes after it. A date stands for its whole day in UTC.
	CreatedAtGte string `query:"created_at__gte"`
	// created_at comes before the value. A date stands for its whole day in UTC.
	CreatedAtLt string `query:"created_at__lt"`
	// created_at is the value or comes before it. A date stands for its whole day in UTC.
	CreatedAtLte string `query:"created_at__lte"`
	// created_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	CreatedAtRange []string `query:"created_at__range"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAt []string `query:"updated_at"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtExact []string `query:"updated_at__exact"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtIn []string `query:"updated_at__in"`
	// updated_at comes after the value. A date stands for its whole day in UTC.
	UpdatedAtGt string `query:"updated_at__gt"`
	// updated_at is the value or comes after it. A date stands for its whole day in UTC.
	UpdatedAtGte string `query:"updated_at__gte"`
	// updated_at comes before the value. A date stands for its whole day in UTC.
	UpdatedAtLt string `query:"updated_at__lt"`
	// updated_at is the value or comes before it. A date stands for its whole day in UTC.
	UpdatedAtLte string `query:"updated_at__lte"`
	// updated_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	UpdatedAtRange []string `query:"updated_at__range"`
	// created_by is one of the values. null finds records without a value.
	CreatedBy []string `query:"created_by"`
	// created_by is one of the values. null finds records without a value.
	CreatedByExact []string `query:"created_by__exact"`
	// created_by is one of the values. null finds records without a value.
	CreatedByIn []string `query:"created_by__in"`
	// true: created_by is empty; false: it is not.
	CreatedByIsNull *bool `query:"created_by__isnull"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	Email []string `query:"email"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	EmailExact []string `query:"email__exact"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	EmailIExact []string `query:"email__iexact"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	EmailIn []string `query:"email__in"`
	// email contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	EmailContains []string `query:"email__contains"`
	// email contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	EmailIContains []string `query:"email__icontains"`
	// email starts with one of the values, whatever its case. Any of those that the contact has
	// counts.
	EmailStartsWith []string `query:"email__startswith"`
	// true: email is empty; false: it is not.
	EmailIsNull *bool `query:"email__isnull"`
	// phone_number is one of the values. The number may be spelled in any way; one without + is
	// read with the workspace's default region.
	PhoneNumber []string `query:"phone_number"`
	// phone_number is one of the values. The number may be spelled in any way; one without + is
	// read with the workspace's default region.
	PhoneNumberExact []string `query:"phone_number__exact"`
	// phone_number is one of the values. The number may be spelled in any way; one without + is
	// read with the workspace's default region.
	PhoneNumberIn []string `query:"phone_number__in"`
	// phone_number contains one of the values. The number may be spelled in any way; one without +
	// is read with the workspace's default region.
	PhoneNumberContains []string `query:"phone_number__contains"`
	// phone_number contains one of the values. The number may be spelled in any way; one without +
	// is read with the workspace's default region.
	PhoneNumberIContains []string `query:"phone_number__icontains"`
	// phone_number starts with one of the values. The number may be spelled in any way; one
	// without + is read with the workspace's default region.
	PhoneNumberStartsWith []string `query:"phone_number__startswith"`
	// true: phone_number is empty; false: it is not.
	PhoneNumberIsNull *bool `query:"phone_number__isnull"`
	// Whether the contact has an email address.
	HasEmail *bool `query:"has_email"`
	// Whether the contact has an email address.
	HasEmailExact *bool `query:"has_email__exact"`
	// Whether the contact has a phone number.
	HasPhone *bool `query:"has_phone"`
	// Whether the contact has a phone number.
	HasPhoneExact *bool `query:"has_phone__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	Tags []string `query:"tags"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsExact []string `query:"tags__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsIn []string `query:"tags__in"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAll []string `query:"tags_all"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllExact []string `query:"tags_all__exact"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllIn []string `query:"tags_all__in"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNone []string `query:"tags_none"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneExact []string `query:"tags_none__exact"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneIn []string `query:"tags_none__in"`
	// country is one of the values. Any of those that the contact has counts. null finds records
	// without a value.
	Country []string `query:"country"`
	// country is one of the values. Any of those that the contact has counts. null finds records
	// without a value.
	CountryExact []string `query:"country__exact"`
	// country is one of the values. Any of those that the contact has counts. null finds records
	// without a value.
	CountryIn []string `query:"country__in"`
	// true: country is empty; false: it is not.
	CountryIsNull *bool `query:"country__isnull"`
	// city is one of the values, whatever its case. Any of those that the contact has counts.
	City []string `query:"city"`
	// city is one of the values. Any of those that the contact has counts.
	CityExact []string `query:"city__exact"`
	// city is one of the values, whatever its case. Any of those that the contact has counts.
	CityIExact []string `query:"city__iexact"`
	// city is one of the values. Any of those that the contact has counts.
	CityIn []string `query:"city__in"`
	// city contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	CityContains []string `query:"city__contains"`
	// city contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	CityIContains []string `query:"city__icontains"`
	// city starts with one of the values, whatever its case. Any of those that the contact has
	// counts.
	CityStartsWith []string `query:"city__startswith"`
	// true: city is empty; false: it is not.
	CityIsNull *bool `query:"city__isnull"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCode []string `query:"postal_code"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeExact []string `query:"postal_code__exact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIExact []string `query:"postal_code__iexact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIn []string `query:"postal_code__in"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeContains []string `query:"postal_code__contains"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeIContains []string `query:"postal_code__icontains"`
	// postal_code starts with one of the values, whatever its case. Blanks do not matter.
	PostalCodeStartsWith []string `query:"postal_code__startswith"`
	// true: postal_code is empty; false: it is not.
	PostalCodeIsNull *bool `query:"postal_code__isnull"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalID []string `query:"external_id"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDExact []string `query:"external_id__exact"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDIn []string `query:"external_id__in"`
	// Id or name of a saved view of the list: its filters, search and ordering hold, but for those
	// that the request has itself.
	View string `query:"view"`
}

// ListContactHistoryParams has the filters, the order and the size of pages of
// ListContactHistory.
type ListContactHistoryParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Another name of page_size; give one of them.
	Limit int64 `query:"limit"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: -number.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// kind is one of the values.
	Kind []string `query:"kind"`
	// kind is one of the values.
	KindExact []string `query:"kind__exact"`
	// kind is one of the values.
	KindIn []string `query:"kind__in"`
	// record is one of the values.
	Record []string `query:"record"`
	// record is one of the values.
	RecordExact []string `query:"record__exact"`
	// record is one of the values.
	RecordIn []string `query:"record__in"`
	// actor is one of the values. It is the id of the user who made the change. null finds records
	// without a value.
	Actor []string `query:"actor"`
	// actor is one of the values. It is the id of the user who made the change. null finds records
	// without a value.
	ActorExact []string `query:"actor__exact"`
	// actor is one of the values. It is the id of the user who made the change. null finds records
	// without a value.
	ActorIn []string `query:"actor__in"`
	// true: actor is empty; false: it is not.
	ActorIsNull *bool `query:"actor__isnull"`
	// action is one of the values.
	Action []string `query:"action"`
	// action is one of the values.
	ActionExact []string `query:"action__exact"`
	// action is one of the values.
	ActionIn []string `query:"action__in"`
	// at is one of the values. A date stands for its whole day in UTC.
	At []string `query:"at"`
	// at is one of the values. A date stands for its whole day in UTC.
	AtExact []string `query:"at__exact"`
	// at is one of the values. A date stands for its whole day in UTC.
	AtIn []string `query:"at__in"`
	// at comes after the value. A date stands for its whole day in UTC.
	AtGt string `query:"at__gt"`
	// at is the value or comes after it. A date stands for its whole day in UTC.
	AtGte string `query:"at__gte"`
	// at comes before the value. A date stands for its whole day in UTC.
	AtLt string `query:"at__lt"`
	// at is the value or comes before it. A date stands for its whole day in UTC.
	AtLte string `query:"at__lte"`
	// at lies between the two values or is one of them. A date stands for its whole day in UTC.
	AtRange []string `query:"at__range"`
}

// ListCustomFieldsParams has the filters, the order and the size of pages of ListCustomFields.
type ListCustomFieldsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: key.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// record_kind is one of the values.
	RecordKind []string `query:"record_kind"`
	// record_kind is one of the values.
	RecordKindExact []string `query:"record_kind__exact"`
	// record_kind is one of the values.
	RecordKindIn []string `query:"record_kind__in"`
	// key is one of the values.
	Key []string `query:"key"`
	// key is one of the values.
	KeyExact []string `query:"key__exact"`
	// key is one of the values.
	KeyIn []string `query:"key__in"`
	// key starts with one of the values.
	KeyStartsWith []string `query:"key__startswith"`
	// true: key is empty; false: it is not.
	KeyIsNull *bool `query:"key__isnull"`
	// type is one of the values.
	Type []string `query:"type"`
	// type is one of the values.
	TypeExact []string `query:"type__exact"`
	// type is one of the values.
	TypeIn []string `query:"type__in"`
	// filterable is one of the values.
	Filterable *bool `query:"filterable"`
	// filterable is one of the values.
	FilterableExact *bool `query:"filterable__exact"`
}

// ListOptionsParams has the filters, the order and the size of pages of ListOptions.
type ListOptionsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: list,position.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// list is one of the values.
	List []string `query:"list"`
	// list is one of the values.
	ListExact []string `query:"list__exact"`
	// list is one of the values.
	ListIn []string `query:"list__in"`
	// value is one of the values, whatever its case.
	Value []string `query:"value"`
	// value is one of the values.
	ValueExact []string `query:"value__exact"`
	// value is one of the values, whatever its case.
	ValueIExact []string `query:"value__iexact"`
	// value is one of the values.
	ValueIn []string `query:"value__in"`
	// value contains one of the values, whatever its case.
	ValueContains []string `query:"value__contains"`
	// value contains one of the values, whatever its case.
	ValueIContains []string `query:"value__icontains"`
	// value starts with one of the values, whatever its case.
	ValueStartsWith []string `query:"value__startswith"`
	// true: value is empty; false: it is not.
	ValueIsNull *bool `query:"value__isnull"`
	// is_active is one of the values.
	IsActive *bool `query:"is_active"`
	// is_active is one of the values.
	IsActiveExact *bool `query:"is_active__exact"`
}

// ListOrganizationTypesParams has the filters, the order and the size of pages of
// ListOrganizationTypes.
type ListOrganizationTypesParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: name.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// name is one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values, whatever its case.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values, whatever its case.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
}

// ListOrganizationsParams has the filters, the order and the size of pages of
// ListOrganizations.
type ListOrganizationsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: name.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// id is one of the values.
	ID []string `query:"id"`
	// id is one of the values.
	IDExact []string `query:"id__exact"`
	// id is one of the values.
	IDIn []string `query:"id__in"`
	// status is one of the values.
	Status []string `query:"status"`
	// status is one of the values.
	StatusExact []string `query:"status__exact"`
	// status is one of the values.
	StatusIn []string `query:"status__in"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationType []string `query:"organization_type"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationTypeExact []string `query:"organization_type__exact"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationTypeIn []string `query:"organization_type__in"`
	// parent is one of the values. null finds records without a value.
	Parent []string `query:"parent"`
	// parent is one of the values. null finds records without a value.
	ParentExact []string `query:"parent__exact"`
	// parent is one of the values. null finds records without a value.
	ParentIn []string `query:"parent__in"`
	// true: parent is empty; false: it is not.
	ParentIsNull *bool `query:"parent__isnull"`
	// code is one of the values, whatever its case.
	Code []string `query:"code"`
	// code is one of the values, whatever its case.
	CodeExact []string `query:"code__exact"`
	// code is one of the values, whatever its case.
	CodeIExact []string `query:"code__iexact"`
	// code is one of the values, whatever its case.
	CodeIn []string `query:"code__in"`
	// code contains one of the values, whatever its case.
	CodeContains []string `query:"code__contains"`
	// code contains one of the values, whatever its case.
	CodeIContains []string `query:"code__icontains"`
	// code starts with one of the values, whatever its case.
	CodeStartsWith []string `query:"code__startswith"`
	// true: code is empty; false: it is not.
	CodeIsNull *bool `query:"code__isnull"`
	// name contains one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCode []string `query:"postal_code"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeExact []string `query:"postal_code__exact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIExact []string `query:"postal_code__iexact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIn []string `query:"postal_code__in"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeContains []string `query:"postal_code__contains"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeIContains []string `query:"postal_code__icontains"`
	// postal_code starts with one of the values, whatever its case. Blanks do not matter.
	PostalCodeStartsWith []string `query:"postal_code__startswith"`
	// true: postal_code is empty; false: it is not.
	PostalCodeIsNull *bool `query:"postal_code__isnull"`
	// currency is one of the values. null finds records without a value.
	Currency []string `query:"currency"`
	// currency is one of the values. null finds records without a value.
	CurrencyExact []string `query:"currency__exact"`
	// currency is one of the values. null finds records without a value.
	CurrencyIn []string `query:"currency__in"`
	// true: currency is empty; false: it is not.
	CurrencyIsNull *bool `query:"currency__isnull"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	Tags []string `query:"tags"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsExact []string `query:"tags__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsIn []string `query:"tags__in"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAll []string `query:"tags_all"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllExact []string `query:"tags_all__exact"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllIn []string `query:"tags_all__in"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNone []string `query:"tags_none"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneExact []string `query:"tags_none__exact"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneIn []string `query:"tags_none__in"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalID []string `query:"external_id"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDExact []string `query:"external_id__exact"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDIn []string `query:"external_id__in"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAt []string `query:"created_at"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtExact []string `query:"created_at__exact"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtIn []string `query:"created_at__in"`
	// created_at comes after the value. A date stands for its whole day in UTC.
	CreatedAtGt string `query:"created_at__gt"`
	// created_at is the value or comes after it. A date stands for its whole day in UTC.
	CreatedAtGte string `query:"created_at__gte"`
	// created_at comes before the value. A date stands for its whole day in UTC.
	CreatedAtLt string `query:"created_at__lt"`
	// created_at is the value or comes before it. A date stands for its whole day in UTC.
	CreatedAtLte string `query:"created_at__lte"`
	// created_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	CreatedAtRange []string `query:"created_at__range"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAt []string `query:"updated_at"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtExact []string `query:"updated_at__exact"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtIn []string `query:"updated_at__in"`
	// updated_at comes after the value. A date stands for its whole day in UTC.
	UpdatedAtGt string `query:"updated_at__gt"`
	// updated_at is the value or comes after it. A date stands for its whole day in UTC.
	UpdatedAtGte string `query:"updated_at__gte"`
	// updated_at comes before the value. A date stands for its whole day in UTC.
	UpdatedAtLt string `query:"updated_at__lt"`
	// updated_at is the value or comes before it. A date stands for its whole day in UTC.
	UpdatedAtLte string `query:"updated_at__lte"`
	// updated_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	UpdatedAtRange []string `query:"updated_at__range"`
	// Id or name of a saved view of the list: its filters, search and ordering hold, but for those
	// that the request has itself.
	View string `query:"view"`
}

// ListOrganizationAncestorsParams has the filters, the order and the size of pages of
// ListOrganizationAncestors.
type ListOrganizationAncestorsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: depth.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// id is one of the values.
	ID []string `query:"id"`
	// id is one of the values.
	IDExact []string `query:"id__exact"`
	// id is one of the values.
	IDIn []string `query:"id__in"`
	// status is one of the values.
	Status []string `query:"status"`
	// status is one of the values.
	StatusExact []string `query:"status__exact"`
	// status is one of the values.
	StatusIn []string `query:"status__in"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationType []string `query:"organization_type"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationTypeExact []string `query:"organization_type__exact"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationTypeIn []string `query:"organization_type__in"`
	// parent is one of the values. null finds records without a value.
	Parent []string `query:"parent"`
	// parent is one of the values. null finds records without a value.
	ParentExact []string `query:"parent__exact"`
	// parent is one of the values. null finds records without a value.
	ParentIn []string `query:"parent__in"`
	// true: parent is empty; false: it is not.
	ParentIsNull *bool `query:"parent__isnull"`
	// code is one of the values, whatever its case.
	Code []string `query:"code"`
	// code is one of the values, whatever its case.
	CodeExact []string `query:"code__exact"`
	// code is one of the values, whatever its case.
	CodeIExact []string `query:"code__iexact"`
	// code is one of the values, whatever its case.
	CodeIn []string `query:"code__in"`
	// code contains one of the values, whatever its case.
	CodeContains []string `query:"code__contains"`
	// code contains one of the values, whatever its case.
	CodeIContains []string `query:"code__icontains"`
	// code starts with one of the values, whatever its case.
	CodeStartsWith []string `query:"code__startswith"`
	// true: code is empty; false: it is not.
	CodeIsNull *bool `query:"code__isnull"`
	// name contains one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCode []string `query:"postal_code"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeExact []string `query:"postal_code__exact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIExact []string `query:"postal_code__iexact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIn []string `query:"postal_code__in"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeContains []string `query:"postal_code__contains"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeIContains []string `query:"postal_code__icontains"`
	// postal_code starts with one of the values, whatever its case. Blanks do not matter.
	PostalCodeStartsWith []string `query:"postal_code__startswith"`
	// true: postal_code is empty; false: it is not.
	PostalCodeIsNull *bool `query:"postal_code__isnull"`
	// currency is one of the values. null finds records without a value.
	Currency []string `query:"currency"`
	// currency is one of the values. null finds records without a value.
	CurrencyExact []string `query:"currency__exact"`
	// currency is one of the values. null finds records without a value.
	CurrencyIn []string `query:"currency__in"`
	// true: currency is empty; false: it is not.
	CurrencyIsNull *bool `query:"currency__isnull"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	Tags []string `query:"tags"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsExact []string `query:"tags__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsIn []string `query:"tags__in"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAll []string `query:"tags_all"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllExact []string `query:"tags_all__exact"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllIn []string `query:"tags_all__in"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNone []string `query:"tags_none"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneExact []string `query:"tags_none__exact"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneIn []string `query:"tags_none__in"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalID []string `query:"external_id"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDExact []string `query:"external_id__exact"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDIn []string `query:"external_id__in"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAt []string `query:"created_at"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtExact []string `query:"created_at__exact"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtIn []string `query:"created_at__in"`
	// created_at comes after the value. A date stands for its whole day in UTC.
	CreatedAtGt string `query:"created_at__gt"`
	// created_at is the value or comes after it. A date stands for its whole day in UTC.
	CreatedAtGte string `query:"created_at__gte"`
	// created_at comes before the value. A date stands for its whole day in UTC.
	CreatedAtLt string `query:"created_at__lt"`
	// created_at is the value or comes before it. A date stands for its whole day in UTC.
	CreatedAtLte string `query:"created_at__lte"`
	// created_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	CreatedAtRange []string `query:"created_at__range"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAt []string `query:"updated_at"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtExact []string `query:"updated_at__exact"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtIn []string `query:"updated_at__in"`
	// updated_at comes after the value. A date stands for its whole day in UTC.
	UpdatedAtGt string `query:"updated_at__gt"`
	// updated_at is the value or comes after it. A date stands for its whole day in UTC.
	UpdatedAtGte string `query:"updated_at__gte"`
	// updated_at comes before the value. A date stands for its whole day in UTC.
	UpdatedAtLt string `query:"updated_at__lt"`
	// updated_at is the value or comes before it. A date stands for its whole day in UTC.
	UpdatedAtLte string `query:"updated_at__lte"`
	// updated_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	UpdatedAtRange []string `query:"updated_at__range"`
}

// ListOrganizationChildrenParams has the filters, the order and the size of pages of
// ListOrganizationChildren.
type ListOrganizationChildrenParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: name.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// id is one of the values.
	ID []string `query:"id"`
	// id is one of the values.
	IDExact []string `query:"id__exact"`
	// id is one of the values.
	IDIn []string `query:"id__in"`
	// status is one of the values.
	Status []string `query:"status"`
	// status is one of the values.
	StatusExact []string `query:"status__exact"`
	// status is one of the values.
	StatusIn []string `query:"status__in"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationType []string `query:"organization_type"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationTypeExact []string `query:"organization_type__exact"`
	// organization_type is one of the values. Each is an id or a name; a type that does not exist
	// is an error.
	OrganizationTypeIn []string `query:"organization_type__in"`
	// parent is one of the values. null finds records without a value.
	Parent []string `query:"parent"`
	// parent is one of the values. null finds records without a value.
	ParentExact []string `query:"parent__exact"`
	// parent is one of the values. null finds records without a value.
	ParentIn []string `query:"parent__in"`
	// true: parent is empty; false: it is not.
	ParentIsNull *bool `query:"parent__isnull"`
	// code is one of the values, whatever its case.
	Code []string `query:"code"`
	// code is one of the values, whatever its case.
	CodeExact []string `query:"code__exact"`
	// code is one of the values, whatever its case.
	CodeIExact []string `query:"code__iexact"`
	// code is one of the values, whatever its case.
	CodeIn []string `query:"code__in"`
	// code contains one of the values, whatever its case.
	CodeContains []string `query:"code__contains"`
	// code contains one of the values, whatever its case.
	CodeIContains []string `query:"code__icontains"`
	// code starts with one of the values, whatever its case.
	CodeStartsWith []string `query:"code__startswith"`
	// true: code is empty; false: it is not.
	CodeIsNull *bool `query:"code__isnull"`
	// name contains one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCode []string `query:"postal_code"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeExact []string `query:"postal_code__exact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIExact []string `query:"postal_code__iexact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIn []string `query:"postal_code__in"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeContains []string `query:"postal_code__contains"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeIContains []string `query:"postal_code__icontains"`
	// postal_code starts with one of the values, whatever its case. Blanks do not matter.
	PostalCodeStartsWith []string `query:"postal_code__startswith"`
	// true: postal_code is empty; false: it is not.
	PostalCodeIsNull *bool `query:"postal_code__isnull"`
	// currency is one of the values. null finds records without a value.
	Currency []string `query:"currency"`
	// currency is one of the values. null finds records without a value.
	CurrencyExact []string `query:"currency__exact"`
	// currency is one of the values. null finds records without a value.
	CurrencyIn []string `query:"currency__in"`
	// true: currency is empty; false: it is not.
	CurrencyIsNull *bool `query:"currency__isnull"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	Tags []string `query:"tags"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsExact []string `query:"tags__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsIn []string `query:"tags__in"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAll []string `query:"tags_all"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllExact []string `query:"tags_all__exact"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllIn []string `query:"tags_all__in"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNone []string `query:"tags_none"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneExact []string `query:"tags_none__exact"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneIn []string `query:"tags_none__in"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalID []string `query:"external_id"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDExact []string `query:"external_id__exact"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDIn []string `query:"external_id__in"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAt []string `query:"created_at"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtExact []string `query:"created_at__exact"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtIn []string `query:"created_at__in"`
	// created_at comes after the value. A date stands for its whole day in UTC.
	CreatedAtGt string `query:"created_at__gt"`
	// created_at is the value or comes after it. A date stands for its whole day in UTC.
	CreatedAtGte string `query:"created_at__gte"`
	// created_at comes before the value. A date stands for its whole day in UTC.
	CreatedAtLt string `query:"created_at__lt"`
	// created_at is the value or comes before it. A date stands for its whole day in UTC.
	CreatedAtLte string `query:"created_at__lte"`
	// created_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	CreatedAtRange []string `query:"created_at__range"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAt []string `query:"updated_at"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtExact []string `query:"updated_at__exact"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtIn []string `query:"updated_at__in"`
	// updated_at comes after the value. A date stands for its whole day in UTC.
	UpdatedAtGt string `query:"updated_at__gt"`
	// updated_at is the value or comes after it. A date stands for its whole day in UTC.
	UpdatedAtGte string `query:"updated_at__gte"`
	// updated_at comes before the value. A date stands for its whole day in UTC.
	UpdatedAtLt string `query:"updated_at__lt"`
	// updated_at is the value or comes before it. A date stands for its whole day in UTC.
	UpdatedAtLte string `query:"updated_at__lte"`
	// updated_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	UpdatedAtRange []string `query:"updated_at__range"`
}

// ListOrganizationContactsParams has the filters, the order and the size of pages of
// ListOrganizationContacts.
type ListOrganizationContactsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: last_name,first_name.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// id is one of the values.
	ID []string `query:"id"`
	// id is one of the values.
	IDExact []string `query:"id__exact"`
	// id is one of the values.
	IDIn []string `query:"id__in"`
	// status is one of the values.
	Status []string `query:"status"`
	// status is one of the values.
	StatusExact []string `query:"status__exact"`
	// status is one of the values.
	StatusIn []string `query:"status__in"`
	// contact_type is one of the values.
	ContactType []string `query:"contact_type"`
	// contact_type is one of the values.
	ContactTypeExact []string `query:"contact_type__exact"`
	// contact_type is one of the values.
	ContactTypeIn []string `query:"contact_type__in"`
	// source is one of the values.
	Source []string `query:"source"`
	// source is one of the values.
	SourceExact []string `query:"source__exact"`
	// source is one of the values.
	SourceIn []string `query:"source__in"`
	// first_name contains one of the values, whatever its case.
	FirstName []string `query:"first_name"`
	// first_name is one of the values.
	FirstNameExact []string `query:"first_name__exact"`
	// first_name is one of the values, whatever its case.
	FirstNameIExact []string `query:"first_name__iexact"`
	// first_name is one of the values.
	FirstNameIn []string `query:"first_name__in"`
	// first_name contains one of the values, whatever its case.
	FirstNameContains []string `query:"first_name__contains"`
	// first_name contains one of the values, whatever its case.
	FirstNameIContains []string `query:"first_name__icontains"`
	// first_name starts with one of the values, whatever its case.
	FirstNameStartsWith []string `query:"first_name__startswith"`
	// true: first_name is empty; false: it is not.
	FirstNameIsNull *bool `query:"first_name__isnull"`
	// last_name contains one of the values, whatever its case.
	LastName []string `query:"last_name"`
	// last_name is one of the values.
	LastNameExact []string `query:"last_name__exact"`
	// last_name is one of the values, whatever its case.
	LastNameIExact []string `query:"last_name__iexact"`
	// last_name is one of the values.
	LastNameIn []string `query:"last_name__in"`
	// last_name contains one of the values, whatever its case.
	LastNameContains []string `query:"last_name__contains"`
	// last_name contains one of the values, whatever its case.
	LastNameIContains []string `query:"last_name__icontains"`
	// last_name starts with one of the values, whatever its case.
	LastNameStartsWith []string `query:"last_name__startswith"`
	// true: last_name is empty; false: it is not.
	LastNameIsNull *bool `query:"last_name__isnull"`
	// Whether the contact has an organization, linked or as free text.
	HasOrganization *bool `query:"has_organization"`
	// Whether the contact has an organization, linked or as free text.
	HasOrganizationExact *bool `query:"has_organization__exact"`
	// Whether the contacts of all organizations below are found, too.
	IncludeDescendants *bool `query:"include_descendants"`
	// language is one of the values, whatever its case.
	Language []string `query:"language"`
	// language is one of the values, whatever its case.
	LanguageExact []string `query:"language__exact"`
	// language is one of the values, whatever its case.
	LanguageIExact []string `query:"language__iexact"`
	// language is one of the values, whatever its case.
	LanguageIn []string `query:"language__in"`
	// language starts with one of the values, whatever its case.
	LanguageStartsWith []string `query:"language__startswith"`
	// true: language is empty; false: it is not.
	LanguageIsNull *bool `query:"language__isnull"`
	// birth_date is one of the values. null finds records without a value.
	BirthDate []string `query:"birth_date"`
	// birth_date is one of the values. null finds records without a value.
	BirthDateExact []string `query:"birth_date__exact"`
	// birth_date is one of the values. null finds records without a value.
	BirthDateIn []string `query:"birth_date__in"`
	// birth_date comes after the value.
	BirthDateGt string `query:"birth_date__gt"`
	// birth_date is the value or comes after it.
	BirthDateGte string `query:"birth_date__gte"`
	// birth_date comes before the value.
	BirthDateLt string `query:"birth_date__lt"`
	// birth_date is the value or comes before it.
	BirthDateLte string `query:"birth_date__lte"`
	// birth_date lies between the two values or is one of them.
	BirthDateRange []string `query:"birth_date__range"`
	// true: birth_date is empty; false: it is not.
	BirthDateIsNull *bool `query:"birth_date__isnull"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAt []string `query:"created_at"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtExact []string `query:"created_at__exact"`
	// created_at is one of the values. A date stands for its whole day in UTC.
	CreatedAtIn []string `query:"created_at__in"`
	// created_at comes after the value. A date stands for its whole day in UTC.
	CreatedAtGt string `query:"created_at__gt"`
	// created_at is the value or comes after it. A date stands for its whole day in UTC.
	CreatedAtGte string `query:"created_at__gte"`
	// created_at comes before the value. A date stands for its whole day in UTC.
	CreatedAtLt string `query:"created_at__lt"`
	// created_at is the value or comes before it. A date stands for its whole day in UTC.
	CreatedAtLte string `query:"created_at__lte"`
	// created_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	CreatedAtRange []string `query:"created_at__range"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAt []string `query:"updated_at"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtExact []string `query:"updated_at__exact"`
	// updated_at is one of the values. A date stands for its whole day in UTC.
	UpdatedAtIn []string `query:"updated_at__in"`
	// updated_at comes after the value. A date stands for its whole day in UTC.
	UpdatedAtGt string `query:"updated_at__gt"`
	// updated_at is the value or comes after it. A date stands for its whole day in UTC.
	UpdatedAtGte string `query:"updated_at__gte"`
	// updated_at comes before the value. A date stands for its whole day in UTC.
	UpdatedAtLt string `query:"updated_at__lt"`
	// updated_at is the value or comes before it. A date stands for its whole day in UTC.
	UpdatedAtLte string `query:"updated_at__lte"`
	// updated_at lies between the two values or is one of them. A date stands for its whole day in
	// UTC.
	UpdatedAtRange []string `query:"updated_at__range"`
	// created_by is one of the values. null finds records without a value.
	CreatedBy []string `query:"created_by"`
	// created_by is one of the values. null finds records without a value.
	CreatedByExact []string `query:"created_by__exact"`
	// created_by is one of the values. null finds records without a value.
	CreatedByIn []string `query:"created_by__in"`
	// true: created_by is empty; false: it is not.
	CreatedByIsNull *bool `query:"created_by__isnull"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	Email []string `query:"email"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	EmailExact []string `query:"email__exact"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	EmailIExact []string `query:"email__iexact"`
	// email is one of the values, whatever its case. Any of those that the contact has counts.
	EmailIn []string `query:"email__in"`
	// email contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	EmailContains []string `query:"email__contains"`
	// email contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	EmailIContains []string `query:"email__icontains"`
	// email starts with one of the values, whatever its case. Any of those that the contact has
	// counts.
	EmailStartsWith []string `query:"email__startswith"`
	// true: email is empty; false: it is not.
	EmailIsNull *bool `query:"email__isnull"`
	// phone_number is one of the values. The number may be spelled in any way; one without + is
	// read with the workspace's default region.
	PhoneNumber []string `query:"phone_number"`
	// phone_number is one of the values. The number may be spelled in any way; one without + is
	// read with the workspace's default region.
	PhoneNumberExact []string `query:"phone_number__exact"`
	// phone_number is one of the values. The number may be spelled in any way; one without + is
	// read with the workspace's default region.
	PhoneNumberIn []string `query:"phone_number__in"`
	// phone_number contains one of the values. The number may be spelled in any way; one without +
	// is read with the workspace's default region.
	PhoneNumberContains []string `query:"phone_number__contains"`
	// phone_number contains one of the values. The number may be spelled in any way; one without +
	// is read with the workspace's default region.
	PhoneNumberIContains []string `query:"phone_number__icontains"`
	// phone_number starts with one of the values. The number may be spelled in any way; one
	// without + is read with the workspace's default region.
	PhoneNumberStartsWith []string `query:"phone_number__startswith"`
	// true: phone_number is empty; false: it is not.
	PhoneNumberIsNull *bool `query:"phone_number__isnull"`
	// Whether the contact has an email address.
	HasEmail *bool `query:"has_email"`
	// Whether the contact has an email address.
	HasEmailExact *bool `query:"has_email__exact"`
	// Whether the contact has a phone number.
	HasPhone *bool `query:"has_phone"`
	// Whether the contact has a phone number.
	HasPhoneExact *bool `query:"has_phone__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	Tags []string `query:"tags"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsExact []string `query:"tags__exact"`
	// Finds what carries any of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsIn []string `query:"tags__in"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAll []string `query:"tags_all"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllExact []string `query:"tags_all__exact"`
	// Finds what carries all of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsAllIn []string `query:"tags_all__in"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNone []string `query:"tags_none"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneExact []string `query:"tags_none__exact"`
	// Finds what carries none of the tags, each named by its name or id. A tag that does not exist
	// is an error.
	TagsNoneIn []string `query:"tags_none__in"`
	// country is one of the values. Any of those that the contact has counts. null finds records
	// without a value.
	Country []string `query:"country"`
	// country is one of the values. Any of those that the contact has counts. null finds records
	// without a value.
	CountryExact []string `query:"country__exact"`
	// country is one of the values. Any of those that the contact has counts. null finds records
	// without a value.
	CountryIn []string `query:"country__in"`
	// true: country is empty; false: it is not.
	CountryIsNull *bool `query:"country__isnull"`
	// city is one of the values, whatever its case. Any of those that the contact has counts.
	City []string `query:"city"`
	// city is one of the values. Any of those that the contact has counts.
	CityExact []string `query:"city__exact"`
	// city is one of the values, whatever its case. Any of those that the contact has counts.
	CityIExact []string `query:"city__iexact"`
	// city is one of the values. Any of those that the contact has counts.
	CityIn []string `query:"city__in"`
	// city contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	CityContains []string `query:"city__contains"`
	// city contains one of the values, whatever its case. Any of those that the contact has
	// counts.
	CityIContains []string `query:"city__icontains"`
	// city starts with one of the values, whatever its case. Any of those that the contact has
	// counts.
	CityStartsWith []string `query:"city__startswith"`
	// true: city is empty; false: it is not.
	CityIsNull *bool `query:"city__isnull"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCode []string `query:"postal_code"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeExact []string `query:"postal_code__exact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIExact []string `query:"postal_code__iexact"`
	// postal_code is one of the values, whatever its case. Blanks do not matter.
	PostalCodeIn []string `query:"postal_code__in"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeContains []string `query:"postal_code__contains"`
	// postal_code contains one of the values, whatever its case. Blanks do not matter.
	PostalCodeIContains []string `query:"postal_code__icontains"`
	// postal_code starts with one of the values, whatever its case. Blanks do not matter.
	PostalCodeStartsWith []string `query:"postal_code__startswith"`
	// true: postal_code is empty; false: it is not.
	PostalCodeIsNull *bool `query:"postal_code__isnull"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalID []string `query:"external_id"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDExact []string `query:"external_id__exact"`
	// Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system
	// with a colon stands in double quotes: "urn:crm":17.
	ExternalIDIn []string `query:"external_id__in"`
}

// ListOrganizationDescendantsParams has the filters, the order and the size of pages of
// ListOrganizationDescendants.
type ListOrganizationDescendantsParams = ListOrganizationChildrenParams

// ListOrganizationHistoryParams has the filters, the order and the size of pages of
// ListOrganizationHistory.
type ListOrganizationHistoryParams = ListContactHistoryParams

// ListRolesParams has the filters, the order and the size of pages of ListRoles.
type ListRolesParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: name.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// name is one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
}

// ListTagsParams has the filters, the order and the size of pages of ListTags.
type ListTagsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: name.
	Ordering []string `query:"ordering"`
	// Words that must all be found, as the beginning of a word or, from three letters on, inside
	// one; case and accents do not matter. The best matches stand first unless ordering is given.
	Search string `query:"search"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// name is one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
}

// ListUsersParams has the filters, the order and the size of pages of ListUsers.
type ListUsersParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: username.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// username is one of the values, whatever its case.
	Username []string `query:"username"`
	// username is one of the values.
	UsernameExact []string `query:"username__exact"`
	// username is one of the values, whatever its case.
	UsernameIExact []string `query:"username__iexact"`
	// username is one of the values.
	UsernameIn []string `query:"username__in"`
	// username contains one of the values, whatever its case.
	UsernameContains []string `query:"username__contains"`
	// username contains one of the values, whatever its case.
	UsernameIContains []string `query:"username__icontains"`
	// username starts with one of the values, whatever its case.
	UsernameStartsWith []string `query:"username__startswith"`
	// true: username is empty; false: it is not.
	UsernameIsNull *bool `query:"username__isnull"`
	// email is one of the values.
	Email []string `query:"email"`
	// email is one of the values.
	EmailExact []string `query:"email__exact"`
	// email is one of the values.
	EmailIn []string `query:"email__in"`
	// email starts with one of the values.
	EmailStartsWith []string `query:"email__startswith"`
	// true: email is empty; false: it is not.
	EmailIsNull *bool `query:"email__isnull"`
	// role is one of the values, whatever its case.
	Role []string `query:"role"`
	// role is one of the values.
	RoleExact []string `query:"role__exact"`
	// role is one of the values, whatever its case.
	RoleIExact []string `query:"role__iexact"`
	// role is one of the values.
	RoleIn []string `query:"role__in"`
	// role contains one of the values, whatever its case.
	RoleContains []string `query:"role__contains"`
	// role contains one of the values, whatever its case.
	RoleIContains []string `query:"role__icontains"`
	// role starts with one of the values, whatever its case.
	RoleStartsWith []string `query:"role__startswith"`
	// true: role is empty; false: it is not.
	RoleIsNull *bool `query:"role__isnull"`
	// is_active is one of the values.
	IsActive *bool `query:"is_active"`
	// is_active is one of the values.
	IsActiveExact *bool `query:"is_active__exact"`
	// is_service is one of the values.
	IsService *bool `query:"is_service"`
	// is_service is one of the values.
	IsServiceExact *bool `query:"is_service__exact"`
}

// ListViewsParams has the filters, the order and the size of pages of ListViews.
type ListViewsParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: name.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// list is one of the values.
	List []string `query:"list"`
	// list is one of the values.
	ListExact []string `query:"list__exact"`
	// list is one of the values.
	ListIn []string `query:"list__in"`
	// name is one of the values, whatever its case.
	Name []string `query:"name"`
	// name is one of the values.
	NameExact []string `query:"name__exact"`
	// name is one of the values, whatever its case.
	NameIExact []string `query:"name__iexact"`
	// name is one of the values.
	NameIn []string `query:"name__in"`
	// name contains one of the values, whatever its case.
	NameContains []string `query:"name__contains"`
	// name contains one of the values, whatever its case.
	NameIContains []string `query:"name__icontains"`
	// name starts with one of the values, whatever its case.
	NameStartsWith []string `query:"name__startswith"`
	// true: name is empty; false: it is not.
	NameIsNull *bool `query:"name__isnull"`
	// shared is one of the values.
	Shared *bool `query:"shared"`
	// shared is one of the values.
	SharedExact *bool `query:"shared__exact"`
	// owner is one of the values.
	Owner []string `query:"owner"`
	// owner is one of the values.
	OwnerExact []string `query:"owner__exact"`
	// owner is one of the values.
	OwnerIn []string `query:"owner__in"`
}

// ListWorkspacesParams has the filters, the order and the size of pages of ListWorkspaces.
type ListWorkspacesParams struct {
	// How many records a page has.
	PageSize int64 `query:"page_size"`
	// Where the page starts: taken from next or previous of another page.
	Cursor string `query:"cursor"`
	// Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.
	Page int64 `query:"page"`
	// exact counts all matches where there are more than 10,000; none leaves count null.
	Count string `query:"count"`
	// Fields to order by, each with - before it for the other way round; ties are broken by id.
	// Without it: slug.
	Ordering []string `query:"ordering"`
	// Return only these fields. Without it a record has all the fields that its schema lists in
	// x-whole.
	Fields []string `query:"fields"`
	// slug is one of the values.
	Slug []string `query:"slug"`
	// slug is one of the values.
	SlugExact []string `query:"slug__exact"`
	// slug is one of the values.
	SlugIn []string `query:"slug__in"`
	// slug starts with one of the values.
	SlugStartsWith []string `query:"slug__startswith"`
	// true: slug is empty; false: it is not.
	SlugIsNull *bool `query:"slug__isnull"`
}
