package example

import "net/http"

// emailAddresses show the single-primary rule at work. Ada has three: the personal
// one is primary.
func emailAddresses() []Step {
	ada := texts{"id": "{{ada}}"}
	work := texts{"id": "{{ada}}", "channel": "{{ada_work}}"}
	fourth := texts{"id": "{{ada}}", "channel": "{{ada_fourth}}"}
	return []Step{
		{
			Operation: "listContactEmailAddresses", Name: "The primary one stands first", Path: ada, Status: http.StatusOK,
			Wants: texts{"/results/0/id": `"{{ada_personal}}"`, "/results/0/is_primary": "true", "/results/1/is_primary": "false"},
		},
		{
			Operation: "updateContactEmailAddress", Name: "Make another email address primary", Path: work, Body: `{"is_primary": true}`,
			Status: http.StatusOK, Wants: texts{"/is_primary": "true"}, Keeps: texts{"channel_etag": "ETag"},
		},
		{
			Operation: "listContactEmailAddresses", Name: "The one before is primary no more", Path: ada, Status: http.StatusOK,
			Wants: texts{"/results/0/id": `"{{ada_work}}"`, "/results/1/id": `"{{ada_personal}}"`, "/results/1/is_primary": "false"},
		},
		{
			Operation: "createContactEmailAddress", Name: "Create an email address", Path: ada, Body: `{"email": "ada@engines.example.com", "email_type": "work"}`,
			Header: []string{"If-Match: {{channel_etag}}"}, Status: http.StatusCreated, Wants: texts{"/is_primary": "false"}, Keeps: texts{"ada_fourth": "/id"},
		},
		{
			Operation: "createContactEmailAddress", Name: "The contact has the email address already", Path: ada, Body: `{"email": "ADA@Engines.example.com"}`,
			Status: http.StatusBadRequest, Faults: []string{"/email"}, Wants: texts{"/errors/0/conflict": `"{{ada_fourth}}"`},
		},
		{
			Operation: "createContactEmailAddress", Name: "No valid address, and no such type", Path: ada, Body: `{"email": "ada@localhost", "email_type": "pigeon"}`,
			Status: http.StatusBadRequest, Faults: []string{"/email", "/email_type"},
		},
		{
			Operation: "createContactEmailAddress", Name: "The contact was changed meanwhile", Path: ada, Body: `{"email": "ada@engines.example.net"}`,
			Header: []string{"If-Match: {{channel_etag}}"}, Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "getContactEmailAddress", Name: "Get an email address", Path: fourth, Status: http.StatusOK,
			Wants: texts{"/email": `"ada@engines.example.com"`},
		},
		{
			Operation: "getContactEmailAddress", Name: "An email address of somebody else", Path: texts{"id": "{{charles}}", "channel": "{{ada_fourth}}"},
			Status: http.StatusNotFound,
		},
		{
			Operation: "putContactEmailAddress", Name: "Write an email address", Path: fourth,
			Body: `{"email": "ada@engines.example.com", "notes": "Forwarded."}`, Status: http.StatusOK, Wants: texts{"/email_type": `"work"`},
		},
		{
			Operation: "putContactEmailAddress", Name: "PUT asks for the email address", Path: fourth, Body: `{"notes": "Forwarded."}`,
			Status: http.StatusBadRequest, Faults: []string{"/email"},
		},
		{
			Operation: "deleteContactEmailAddress", Name: "Delete the primary email address", Path: work, Status: http.StatusNoContent,
		},
		{
			Operation: "listContactEmailAddresses", Name: "Deleting promotes nothing", Path: ada, Status: http.StatusOK,
			Wants: texts{"/results/0/is_primary": "false", "/results/1/is_primary": "false", "/results/2/is_primary": "false"},
		},
		{
			Operation: "deleteContactEmailAddress", Name: "An email address that is gone", Path: work, Status: http.StatusNotFound,
		},
		{
			Operation: "listContactEmailAddresses", Name: "Email addresses of nobody", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
	}
}

func phoneNumbers() []Step {
	ada := texts{"id": "{{ada}}"}
	mobile := texts{"id": "{{ada}}", "channel": "{{ada_mobile}}"}
	return []Step{
		{
			Operation: "createContactPhoneNumber", Name: "Create a phone number, as people write it", Path: ada, Query: []string{"phone_region=GB"},
			Body: `{"phone_number": "(07400) 123-456", "is_primary": true}`, Status: http.StatusCreated,
			Wants: texts{"/phone_number": `"+447400123456"`, "/phone_type": `"mobile"`, "/is_primary": "true"}, Keeps: texts{"ada_mobile": "/id"},
		},
		{
			Operation: "createContactPhoneNumber", Name: "Too short", Path: ada, Body: `{"phone_number": "+44 20 79"}`,
			Status: http.StatusBadRequest, Faults: []string{"/phone_number"},
		},
		{
			Operation: "createContactPhoneNumber", Name: "Letters, and an extension that has some", Path: ada,
			Body: `{"phone_number": "call me maybe", "extension": "front desk"}`, Status: http.StatusBadRequest, Faults: []string{"/phone_number", "/extension"},
		},
		{
			Operation: "createContactPhoneNumber", Name: "The contact has the phone number already", Path: ada, Body: `{"phone_number": "+44 7400 123456"}`,
			Status: http.StatusBadRequest, Faults: []string{"/phone_number"}, Wants: texts{"/errors/0/conflict": `"{{ada_mobile}}"`},
		},
		{
			Operation: "listContactPhoneNumbers", Name: "List phone numbers", Path: ada, Status: http.StatusOK,
			Wants: texts{"/results/0/id": `"{{ada_mobile}}"`, "/results/1/id": `"{{ada_phone}}"`, "/results/1/is_primary": "false"},
		},
		{
			Operation: "listContactPhoneNumbers", Name: "Phone numbers of nobody", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "getContactPhoneNumber", Name: "Get a phone number", Path: mobile, Status: http.StatusOK, Wants: texts{"/extension": `""`},
		},
		{
			Operation: "getContactPhoneNumber", Name: "A phone number that is not there", Path: texts{"id": "{{ada}}", "channel": unknown},
			Status: http.StatusNotFound,
		},
		{
			Operation: "updateContactPhoneNumber", Name: "Demote the primary phone number", Path: mobile, Body: `{"is_primary": false, "notes": "Evenings."}`,
			Status: http.StatusOK, Wants: texts{"/is_primary": "false"},
		},
		{
			Operation: "updateContactPhoneNumber", Name: "A number without a country", Path: mobile, Body: `{"phone_number": "07400 123457", "phone_region": "ZZ"}`,
			Status: http.StatusBadRequest, Faults: []string{"/phone_region"},
		},
		{
			Operation: "putContactPhoneNumber", Name: "Write a phone number", Path: mobile, Body: `{"phone_number": "+33 6 39 98 12 34"}`,
			Status: http.StatusOK, Wants: texts{"/phone_number": `"+33639981234"`, "/notes": `"Evenings."`},
		},
		{
			Operation: "putContactPhoneNumber", Name: "PUT asks for the phone number", Path: mobile, Body: `{}`,
			Status: http.StatusBadRequest, Faults: []string{"/phone_number"},
		},
		{
			Operation: "deleteContactPhoneNumber", Name: "Delete a phone number", Path: mobile, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteContactPhoneNumber", Name: "A phone number that is gone", Path: mobile, Status: http.StatusNotFound,
		},
	}
}

func contactAddresses() []Step {
	ada := texts{"id": "{{ada}}"}
	home := texts{"id": "{{ada}}", "channel": "{{ada_at_home}}"}
	return []Step{
		{
			Operation: "createContactAddress", Name: "Create an address of a contact", Path: ada,
			Body: `{"address_type": "home", "is_primary": true, "address": {
				"street_address_1": "Ockham Park", "city": "Ockham", "state_province": "Surrey", "country": "GB"}}`,
			Status: http.StatusCreated, Wants: texts{"/is_primary": "true", "/address/country_name": `"United Kingdom"`}, Keeps: texts{"ada_at_home": "/id"},
		},
		{
			Operation: "createContactAddress", Name: "No such country, and a latitude alone", Path: ada,
			Body:   `{"address": {"city": "Ockham", "country": "XX", "latitude": 51.3}}`,
			Status: http.StatusBadRequest, Faults: []string{"/address/country", "/address/longitude"},
		},
		{
			Operation: "createContactAddress", Name: "Nobody to have an address", Path: texts{"id": unknown}, Body: `{"address": {"city": "Ockham"}}`,
			Status: http.StatusNotFound,
		},
		{
			Operation: "createContactAddress", Name: "Share the address of another contact", Path: texts{"id": "{{charles}}"},
			Body: `{"address": "{{square}}", "address_type": "work"}`, Status: http.StatusCreated,
			Wants: texts{"/address/id": `"{{square}}"`, "/is_primary": "true"}, Keeps: texts{"charles_at_work": "/id"},
		},
		{
			Operation: "createContactAddress", Name: "The contact has the address already", Path: texts{"id": "{{charles}}"}, Body: `{"address": "{{square}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/address"}, Wants: texts{"/errors/0/conflict": `"{{charles_at_work}}"`},
		},
		{
			Operation: "listContactAddresses", Name: "List addresses of a contact", Path: ada, Status: http.StatusOK,
			Wants: texts{"/results/0/id": `"{{ada_at_home}}"`, "/results/1/address/id": `"{{square}}"`},
		},
		{
			Operation: "listContactAddresses", Name: "Addresses of nobody", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "getContactAddress", Name: "Get an address of a contact", Path: home, Status: http.StatusOK, Wants: texts{"/address_type": `"home"`},
		},
		{
			Operation: "getContactAddress", Name: "An address that is not there", Path: texts{"id": "{{ada}}", "channel": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "updateContactAddress", Name: "Change the address itself, in place", Path: home, Body: `{"address": {"postal_code": "GU23 6NQ"}}`,
			Status: http.StatusOK, Wants: texts{"/address/postal_code": `"GU23 6NQ"`, "/address/city": `"Ockham"`},
		},
		{
			Operation: "updateContactAddress", Name: "There is no such address", Path: home, Body: `{"address": "` + unknown + `"}`,
			Status: http.StatusBadRequest, Faults: []string{"/address"},
		},
		{
			Operation: "putContactAddress", Name: "Write an address of a contact", Path: home,
			Body:   `{"address": {"street_address_1": "East Horsley Towers", "city": "East Horsley", "country": "GB"}, "address_type": "billing"}`,
			Status: http.StatusOK, Wants: texts{"/address_type": `"billing"`, "/address/city": `"East Horsley"`},
		},
		{
			Operation: "putContactAddress", Name: "PUT asks for the address", Path: home, Body: `{"address_type": "home"}`,
			Status: http.StatusBadRequest, Faults: []string{"/address"},
		},
		{
			Operation: "deleteContactAddress", Name: "Delete an address of a contact", Path: home, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteContactAddress", Name: "An address that is gone", Path: home, Status: http.StatusNotFound,
		},
	}
}
