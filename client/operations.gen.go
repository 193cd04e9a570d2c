// Code generated from docs/openapi.json by client/generate. DO NOT EDIT.

package client

import (
	"context"
	"iter"
	"net/http"
)

// basePath is where the API is below the server's origin.
const basePath = "/api/v1"

// GetIndex is GET /: what there is.
//
// Returns the addresses of what can be read without an id, by name. It needs no key.
func (c *Client) GetIndex(ctx context.Context, options ...RequestOption) (*Index, error) {
	return send[Index](ctx, c, request{method: http.MethodGet, path: "/", options: options})
}

// ListAddresses is GET /addresses: list addresses.
//
// Returns addresses, a page at a time. Filters that are given together must all match. At
// least one of its fields from street to country is not blank. It needs the permission
// view_address.
func (c *Client) ListAddresses(ctx context.Context, params ListAddressesParams, options ...RequestOption) (*AddressList, error) {
	return send[AddressList](ctx, c, request{method: http.MethodGet, path: "/addresses", query: params, options: options})
}

// Addresses walks the records of ListAddresses, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Addresses(ctx context.Context, params ListAddressesParams, options ...RequestOption) iter.Seq2[*Address, error] {
	return pages[Address](ctx, c, request{method: http.MethodGet, path: "/addresses", query: params, options: options})
}

// CreateAddress is POST /addresses: create an address.
//
// Creates an address and answers the whole record. At least one of its fields from street to
// country is not blank. It needs the permission add_address.
func (c *Client) CreateAddress(ctx context.Context, body AddressInput, options ...RequestOption) (*Address, error) {
	return send[Address](ctx, c, request{method: http.MethodPost, path: "/addresses", body: body, options: options})
}

// GetAddress is GET /addresses/{id}: get an address.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_address.
func (c *Client) GetAddress(ctx context.Context, id string, options ...RequestOption) (*Address, error) {
	return send[Address](ctx, c, request{method: http.MethodGet, path: "/addresses/{id}", args: []any{id}, options: options})
}

// PutAddress is PUT /addresses/{id}: write an address.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_address.
func (c *Client) PutAddress(ctx context.Context, id string, body AddressInput, options ...RequestOption) (*Address, error) {
	return send[Address](ctx, c, request{method: http.MethodPut, path: "/addresses/{id}", args: []any{id}, body: body, options: options})
}

// UpdateAddress is PATCH /addresses/{id}: change an address.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_address.
func (c *Client) UpdateAddress(ctx context.Context, id string, body AddressInput, options ...RequestOption) (*Address, error) {
	return send[Address](ctx, c, request{method: http.MethodPatch, path: "/addresses/{id}", args: []any{id}, body: body, options: options})
}

// DeleteAddress is DELETE /addresses/{id}: delete an address.
//
// Deletes an address. It needs the permission delete_address.
func (c *Client) DeleteAddress(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/addresses/{id}", args: []any{id}, options: options})
	return err
}

// ListAPIKeys is GET /api-keys: list API keys.
//
// Returns API keys, a page at a time. Filters that are given together must all match. Deleting
// revokes: the record stays, and the key is refused within a second. It needs the permission
// manage_workspace.
func (c *Client) ListAPIKeys(ctx context.Context, params ListAPIKeysParams, options ...RequestOption) (*APIKeyList, error) {
	return send[APIKeyList](ctx, c, request{method: http.MethodGet, path: "/api-keys", query: params, options: options})
}

// APIKeys walks the records of ListAPIKeys, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) APIKeys(ctx context.Context, params ListAPIKeysParams, options ...RequestOption) iter.Seq2[*APIKey, error] {
	return pages[APIKey](ctx, c, request{method: http.MethodGet, path: "/api-keys", query: params, options: options})
}

// CreateAPIKey is POST /api-keys: create an API key.
//
// Creates an API key and answers the whole record. Deleting revokes: the record stays, and the
// key is refused within a second. It needs the permission manage_workspace.
func (c *Client) CreateAPIKey(ctx context.Context, body APIKeyInput, options ...RequestOption) (*NewAPIKey, error) {
	return send[NewAPIKey](ctx, c, request{method: http.MethodPost, path: "/api-keys", body: body, options: options})
}

// GetAPIKey is GET /api-keys/{id}: get an API key.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// manage_workspace.
func (c *Client) GetAPIKey(ctx context.Context, id string, options ...RequestOption) (*APIKey, error) {
	return send[APIKey](ctx, c, request{method: http.MethodGet, path: "/api-keys/{id}", args: []any{id}, options: options})
}

// UpdateAPIKey is PATCH /api-keys/{id}: change an API key.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission manage_workspace.
func (c *Client) UpdateAPIKey(ctx context.Context, id string, body APIKeyInput, options ...RequestOption) (*APIKey, error) {
	return send[APIKey](ctx, c, request{method: http.MethodPatch, path: "/api-keys/{id}", args: []any{id}, body: body, options: options})
}

// DeleteAPIKey is DELETE /api-keys/{id}: delete an API key.
//
// Deletes an API key. It needs the permission manage_workspace.
func (c *Client) DeleteAPIKey(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/api-keys/{id}", args: []any{id}, options: options})
	return err
}

// GetCaller is GET /auth/me: who am I.
//
// Returns the user that the caller is, and the workspaces they may work in, with what they may
// do there. It needs a key or an access token, and no permission.
func (c *Client) GetCaller(ctx context.Context, options ...RequestOption) (*Caller, error) {
	return send[Caller](ctx, c, request{method: http.MethodGet, path: "/auth/me", options: options})
}

// SignIn is POST /auth/token: sign in.
//
// Answers user name and password with an access token and a refresh token. After five wrong
// passwords each further one makes the next attempt wait longer; sessions there are go on. It
// needs no key.
func (c *Client) SignIn(ctx context.Context, body Credentials, options ...RequestOption) (*Tokens, error) {
	return send[Tokens](ctx, c, request{method: http.MethodPost, path: "/auth/token", body: body, options: options})
}

// RefreshToken is POST /auth/token/refresh: refresh a token.
//
// Answers a refresh token with new tokens. Each is good once: one that comes again ends its
// session. It needs no key.
func (c *Client) RefreshToken(ctx context.Context, body Refresh, options ...RequestOption) (*Tokens, error) {
	return send[Tokens](ctx, c, request{method: http.MethodPost, path: "/auth/token/refresh", body: body, options: options})
}

// ListChanges is GET /changes: list changes.
//
// Returns changes, a page at a time. Filters that are given together must all match. The
// oldest stand first; whoever has read change n never later sees a new one up to n.
// last_number is where to go on from. It needs the permission view_change.
func (c *Client) ListChanges(ctx context.Context, params ListChangesParams, options ...RequestOption) (*ChangeFeed, error) {
	return send[ChangeFeed](ctx, c, request{method: http.MethodGet, path: "/changes", query: params, options: options})
}

// Changes walks the records of ListChanges, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Changes(ctx context.Context, params ListChangesParams, options ...RequestOption) iter.Seq2[*Change, error] {
	return pages[Change](ctx, c, request{method: http.MethodGet, path: "/changes", query: params, options: options})
}

// GetChange is GET /changes/{number}: get a change.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_change.
func (c *Client) GetChange(ctx context.Context, number int64, options ...RequestOption) (*Change, error) {
	return send[Change](ctx, c, request{method: http.MethodGet, path: "/changes/{number}", args: []any{number}, options: options})
}

// UndoChange is POST /changes/{number}/undo: undo a change.
//
// Takes the change back by a new one, which it answers: an update field by field, a deletion
// by bringing the record back with its ids, a creation by deleting it. 409 says what stands in
// the way. Of a custom field it brings back what it can, definition and stored values, and
// kept names what somebody changed since. The body is empty. Beside the permission that is
// named it needs the one for what it does: to add, change or delete records of the kind, or
// manage_workspace. It needs the permission undo_change.
func (c *Client) UndoChange(ctx context.Context, number int64, options ...RequestOption) (*Undone, error) {
	return send[Undone](ctx, c, request{method: http.MethodPost, path: "/changes/{number}/undo", args: []any{number}, options: options})
}

// ListContacts is GET /contacts: list contacts.
//
// Returns contacts, a page at a time. Filters that are given together must all match. A custom
// field that is marked filterable is one, too: custom_fields.KEY, with the lookups of its
// type. A contact has something to be known by: a name, a nickname, an organization, an email
// address or a phone number. It needs the permission view_contact.
func (c *Client) ListContacts(ctx context.Context, params ListContactsParams, options ...RequestOption) (*ContactList, error) {
	return send[ContactList](ctx, c, request{method: http.MethodGet, path: "/contacts", query: params, options: options})
}

// Contacts walks the records of ListContacts, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Contacts(ctx context.Context, params ListContactsParams, options ...RequestOption) iter.Seq2[*Contact, error] {
	return pages[Contact](ctx, c, request{method: http.MethodGet, path: "/contacts", query: params, options: options})
}

// CreateContact is POST /contacts: create a contact.
//
// Creates a contact and answers the whole record. A contact has something to be known by: a
// name, a nickname, an organization, an email address or a phone number. It needs the
// permission add_contact.
func (c *Client) CreateContact(ctx context.Context, body ContactInput, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodPost, path: "/contacts", body: body, options: options})
}

// BatchContacts is POST /contacts/batch: write many contacts.
//
// Does up to 1,000 operations in order, in one transaction, and answers each with its status
// and record or problem. The body has at most 10 MiB. An operation needs the permission that
// it would need by itself; upsert needs those of create and update. It needs the permission
// view_contact.
func (c *Client) BatchContacts(ctx context.Context, body ContactBatch, options ...RequestOption) (*ContactBatchResults, error) {
	return send[ContactBatchResults](ctx, c, request{method: http.MethodPost, path: "/contacts/batch", body: body, options: options})
}

// GetContactByExternalID is GET /contacts/by/{system}/{external}: get a contact by an external
// id.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetContactByExternalID(ctx context.Context, system string, external string, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodGet, path: "/contacts/by/{system}/{external}", args: []any{system, external}, options: options})
}

// PutContactByExternalID is PUT /contacts/by/{system}/{external}: write a contact by an
// external id.
//
// Changes the contact that has the external id, as PUT does, and answers 200, or makes one
// that has it and answers 201. The body may say the external id again, and more of them. Of
// requests that race to make it one does; the others change that. It needs the permission
// change_contact, or add_contact where there is no such record yet.
func (c *Client) PutContactByExternalID(ctx context.Context, system string, external string, body ContactInput, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodPut, path: "/contacts/by/{system}/{external}", args: []any{system, external}, body: body, options: options})
}

// UpdateContactByExternalID is PATCH /contacts/by/{system}/{external}: change a contact by an
// external id.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_contact.
func (c *Client) UpdateContactByExternalID(ctx context.Context, system string, external string, body ContactInput, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodPatch, path: "/contacts/by/{system}/{external}", args: []any{system, external}, body: body, options: options})
}

// DeleteContactByExternalID is DELETE /contacts/by/{system}/{external}: delete a contact by an
// external id.
//
// Deletes a contact. It needs the permission delete_contact.
func (c *Client) DeleteContactByExternalID(ctx context.Context, system string, external string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/contacts/by/{system}/{external}", args: []any{system, external}, options: options})
	return err
}

// GetContact is GET /contacts/{id}: get a contact.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetContact(ctx context.Context, id string, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}", args: []any{id}, options: options})
}

// PutContact is PUT /contacts/{id}: write a contact.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_contact.
func (c *Client) PutContact(ctx context.Context, id string, body ContactInput, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodPut, path: "/contacts/{id}", args: []any{id}, body: body, options: options})
}

// UpdateContact is PATCH /contacts/{id}: change a contact.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_contact.
func (c *Client) UpdateContact(ctx context.Context, id string, body ContactInput, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodPatch, path: "/contacts/{id}", args: []any{id}, body: body, options: options})
}

// DeleteContact is DELETE /contacts/{id}: delete a contact.
//
// Deletes a contact. It needs the permission delete_contact.
func (c *Client) DeleteContact(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/contacts/{id}", args: []any{id}, options: options})
	return err
}

// ListContactAddresses is GET /contacts/{id}/addresses: list addresses of a contact.
//
// Returns all addresses of a contact: the primary one first, then the oldest first. It needs
// the permission view_contact.
func (c *Client) ListContactAddresses(ctx context.Context, id string, options ...RequestOption) (*ContactAddressList, error) {
	return send[ContactAddressList](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/addresses", args: []any{id}, options: options})
}

// ContactAddresses walks the records of ListContactAddresses, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) ContactAddresses(ctx context.Context, id string, options ...RequestOption) iter.Seq2[*ContactAddress, error] {
	return pages[ContactAddress](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/addresses", args: []any{id}, options: options})
}

// CreateContactAddress is POST /contacts/{id}/addresses: create an address of a contact.
//
// Creates an address of a contact and answers the whole record. It needs the permission
// change_contact.
func (c *Client) CreateContactAddress(ctx context.Context, id string, body ContactAddressInput, options ...RequestOption) (*ContactAddress, error) {
	return send[ContactAddress](ctx, c, request{method: http.MethodPost, path: "/contacts/{id}/addresses", args: []any{id}, body: body, options: options})
}

// GetContactAddress is GET /contacts/{id}/addresses/{channel}: get an address of a contact.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetContactAddress(ctx context.Context, id string, channel string, options ...RequestOption) (*ContactAddress, error) {
	return send[ContactAddress](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/addresses/{channel}", args: []any{id, channel}, options: options})
}

// PutContactAddress is PUT /contacts/{id}/addresses/{channel}: write an address of a contact.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_contact.
func (c *Client) PutContactAddress(ctx context.Context, id string, channel string, body ContactAddressInput, options ...RequestOption) (*ContactAddress, error) {
	return send[ContactAddress](ctx, c, request{method: http.MethodPut, path: "/contacts/{id}/addresses/{channel}", args: []any{id, channel}, body: body, options: options})
}

// UpdateContactAddress is PATCH /contacts/{id}/addresses/{channel}: change an address of a
// contact.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_contact.
func (c *Client) UpdateContactAddress(ctx context.Context, id string, channel string, body ContactAddressInput, options ...RequestOption) (*ContactAddress, error) {
	return send[ContactAddress](ctx, c, request{method: http.MethodPatch, path: "/contacts/{id}/addresses/{channel}", args: []any{id, channel}, body: body, options: options})
}

// DeleteContactAddress is DELETE /contacts/{id}/addresses/{channel}: delete an address of a
// contact.
//
// Deletes an address of a contact. It needs the permission change_contact.
func (c *Client) DeleteContactAddress(ctx context.Context, id string, channel string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/contacts/{id}/addresses/{channel}", args: []any{id, channel}, options: options})
	return err
}

// GetContactChannels is GET /contacts/{id}/channels: get a contact's channels.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetContactChannels(ctx context.Context, id string, options ...RequestOption) (*Channels, error) {
	return send[Channels](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/channels", args: []any{id}, options: options})
}

// ListContactEmailAddresses is GET /contacts/{id}/email_addresses: list email addresses.
//
// Returns all email addresses: the primary one first, then the oldest first. It needs the
// permission view_contact.
func (c *Client) ListContactEmailAddresses(ctx context.Context, id string, options ...RequestOption) (*EmailAddressList, error) {
	return send[EmailAddressList](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/email_addresses", args: []any{id}, options: options})
}

// ContactEmailAddresses walks the records of ListContactEmailAddresses, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) ContactEmailAddresses(ctx context.Context, id string, options ...RequestOption) iter.Seq2[*EmailAddress, error] {
	return pages[EmailAddress](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/email_addresses", args: []any{id}, options: options})
}

// CreateContactEmailAddress is POST /contacts/{id}/email_addresses: create an email address.
//
// Creates an email address and answers the whole record. It needs the permission
// change_contact.
func (c *Client) CreateContactEmailAddress(ctx context.Context, id string, body EmailAddressInput, options ...RequestOption) (*EmailAddress, error) {
	return send[EmailAddress](ctx, c, request{method: http.MethodPost, path: "/contacts/{id}/email_addresses", args: []any{id}, body: body, options: options})
}

// GetContactEmailAddress is GET /contacts/{id}/email_addresses/{channel}: get an email
// address.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetContactEmailAddress(ctx context.Context, id string, channel string, options ...RequestOption) (*EmailAddress, error) {
	return send[EmailAddress](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/email_addresses/{channel}", args: []any{id, channel}, options: options})
}

// PutContactEmailAddress is PUT /contacts/{id}/email_addresses/{channel}: write an email
// address.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_contact.
func (c *Client) PutContactEmailAddress(ctx context.Context, id string, channel string, body EmailAddressInput, options ...RequestOption) (*EmailAddress, error) {
	return send[EmailAddress](ctx, c, request{method: http.MethodPut, path: "/contacts/{id}/email_addresses/{channel}", args: []any{id, channel}, body: body, options: options})
}

// UpdateContactEmailAddress is PATCH /contacts/{id}/email_addresses/{channel}: change an email
// address.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_contact.
func (c *Client) UpdateContactEmailAddress(ctx context.Context, id string, channel string, body EmailAddressInput, options ...RequestOption) (*EmailAddress, error) {
	return send[EmailAddress](ctx, c, request{method: http.MethodPatch, path: "/contacts/{id}/email_addresses/{channel}", args: []any{id, channel}, body: body, options: options})
}

// DeleteContactEmailAddress is DELETE /contacts/{id}/email_addresses/{channel}: delete an
// email address.
//
// Deletes an email address. It needs the permission change_contact.
func (c *Client) DeleteContactEmailAddress(ctx context.Context, id string, channel string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/contacts/{id}/email_addresses/{channel}", args: []any{id, channel}, options: options})
	return err
}

// ListContactHistory is GET /contacts/{id}/history: list changes of one record.
//
// Returns changes of one record, a page at a time. Filters that are given together must all
// match. The newest stand first. It needs the permission view_contact.
func (c *Client) ListContactHistory(ctx context.Context, id string, params ListContactHistoryParams, options ...RequestOption) (*ChangeList, error) {
	return send[ChangeList](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/history", args: []any{id}, query: params, options: options})
}

// ContactHistory walks the records of ListContactHistory, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) ContactHistory(ctx context.Context, id string, params ListContactHistoryParams, options ...RequestOption) iter.Seq2[*Change, error] {
	return pages[Change](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/history", args: []any{id}, query: params, options: options})
}

// ListContactPhoneNumbers is GET /contacts/{id}/phone_numbers: list phone numbers.
//
// Returns all phone numbers: the primary one first, then the oldest first. It needs the
// permission view_contact.
func (c *Client) ListContactPhoneNumbers(ctx context.Context, id string, options ...RequestOption) (*PhoneNumberList, error) {
	return send[PhoneNumberList](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/phone_numbers", args: []any{id}, options: options})
}

// ContactPhoneNumbers walks the records of ListContactPhoneNumbers, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) ContactPhoneNumbers(ctx context.Context, id string, options ...RequestOption) iter.Seq2[*PhoneNumber, error] {
	return pages[PhoneNumber](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/phone_numbers", args: []any{id}, options: options})
}

// CreateContactPhoneNumber is POST /contacts/{id}/phone_numbers: create a phone number.
//
// Creates a phone number and answers the whole record. It needs the permission change_contact.
func (c *Client) CreateContactPhoneNumber(ctx context.Context, id string, body PhoneNumberBody, options ...RequestOption) (*PhoneNumber, error) {
	return send[PhoneNumber](ctx, c, request{method: http.MethodPost, path: "/contacts/{id}/phone_numbers", args: []any{id}, body: body, options: options})
}

// GetContactPhoneNumber is GET /contacts/{id}/phone_numbers/{channel}: get a phone number.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetContactPhoneNumber(ctx context.Context, id string, channel string, options ...RequestOption) (*PhoneNumber, error) {
	return send[PhoneNumber](ctx, c, request{method: http.MethodGet, path: "/contacts/{id}/phone_numbers/{channel}", args: []any{id, channel}, options: options})
}

// PutContactPhoneNumber is PUT /contacts/{id}/phone_numbers/{channel}: write a phone number.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_contact.
func (c *Client) PutContactPhoneNumber(ctx context.Context, id string, channel string, body PhoneNumberBody, options ...RequestOption) (*PhoneNumber, error) {
	return send[PhoneNumber](ctx, c, request{method: http.MethodPut, path: "/contacts/{id}/phone_numbers/{channel}", args: []any{id, channel}, body: body, options: options})
}

// UpdateContactPhoneNumber is PATCH /contacts/{id}/phone_numbers/{channel}: change a phone
// number.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_contact.
func (c *Client) UpdateContactPhoneNumber(ctx context.Context, id string, channel string, body PhoneNumberBody, options ...RequestOption) (*PhoneNumber, error) {
	return send[PhoneNumber](ctx, c, request{method: http.MethodPatch, path: "/contacts/{id}/phone_numbers/{channel}", args: []any{id, channel}, body: body, options: options})
}

// DeleteContactPhoneNumber is DELETE /contacts/{id}/phone_numbers/{channel}: delete a phone
// number.
//
// Deletes a phone number. It needs the permission change_contact.
func (c *Client) DeleteContactPhoneNumber(ctx context.Context, id string, channel string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/contacts/{id}/phone_numbers/{channel}", args: []any{id, channel}, options: options})
	return err
}

// PutContactTag is PUT /contacts/{id}/tags/{tag}: put a tag on a contact.
//
// Answers the contact, which has the tag now. A tag that is not there yet is made. Nothing
// changes where the contact has it already. The body is empty. It needs the permission
// change_contact.
func (c *Client) PutContactTag(ctx context.Context, id string, tag string, options ...RequestOption) (*Contact, error) {
	return send[Contact](ctx, c, request{method: http.MethodPut, path: "/contacts/{id}/tags/{tag}", args: []any{id, tag}, options: options})
}

// DeleteContactTag is DELETE /contacts/{id}/tags/{tag}: take a tag off a contact.
//
// The tag itself stays, and so do the other tags of the contact. It needs the permission
// change_contact.
func (c *Client) DeleteContactTag(ctx context.Context, id string, tag string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/contacts/{id}/tags/{tag}", args: []any{id, tag}, options: options})
	return err
}

// ListCustomFields is GET /custom-fields: list custom fields.
//
// Returns custom fields, a page at a time. Filters that are given together must all match.
// Values that records have already must obey it, or stored_values says what becomes of them.
// It needs the permission view_customfield.
func (c *Client) ListCustomFields(ctx context.Context, params ListCustomFieldsParams, options ...RequestOption) (*CustomFieldList, error) {
	return send[CustomFieldList](ctx, c, request{method: http.MethodGet, path: "/custom-fields", query: params, options: options})
}

// CustomFields walks the records of ListCustomFields, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) CustomFields(ctx context.Context, params ListCustomFieldsParams, options ...RequestOption) iter.Seq2[*CustomField, error] {
	return pages[CustomField](ctx, c, request{method: http.MethodGet, path: "/custom-fields", query: params, options: options})
}

// CreateCustomField is POST /custom-fields: create a custom field.
//
// Creates a custom field and answers the whole record. Values that records have already must
// obey it, or stored_values says what becomes of them. It needs the permission
// add_customfield.
func (c *Client) CreateCustomField(ctx context.Context, body CustomFieldInput, options ...RequestOption) (*CustomField, error) {
	return send[CustomField](ctx, c, request{method: http.MethodPost, path: "/custom-fields", body: body, options: options})
}

// GetCustomField is GET /custom-fields/{id}: get a custom field.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_customfield.
func (c *Client) GetCustomField(ctx context.Context, id string, options ...RequestOption) (*CustomField, error) {
	return send[CustomField](ctx, c, request{method: http.MethodGet, path: "/custom-fields/{id}", args: []any{id}, options: options})
}

// PutCustomField is PUT /custom-fields/{id}: write a custom field.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_customfield.
func (c *Client) PutCustomField(ctx context.Context, id string, body CustomFieldInput, options ...RequestOption) (*CustomField, error) {
	return send[CustomField](ctx, c, request{method: http.MethodPut, path: "/custom-fields/{id}", args: []any{id}, body: body, options: options})
}

// UpdateCustomField is PATCH /custom-fields/{id}: change a custom field.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_customfield.
func (c *Client) UpdateCustomField(ctx context.Context, id string, body CustomFieldInput, options ...RequestOption) (*CustomField, error) {
	return send[CustomField](ctx, c, request{method: http.MethodPatch, path: "/custom-fields/{id}", args: []any{id}, body: body, options: options})
}

// DeleteCustomField is DELETE /custom-fields/{id}: delete a custom field.
//
// Deletes a custom field. It needs the permission delete_customfield.
func (c *Client) DeleteCustomField(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/custom-fields/{id}", args: []any{id}, options: options})
	return err
}

// ListOptions is GET /options: list options.
//
// Returns options, a page at a time. Filters that are given together must all match. The
// values that contact_type, source, email_type, phone_type and address_type may have. It needs
// the permission view_contact.
func (c *Client) ListOptions(ctx context.Context, params ListOptionsParams, options ...RequestOption) (*OptionValueList, error) {
	return send[OptionValueList](ctx, c, request{method: http.MethodGet, path: "/options", query: params, options: options})
}

// Options walks the records of ListOptions, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Options(ctx context.Context, params ListOptionsParams, options ...RequestOption) iter.Seq2[*OptionValue, error] {
	return pages[OptionValue](ctx, c, request{method: http.MethodGet, path: "/options", query: params, options: options})
}

// CreateOption is POST /options: create an option.
//
// Creates an option and answers the whole record. The values that contact_type, source,
// email_type, phone_type and address_type may have. It needs the permission manage_workspace.
func (c *Client) CreateOption(ctx context.Context, body OptionValueInput, options ...RequestOption) (*OptionValue, error) {
	return send[OptionValue](ctx, c, request{method: http.MethodPost, path: "/options", body: body, options: options})
}

// GetOption is GET /options/{id}: get an option.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact.
func (c *Client) GetOption(ctx context.Context, id string, options ...RequestOption) (*OptionValue, error) {
	return send[OptionValue](ctx, c, request{method: http.MethodGet, path: "/options/{id}", args: []any{id}, options: options})
}

// PutOption is PUT /options/{id}: write an option.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission manage_workspace.
func (c *Client) PutOption(ctx context.Context, id string, body OptionValueInput, options ...RequestOption) (*OptionValue, error) {
	return send[OptionValue](ctx, c, request{method: http.MethodPut, path: "/options/{id}", args: []any{id}, body: body, options: options})
}

// UpdateOption is PATCH /options/{id}: change an option.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission manage_workspace.
func (c *Client) UpdateOption(ctx context.Context, id string, body OptionValueInput, options ...RequestOption) (*OptionValue, error) {
	return send[OptionValue](ctx, c, request{method: http.MethodPatch, path: "/options/{id}", args: []any{id}, body: body, options: options})
}

// DeleteOption is DELETE /options/{id}: delete an option.
//
// Deletes an option. It needs the permission manage_workspace.
func (c *Client) DeleteOption(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/options/{id}", args: []any{id}, options: options})
	return err
}

// ListOrganizationTypes is GET /organization-types: list organization types.
//
// Returns organization types, a page at a time. Filters that are given together must all
// match. It needs the permission view_organizationtype.
func (c *Client) ListOrganizationTypes(ctx context.Context, params ListOrganizationTypesParams, options ...RequestOption) (*OrganizationTypeList, error) {
	return send[OrganizationTypeList](ctx, c, request{method: http.MethodGet, path: "/organization-types", query: params, options: options})
}

// OrganizationTypes walks the records of ListOrganizationTypes, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) OrganizationTypes(ctx context.Context, params ListOrganizationTypesParams, options ...RequestOption) iter.Seq2[*OrganizationType, error] {
	return pages[OrganizationType](ctx, c, request{method: http.MethodGet, path: "/organization-types", query: params, options: options})
}

// CreateOrganizationType is POST /organization-types: create an organization type.
//
// Creates an organization type and answers the whole record. It needs the permission
// add_organizationtype.
func (c *Client) CreateOrganizationType(ctx context.Context, body OrganizationTypeInput, options ...RequestOption) (*OrganizationType, error) {
	return send[OrganizationType](ctx, c, request{method: http.MethodPost, path: "/organization-types", body: body, options: options})
}

// GetOrganizationType is GET /organization-types/{id}: get an organization type.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_organizationtype.
func (c *Client) GetOrganizationType(ctx context.Context, id string, options ...RequestOption) (*OrganizationType, error) {
	return send[OrganizationType](ctx, c, request{method: http.MethodGet, path: "/organization-types/{id}", args: []any{id}, options: options})
}

// PutOrganizationType is PUT /organization-types/{id}: write an organization type.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_organizationtype.
func (c *Client) PutOrganizationType(ctx context.Context, id string, body OrganizationTypeInput, options ...RequestOption) (*OrganizationType, error) {
	return send[OrganizationType](ctx, c, request{method: http.MethodPut, path: "/organization-types/{id}", args: []any{id}, body: body, options: options})
}

// UpdateOrganizationType is PATCH /organization-types/{id}: change an organization type.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_organizationtype.
func (c *Client) UpdateOrganizationType(ctx context.Context, id string, body OrganizationTypeInput, options ...RequestOption) (*OrganizationType, error) {
	return send[OrganizationType](ctx, c, request{method: http.MethodPatch, path: "/organization-types/{id}", args: []any{id}, body: body, options: options})
}

// DeleteOrganizationType is DELETE /organization-types/{id}: delete an organization type.
//
// Deletes an organization type. It needs the permission delete_organizationtype.
func (c *Client) DeleteOrganizationType(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/organization-types/{id}", args: []any{id}, options: options})
	return err
}

// ListOrganizations is GET /organizations: list organizations.
//
// Returns organizations, a page at a time. Filters that are given together must all match. A
// custom field that is marked filterable is one, too: custom_fields.KEY, with the lookups of
// its type. It needs the permission view_organization.
func (c *Client) ListOrganizations(ctx context.Context, params ListOrganizationsParams, options ...RequestOption) (*OrganizationList, error) {
	return send[OrganizationList](ctx, c, request{method: http.MethodGet, path: "/organizations", query: params, options: options})
}

// Organizations walks the records of ListOrganizations, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Organizations(ctx context.Context, params ListOrganizationsParams, options ...RequestOption) iter.Seq2[*Organization, error] {
	return pages[Organization](ctx, c, request{method: http.MethodGet, path: "/organizations", query: params, options: options})
}

// CreateOrganization is POST /organizations: create an organization.
//
// Creates an organization and answers the whole record. It needs the permission
// add_organization.
func (c *Client) CreateOrganization(ctx context.Context, body OrganizationInput, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPost, path: "/organizations", body: body, options: options})
}

// BatchOrganizations is POST /organizations/batch: write many organizations.
//
// Does up to 1,000 operations in order, in one transaction, and answers each with its status
// and record or problem. The body has at most 10 MiB. An operation needs the permission that
// it would need by itself; upsert needs those of create and update. It needs the permission
// view_organization.
func (c *Client) BatchOrganizations(ctx context.Context, body OrganizationBatch, options ...RequestOption) (*OrganizationBatchResults, error) {
	return send[OrganizationBatchResults](ctx, c, request{method: http.MethodPost, path: "/organizations/batch", body: body, options: options})
}

// GetOrganizationByExternalID is GET /organizations/by/{system}/{external}: get an
// organization by an external id.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_organization.
func (c *Client) GetOrganizationByExternalID(ctx context.Context, system string, external string, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodGet, path: "/organizations/by/{system}/{external}", args: []any{system, external}, options: options})
}

// PutOrganizationByExternalID is PUT /organizations/by/{system}/{external}: write an
// organization by an external id.
//
// Changes the organization that has the external id, as PUT does, and answers 200, or makes
// one that has it and answers 201. The body may say the external id again, and more of them.
// Of requests that race to make it one does; the others change that. It needs the permission
// change_organization, or add_organization where there is no such record yet.
func (c *Client) PutOrganizationByExternalID(ctx context.Context, system string, external string, body OrganizationInput, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPut, path: "/organizations/by/{system}/{external}", args: []any{system, external}, body: body, options: options})
}

// UpdateOrganizationByExternalID is PATCH /organizations/by/{system}/{external}: change an
// organization by an external id.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_organization.
func (c *Client) UpdateOrganizationByExternalID(ctx context.Context, system string, external string, body OrganizationInput, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPatch, path: "/organizations/by/{system}/{external}", args: []any{system, external}, body: body, options: options})
}

// DeleteOrganizationByExternalID is DELETE /organizations/by/{system}/{external}: delete an
// organization by an external id.
//
// Deletes an organization. It needs the permission delete_organization.
func (c *Client) DeleteOrganizationByExternalID(ctx context.Context, system string, external string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/organizations/by/{system}/{external}", args: []any{system, external}, options: options})
	return err
}

// GetOrganization is GET /organizations/{id}: get an organization.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_organization.
func (c *Client) GetOrganization(ctx context.Context, id string, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}", args: []any{id}, options: options})
}

// PutOrganization is PUT /organizations/{id}: write an organization.
//
// Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out.
// It needs the permission change_organization.
func (c *Client) PutOrganization(ctx context.Context, id string, body OrganizationInput, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPut, path: "/organizations/{id}", args: []any{id}, body: body, options: options})
}

// UpdateOrganization is PATCH /organizations/{id}: change an organization.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_organization.
func (c *Client) UpdateOrganization(ctx context.Context, id string, body OrganizationInput, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPatch, path: "/organizations/{id}", args: []any{id}, body: body, options: options})
}

// DeleteOrganization is DELETE /organizations/{id}: delete an organization.
//
// Deletes an organization. It needs the permission delete_organization.
func (c *Client) DeleteOrganization(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/organizations/{id}", args: []any{id}, options: options})
	return err
}

// ListOrganizationAncestors is GET /organizations/{id}/ancestors: list ancestors of an
// organization.
//
// Returns ancestors of an organization, a page at a time. Filters that are given together must
// all match. A custom field that is marked filterable is one, too: custom_fields.KEY, with the
// lookups of its type. The root stands first. It needs the permission view_organization.
func (c *Client) ListOrganizationAncestors(ctx context.Context, id string, params ListOrganizationAncestorsParams, options ...RequestOption) (*OrganizationList, error) {
	return send[OrganizationList](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/ancestors", args: []any{id}, query: params, options: options})
}

// OrganizationAncestors walks the records of ListOrganizationAncestors, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) OrganizationAncestors(ctx context.Context, id string, params ListOrganizationAncestorsParams, options ...RequestOption) iter.Seq2[*Organization, error] {
	return pages[Organization](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/ancestors", args: []any{id}, query: params, options: options})
}

// ListOrganizationChildren is GET /organizations/{id}/children: list children of an
// organization.
//
// Returns children of an organization, a page at a time. Filters that are given together must
// all match. A custom field that is marked filterable is one, too: custom_fields.KEY, with the
// lookups of its type. They are those that stand right below it. It needs the permission
// view_organization.
func (c *Client) ListOrganizationChildren(ctx context.Context, id string, params ListOrganizationChildrenParams, options ...RequestOption) (*OrganizationList, error) {
	return send[OrganizationList](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/children", args: []any{id}, query: params, options: options})
}

// OrganizationChildren walks the records of ListOrganizationChildren, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) OrganizationChildren(ctx context.Context, id string, params ListOrganizationChildrenParams, options ...RequestOption) iter.Seq2[*Organization, error] {
	return pages[Organization](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/children", args: []any{id}, query: params, options: options})
}

// ListOrganizationContacts is GET /organizations/{id}/contacts: list contacts of an
// organization.
//
// Returns contacts of an organization, a page at a time. Filters that are given together must
// all match. A custom field that is marked filterable is one, too: custom_fields.KEY, with the
// lookups of its type. It needs the permission view_contact.
func (c *Client) ListOrganizationContacts(ctx context.Context, id string, params ListOrganizationContactsParams, options ...RequestOption) (*ContactList, error) {
	return send[ContactList](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/contacts", args: []any{id}, query: params, options: options})
}

// OrganizationContacts walks the records of ListOrganizationContacts, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) OrganizationContacts(ctx context.Context, id string, params ListOrganizationContactsParams, options ...RequestOption) iter.Seq2[*Contact, error] {
	return pages[Contact](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/contacts", args: []any{id}, query: params, options: options})
}

// ListOrganizationDescendants is GET /organizations/{id}/descendants: list descendants of an
// organization.
//
// Returns descendants of an organization, a page at a time. Filters that are given together
// must all match. A custom field that is marked filterable is one, too: custom_fields.KEY,
// with the lookups of its type. They are all that stand below it, on any level. It needs the
// permission view_organization.
func (c *Client) ListOrganizationDescendants(ctx context.Context, id string, params ListOrganizationDescendantsParams, options ...RequestOption) (*OrganizationList, error) {
	return send[OrganizationList](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/descendants", args: []any{id}, query: params, options: options})
}

// OrganizationDescendants walks the records of ListOrganizationDescendants, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) OrganizationDescendants(ctx context.Context, id string, params ListOrganizationDescendantsParams, options ...RequestOption) iter.Seq2[*Organization, error] {
	return pages[Organization](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/descendants", args: []any{id}, query: params, options: options})
}

// ListOrganizationHistory is GET /organizations/{id}/history: list changes of one record.
//
// Returns changes of one record, a page at a time. Filters that are given together must all
// match. The newest stand first. It needs the permission view_organization.
func (c *Client) ListOrganizationHistory(ctx context.Context, id string, params ListOrganizationHistoryParams, options ...RequestOption) (*ChangeList, error) {
	return send[ChangeList](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/history", args: []any{id}, query: params, options: options})
}

// OrganizationHistory walks the records of ListOrganizationHistory, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) OrganizationHistory(ctx context.Context, id string, params ListOrganizationHistoryParams, options ...RequestOption) iter.Seq2[*Change, error] {
	return pages[Change](ctx, c, request{method: http.MethodGet, path: "/organizations/{id}/history", args: []any{id}, query: params, options: options})
}

// MoveOrganization is POST /organizations/{id}/move: move an organization.
//
// Gives the organization another parent, or none: all that stand below it move along. It
// cannot stand below itself. It needs the permission change_organization.
func (c *Client) MoveOrganization(ctx context.Context, id string, body OrganizationMove, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPost, path: "/organizations/{id}/move", args: []any{id}, body: body, options: options})
}

// PutOrganizationTag is PUT /organizations/{id}/tags/{tag}: put a tag on an organization.
//
// Answers the organization, which has the tag now. A tag that is not there yet is made.
// Nothing changes where the organization has it already. The body is empty. It needs the
// permission change_organization.
func (c *Client) PutOrganizationTag(ctx context.Context, id string, tag string, options ...RequestOption) (*Organization, error) {
	return send[Organization](ctx, c, request{method: http.MethodPut, path: "/organizations/{id}/tags/{tag}", args: []any{id, tag}, options: options})
}

// DeleteOrganizationTag is DELETE /organizations/{id}/tags/{tag}: take a tag off an
// organization.
//
// The tag itself stays, and so do the other tags of the organization. It needs the permission
// change_organization.
func (c *Client) DeleteOrganizationTag(ctx context.Context, id string, tag string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/organizations/{id}/tags/{tag}", args: []any{id, tag}, options: options})
	return err
}

// ListRoles is GET /roles: list roles.
//
// Returns roles, a page at a time. Filters that are given together must all match. The
// permissions are add_address, add_contact, add_customfield, add_organization,
// add_organizationtype, add_tag, change_address, change_contact, change_customfield,
// change_organization, change_organizationtype, change_tag, delete_address, delete_contact,
// delete_customfield, delete_organization, delete_organizationtype, delete_tag, erase_contact,
// export_data, import_data, manage_workspace, undo_change, view_address, view_change,
// view_contact, view_customfield, view_organization, view_organizationtype and view_tag. It
// needs the permission manage_workspace.
func (c *Client) ListRoles(ctx context.Context, params ListRolesParams, options ...RequestOption) (*RoleList, error) {
	return send[RoleList](ctx, c, request{method: http.MethodGet, path: "/roles", query: params, options: options})
}

// Roles walks the records of ListRoles, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Roles(ctx context.Context, params ListRolesParams, options ...RequestOption) iter.Seq2[*Role, error] {
	return pages[Role](ctx, c, request{method: http.MethodGet, path: "/roles", query: params, options: options})
}

// CreateRole is POST /roles: create a role.
//
// Creates a role and answers the whole record. The permissions are add_address, add_contact,
// add_customfield, add_organization, add_organizationtype, add_tag, change_address,
// change_contact, change_customfield, change_organization, change_organizationtype,
// change_tag, delete_address, delete_contact, delete_customfield, delete_organization,
// delete_organizationtype, delete_tag, erase_contact, export_data, import_data,
// manage_workspace, undo_change, view_address, view_change, view_contact, view_customfield,
// view_organization, view_organizationtype and view_tag. It needs the permission
// manage_workspace.
func (c *Client) CreateRole(ctx context.Context, body RoleInput, options ...RequestOption) (*Role, error) {
	return send[Role](ctx, c, request{method: http.MethodPost, path: "/roles", body: body, options: options})
}

// GetRole is GET /roles/{id}: get a role.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// manage_workspace.
func (c *Client) GetRole(ctx context.Context, id string, options ...RequestOption) (*Role, error) {
	return send[Role](ctx, c, request{method: http.MethodGet, path: "/roles/{id}", args: []any{id}, options: options})
}

// UpdateRole is PATCH /roles/{id}: change a role.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission manage_workspace.
func (c *Client) UpdateRole(ctx context.Context, id string, body RoleInput, options ...RequestOption) (*Role, error) {
	return send[Role](ctx, c, request{method: http.MethodPatch, path: "/roles/{id}", args: []any{id}, body: body, options: options})
}

// DeleteRole is DELETE /roles/{id}: delete a role.
//
// Deletes a role. It needs the permission manage_workspace.
func (c *Client) DeleteRole(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/roles/{id}", args: []any{id}, options: options})
	return err
}

// ListTags is GET /tags: list tags.
//
// Returns tags, a page at a time. Filters that are given together must all match. It needs the
// permission view_tag.
func (c *Client) ListTags(ctx context.Context, params ListTagsParams, options ...RequestOption) (*TagList, error) {
	return send[TagList](ctx, c, request{method: http.MethodGet, path: "/tags", query: params, options: options})
}

// Tags walks the records of ListTags, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Tags(ctx context.Context, params ListTagsParams, options ...RequestOption) iter.Seq2[*Tag, error] {
	return pages[Tag](ctx, c, request{method: http.MethodGet, path: "/tags", query: params, options: options})
}

// CreateTag is POST /tags: create a tag.
//
// Creates a tag and answers the whole record. It needs the permission add_tag.
func (c *Client) CreateTag(ctx context.Context, body TagInput, options ...RequestOption) (*Tag, error) {
	return send[Tag](ctx, c, request{method: http.MethodPost, path: "/tags", body: body, options: options})
}

// GetTag is GET /tags/{id}: get a tag.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_tag.
func (c *Client) GetTag(ctx context.Context, id string, options ...RequestOption) (*Tag, error) {
	return send[Tag](ctx, c, request{method: http.MethodGet, path: "/tags/{id}", args: []any{id}, options: options})
}

// UpdateTag is PATCH /tags/{id}: change a tag.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission change_tag.
func (c *Client) UpdateTag(ctx context.Context, id string, body TagInput, options ...RequestOption) (*Tag, error) {
	return send[Tag](ctx, c, request{method: http.MethodPatch, path: "/tags/{id}", args: []any{id}, body: body, options: options})
}

// DeleteTag is DELETE /tags/{id}: delete a tag.
//
// Deletes a tag. It needs the permission delete_tag.
func (c *Client) DeleteTag(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/tags/{id}", args: []any{id}, options: options})
	return err
}

// MergeTag is POST /tags/{id}/merge: merge a tag into another.
//
// What carries the tag carries the other one afterwards; this one is gone. It needs the
// permission change_tag.
func (c *Client) MergeTag(ctx context.Context, id string, body TagMerge, options ...RequestOption) (*Tag, error) {
	return send[Tag](ctx, c, request{method: http.MethodPost, path: "/tags/{id}/merge", args: []any{id}, body: body, options: options})
}

// ListUsers is GET /users: list users.
//
// Returns users, a page at a time. Filters that are given together must all match. Those who
// have a role in the workspace are its users. Deleting disables: the record stays. The last
// one who manages the workspace can neither be disabled nor lose the role. It needs the
// permission manage_workspace.
func (c *Client) ListUsers(ctx context.Context, params ListUsersParams, options ...RequestOption) (*UserList, error) {
	return send[UserList](ctx, c, request{method: http.MethodGet, path: "/users", query: params, options: options})
}

// Users walks the records of ListUsers, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Users(ctx context.Context, params ListUsersParams, options ...RequestOption) iter.Seq2[*User, error] {
	return pages[User](ctx, c, request{method: http.MethodGet, path: "/users", query: params, options: options})
}

// CreateUser is POST /users: create a user.
//
// Creates a user and answers the whole record. Those who have a role in the workspace are its
// users. Deleting disables: the record stays. The last one who manages the workspace can
// neither be disabled nor lose the role. It needs the permission manage_workspace.
func (c *Client) CreateUser(ctx context.Context, body UserInput, options ...RequestOption) (*User, error) {
	return send[User](ctx, c, request{method: http.MethodPost, path: "/users", body: body, options: options})
}

// GetUser is GET /users/{id}: get a user.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// manage_workspace.
func (c *Client) GetUser(ctx context.Context, id string, options ...RequestOption) (*User, error) {
	return send[User](ctx, c, request{method: http.MethodGet, path: "/users/{id}", args: []any{id}, options: options})
}

// UpdateUser is PATCH /users/{id}: change a user.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission manage_workspace.
func (c *Client) UpdateUser(ctx context.Context, id string, body UserInput, options ...RequestOption) (*User, error) {
	return send[User](ctx, c, request{method: http.MethodPatch, path: "/users/{id}", args: []any{id}, body: body, options: options})
}

// DeleteUser is DELETE /users/{id}: delete a user.
//
// Deletes a user. It needs the permission manage_workspace.
func (c *Client) DeleteUser(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/users/{id}", args: []any{id}, options: options})
	return err
}

// ListViews is GET /views: list saved views.
//
// Returns saved views, a page at a time. Filters that are given together must all match. A
// view keeps filters, search, ordering and columns of a list under a name. One's own are
// shown, and those that are shared: these are changed by their owner and by those with
// manage_workspace. It needs the permission view_contact or view_organization: the one for the
// list that the view is of.
func (c *Client) ListViews(ctx context.Context, params ListViewsParams, options ...RequestOption) (*SavedViewList, error) {
	return send[SavedViewList](ctx, c, request{method: http.MethodGet, path: "/views", query: params, options: options})
}

// Views walks the records of ListViews, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Views(ctx context.Context, params ListViewsParams, options ...RequestOption) iter.Seq2[*SavedView, error] {
	return pages[SavedView](ctx, c, request{method: http.MethodGet, path: "/views", query: params, options: options})
}

// CreateView is POST /views: create a saved view.
//
// Creates a saved view and answers the whole record. A view keeps filters, search, ordering
// and columns of a list under a name. One's own are shown, and those that are shared: these
// are changed by their owner and by those with manage_workspace. It needs the permission
// view_contact or view_organization: the one for the list that the view is of.
func (c *Client) CreateView(ctx context.Context, body SavedViewInput, options ...RequestOption) (*SavedView, error) {
	return send[SavedView](ctx, c, request{method: http.MethodPost, path: "/views", body: body, options: options})
}

// GetView is GET /views/{id}: get a saved view.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// view_contact or view_organization: the one for the list that the view is of.
func (c *Client) GetView(ctx context.Context, id string, options ...RequestOption) (*SavedView, error) {
	return send[SavedView](ctx, c, request{method: http.MethodGet, path: "/views/{id}", args: []any{id}, options: options})
}

// UpdateView is PATCH /views/{id}: change a saved view.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission view_contact or view_organization: the one for the list that the view is of.
func (c *Client) UpdateView(ctx context.Context, id string, body SavedViewInput, options ...RequestOption) (*SavedView, error) {
	return send[SavedView](ctx, c, request{method: http.MethodPatch, path: "/views/{id}", args: []any{id}, body: body, options: options})
}

// DeleteView is DELETE /views/{id}: delete a saved view.
//
// Deletes a saved view. It needs the permission view_contact or view_organization: the one for
// the list that the view is of.
func (c *Client) DeleteView(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/views/{id}", args: []any{id}, options: options})
	return err
}

// ListWorkspaces is GET /workspaces: list workspaces.
//
// Returns workspaces, a page at a time. Filters that are given together must all match.
// Superusers who sign in see all; others, and every key, the one that they work in. It needs
// the permission manage_workspace.
func (c *Client) ListWorkspaces(ctx context.Context, params ListWorkspacesParams, options ...RequestOption) (*WorkspaceList, error) {
	return send[WorkspaceList](ctx, c, request{method: http.MethodGet, path: "/workspaces", query: params, options: options})
}

// Workspaces walks the records of ListWorkspaces, from page to page. It stops at the
// first error, which comes with a nil record.
func (c *Client) Workspaces(ctx context.Context, params ListWorkspacesParams, options ...RequestOption) iter.Seq2[*Workspace, error] {
	return pages[Workspace](ctx, c, request{method: http.MethodGet, path: "/workspaces", query: params, options: options})
}

// CreateWorkspace is POST /workspaces: create a workspace.
//
// Creates a workspace and answers the whole record. Superusers who sign in see all; others,
// and every key, the one that they work in. It needs the permission manage_workspace. It is
// for superusers who sign in; a key reaches nothing outside its workspace.
func (c *Client) CreateWorkspace(ctx context.Context, body WorkspaceInput, options ...RequestOption) (*Workspace, error) {
	return send[Workspace](ctx, c, request{method: http.MethodPost, path: "/workspaces", body: body, options: options})
}

// GetWorkspace is GET /workspaces/{id}: get a workspace.
//
// Returns one record, or the fields of it that are asked for. It needs the permission
// manage_workspace.
func (c *Client) GetWorkspace(ctx context.Context, id string, options ...RequestOption) (*Workspace, error) {
	return send[Workspace](ctx, c, request{method: http.MethodGet, path: "/workspaces/{id}", args: []any{id}, options: options})
}

// UpdateWorkspace is PATCH /workspaces/{id}: change a workspace.
//
// What is left out stays. Objects merge by key, lists are whole lists, null clears. It needs
// the permission manage_workspace.
func (c *Client) UpdateWorkspace(ctx context.Context, id string, body WorkspaceInput, options ...RequestOption) (*Workspace, error) {
	return send[Workspace](ctx, c, request{method: http.MethodPatch, path: "/workspaces/{id}", args: []any{id}, body: body, options: options})
}

// DeleteWorkspace is DELETE /workspaces/{id}: delete a workspace.
//
// Deletes a workspace. It needs the permission manage_workspace. It is for superusers who sign
// in; a key reaches nothing outside its workspace.
func (c *Client) DeleteWorkspace(ctx context.Context, id string, options ...RequestOption) error {
	_, err := send[struct{}](ctx, c, request{method: http.MethodDelete, path: "/workspaces/{id}", args: []any{id}, options: options})
	return err
}
