package restapi_test

import "testing"

// samples are bodies that POST takes in a fresh workspace, by its path. Those that
// the document shows are of a tour, in which other records are there.
func samples(t *testing.T, path string) any {
	t.Helper()
	work := object{"street_address_1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH", "country": "GB"}
	contact := object{
		"first_name": "Ada", "last_name": "Lovelace", "tags": []string{"press"},
		"email_addresses": []object{{"email": "ada@example.com", "email_type": "work", "is_primary": true}},
		"phone_numbers":   []object{{"phone_number": "+44 20 7946 0958", "phone_type": "work"}},
		"addresses":       []object{{"address": work}},
	}
	organization := object{"name": "Analytical Engines Ltd", "code": "AE", "organization_type": "Company"}
	batch := func(body object, more object) object {
		return object{"operations": []object{{"action": "create", "body": with(body, more)}}}
	}
	body := map[string]any{
		"/contacts":                      contact,
		"/contacts/batch":                batch(contact, object{"external_ids": object{"of": "batch"}}),
		"/contacts/{id}/email_addresses": object{"email": "ada@example.com", "email_type": "work", "is_primary": true},
		"/contacts/{id}/phone_numbers":   object{"phone_number": "+44 20 7946 0958", "phone_type": "mobile"},
		"/contacts/{id}/addresses":       object{"address": work, "address_type": "home"},
		"/organization-types":            object{"name": "Guild of engineers"},
		"/organizations":                 organization,
		"/organizations/batch":           batch(organization, object{"name": "Of a batch", "code": "batch"}),
		"/addresses":                     work,
		"/tags":                          object{"name": "VIPs"},
		"/options":                       object{"list": "contact_type", "value": "press", "label": "Press"},
		"/custom-fields":                 object{"record_kind": "contact", "key": "shoe_size", "type": "integer", "minimum": 15, "maximum": 60},
		"/views":                         object{"list": "contacts", "name": "Press in London", "query": "city=London"},
		"/workspaces":                    object{"slug": "engines", "name": "Analytical Engines", "default_region": "GB"},
		"/users":                         object{"username": "ada", "email": "ada@example.com", "role": "editor", "password": "violet tram over Lisbon"},
		"/roles":                         object{"name": "Assistants", "permissions": []string{"view_contact", "change_contact"}},
		"/api-keys":                      object{"name": "website form", "role": "editor", "expires_at": "2030-01-31T12:00:00Z"},
		"/auth/token":                    object{"username": "ada", "password": "violet tram over Lisbon"},
		"/auth/token/refresh":            object{"refresh": "none"},
		"/changes/{number}/undo":         object{},
	}[path]
	if body == nil {
		t.Errorf("there is no sample of a body for POST %s", path)
	}
	return body
}
