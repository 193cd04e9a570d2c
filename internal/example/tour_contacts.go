package example

import "net/http"

func contacts() []Step {
	return []Step{
		{
			Operation: "createContact", Name: "Create a contact with channels of each kind",
			Body: `{
				"first_name": "Anne", "last_name": "Byron", "organization_name": "Ockham School", "tags": ["teachers {{run}}"],
				"email_addresses": [{"email": "anne@example.com"}, {"email": "school@example.com", "email_type": "work"}],
				"phone_numbers": [{"phone_number": "+44 20 7946 0344"}],
				"addresses": [{"address": {"street_address_1": "2 Ockham Lane", "city": "Cobham", "country": "GB"}}]
			}`,
			Status: http.StatusCreated, Wants: texts{"/primary_email": `"anne@example.com"`, "/primary_phone": `"+442079460344"`},
		},
		{
			Operation: "createContact", Name: "Create a contact with everything",
			Body: `{
				"prefix": "Lady", "first_name": "Ada", "last_name": "Lovelace", "title": "Analyst",
				"linked_organization": "{{mill}}", "birth_date": "1815-12-10", "language": "en-GB",
				"tags": ["press {{run}}", "poets {{run}}"], "external_ids": {"crm": "ada-{{run}}"}, "custom_fields": {"engines": 2},
				"email_addresses": [
					{"email": "ada@example.com", "email_type": "work"},
					{"email": "ada.lovelace@example.org", "email_type": "personal", "is_primary": true}
				],
				"phone_region": "GB",
				"phone_numbers": [{"phone_number": "020 7946 0958 ext. 12", "phone_type": "work"}],
				"addresses": [{"address_type": "work", "address": {
					"street_address_1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH", "country": "GB"
				}}]
			}`,
			Status: http.StatusCreated,
			Wants: texts{
				"/full_name": `"Ada Lovelace"`, "/linked_organization_name": `"Mill"`, "/primary_phone": `"+442079460958"`,
				"/primary_email": `"ada.lovelace@example.org"`, "/phone_numbers/0/is_primary": "true", "/phone_numbers/0/extension": `"12"`,
			},
			Keeps: texts{
				"ada": "/id", "ada_etag": "ETag", "ada_personal": "/email_addresses/0/id", "ada_work": "/email_addresses/1/id",
				"ada_phone": "/phone_numbers/0/id", "ada_at_work": "/addresses/0/id", "square": "/addresses/0/address/id",
			},
		},
		{
			Operation: "createContact", Name: "A name is enough",
			Body: `{"first_name": "Charles", "last_name": "Babbage", "organization_name": "University of Cambridge",
				"tags": ["press {{run}}"], "source": "conference"}`,
			Status: http.StatusCreated, Wants: texts{"/contact_type": `"primary"`, "/email_addresses": "[]"}, Keeps: texts{"charles": "/id"},
		},
		{
			Operation: "createContact", Name: "An email address is enough, too",
			Body:   `{"email_addresses": [{"email": "mary.somerville@example.com"}], "tags": ["press {{run}}"]}`,
			Status: http.StatusCreated, Keeps: texts{"mary": "/id"},
			Wants: texts{"/full_name": `"mary.somerville@example.com"`, "/email_addresses/0/is_primary": "true"},
		},
		{
			Operation: "getContact", Name: "Get a contact", Path: texts{"id": "{{ada}}"}, Status: http.StatusOK,
			Wants: texts{"/tags": `["poets {{run}}", "press {{run}}"]`},
		},
		{
			Operation: "getContact", Name: "Some fields alone", Path: texts{"id": "{{ada}}"}, Query: []string{"fields=full_name,primary_email"},
			Status: http.StatusOK, Wants: texts{"/full_name": `"Ada Lovelace"`, "/primary_email": `"ada.lovelace@example.org"`},
		},
		{
			Operation: "getContact", Name: "The contact has not changed", Path: texts{"id": "{{ada}}"},
			Header: []string{"If-None-Match: {{ada_etag}}"}, Status: http.StatusNotModified,
		},
		{
			Operation: "getContact", Name: "A contact who is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "getContact", Name: "The answer is JSON and nothing else", Path: texts{"id": "{{ada}}"},
			Header: []string{"Accept: text/html"}, Status: http.StatusNotAcceptable,
		},
		{
			Operation: "getContactChannels", Name: "The channels alone", Path: texts{"id": "{{ada}}"}, Status: http.StatusOK,
			Wants: texts{"/email_addresses/0/id": `"{{ada_personal}}"`, "/addresses/0/id": `"{{ada_at_work}}"`},
		},
		{
			Operation: "getContactChannels", Name: "Channels of nobody", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
	}
}

func contactFaults() []Step {
	return []Step{
		{
			Operation: "createContact", Name: "Two primaries are refused",
			Body: `{"first_name": "Ada", "email_addresses": [
				{"email": "ada@example.com", "is_primary": true}, {"email": "ada@example.org", "is_primary": true}
			]}`,
			Status: http.StatusBadRequest, Faults: []string{"/email_addresses/1/is_primary"},
		},
		{
			Operation: "createContact", Name: "All that is wrong is said at once",
			Body: `{"first_name": "Ada", "lastname": "Lovelace", "status": "asleep", "birth_date": "1815-13-10", "source": null,
				"email_addresses": [{"email": "ada at example.com"}], "phone_numbers": [{"phone_number": "+44 20 79"}],
				"linked_organization": "` + unknown + `"}`,
			Status: http.StatusBadRequest,
			Faults: []string{
				"/lastname", "/status", "/birth_date", "/source", "/email_addresses/0/email", "/phone_numbers/0/phone_number", "/linked_organization",
			},
		},
		{
			Operation: "createContact", Name: "Nothing to be known by", Body: `{"notes": "Who was it?"}`,
			Status: http.StatusBadRequest, Faults: []string{"/first_name"},
		},
		{
			Operation: "createContact", Name: "An external id is taken", Body: `{"first_name": "Augusta", "external_ids": {"crm": "ada-{{run}}"}}`,
			Status: http.StatusBadRequest, Faults: []string{"/external_ids/crm"}, Wants: texts{"/errors/0/conflict": `"{{ada}}"`},
		},
		{
			Operation: "createContact", Name: "A linked organization and another name", Body: `{"linked_organization": "{{mill}}", "organization_name": "Store"}`,
			Status: http.StatusBadRequest, Faults: []string{"/organization_name"},
		},
		{
			Operation: "createContact", Name: "A body that is no JSON", Header: []string{"Content-Type: application/x-www-form-urlencoded"},
			Body: `{"first_name": "Ada"}`, Status: http.StatusUnsupportedMediaType,
		},
		{
			Operation: "createContact", Name: "Without a key", Caller: Nobody, Body: `{"first_name": "Ada"}`, Status: http.StatusUnauthorized,
		},
		{
			Operation: "createContact", Name: "A viewer creates nothing", Caller: Viewer, Body: `{"first_name": "Ada"}`, Status: http.StatusForbidden,
		},
	}
}

func contactChanges() []Step {
	return []Step{
		{
			Operation: "updateContact", Name: "Change a contact", Path: texts{"id": "{{ada}}"},
			Body:   `{"nickname": "Countess", "birth_date": null, "custom_fields": {"engines": null, "notes_to_menabrea": 7}}`,
			Header: []string{"If-Match: {{ada_etag}}"}, Status: http.StatusOK,
			Wants: texts{"/birth_date": "null", "/custom_fields": `{"notes_to_menabrea": 7}`, "/version": "2", "/title": `"Analyst"`},
		},
		{
			Operation: "updateContact", Name: "The contact was changed meanwhile", Path: texts{"id": "{{ada}}"}, Body: `{"nickname": "Ada"}`,
			Header: []string{"If-Match: {{ada_etag}}"}, Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "updateContact", Name: "As a merge patch", Path: texts{"id": "{{ada}}"}, Body: `{"nickname": null, "notes": "Met at the exhibition."}`,
			Header: []string{"Content-Type: application/merge-patch+json"}, Status: http.StatusOK, Wants: texts{"/nickname": `""`},
		},
		{
			Operation: "updateContact", Name: "A list is the whole list", Path: texts{"id": "{{ada}}"},
			Body: `{"tags": ["press {{run}}"], "email_addresses": [
				{"id": "{{ada_work}}", "notes": "Read on weekdays."}, {"email": "ada.lovelace@example.org"}, {"email": "countess@example.net"}
			]}`,
			Status: http.StatusOK, Wants: texts{"/tags": `["press {{run}}"]`, "/email_addresses/0/id": `"{{ada_personal}}"`, "/email_addresses/1/notes": `"Read on weekdays."`},
			Keeps: texts{"ada_third": "/email_addresses/2/id"},
		},
		{
			Operation: "updateContact", Name: "null is no status, and the channel is another contact's", Path: texts{"id": "{{charles}}"},
			Body:   `{"status": null, "email_addresses": [{"id": "{{ada_work}}", "email": "charles@example.com"}]}`,
			Status: http.StatusBadRequest, Faults: []string{"/status", "/email_addresses/0/id"},
		},
		{
			Operation: "putContact", Name: "Write a contact", Path: texts{"id": "{{charles}}"},
			Body:   `{"first_name": "Charles", "last_name": "Babbage", "birth_date": "1791-12-26"}`,
			Status: http.StatusOK, Wants: texts{"/birth_date": `"1791-12-26"`, "/organization_name": `"University of Cambridge"`},
		},
		{
			Operation: "putContact", Name: "Nobody to write", Path: texts{"id": unknown}, Body: `{"first_name": "Charles"}`, Status: http.StatusNotFound,
		},
		{
			Operation: "listContactHistory", Name: "Who changed a contact", Path: texts{"id": "{{charles}}"},
			Query: []string{"action=update"}, Status: http.StatusOK,
			Wants: texts{"/count": "1", "/results/0/changed": `["birth_date"]`},
		},
		{
			Operation: "listContactHistory", Name: "No such action", Path: texts{"id": "{{charles}}"}, Query: []string{"action=rename"},
			Status: http.StatusBadRequest, Faults: []string{"action"},
		},
	}
}

// contactRepeats are requests that are sent twice.
func contactRepeats() []Step {
	body := `{"first_name": "George", "last_name": "Boole"}`
	once := []string{"Idempotency-Key: boole-{{run}}"}
	return []Step{
		{
			Operation: "createContact", Name: "Create once, however often it is sent", Body: body, Header: once,
			Status: http.StatusCreated, Keeps: texts{"george": "/id"},
		},
		{
			Operation: "createContact", Name: "Sent again, it answers what it answered", Body: body, Header: once,
			Status: http.StatusCreated, Wants: texts{"/id": `"{{george}}"`, "Idempotent-Replayed": `"true"`},
		},
		{
			Operation: "createContact", Name: "The same key with another body", Body: `{"first_name": "Mary", "last_name": "Boole"}`, Header: once,
			Status: http.StatusUnprocessableEntity,
		},
		{
			Operation: "updateContact", Name: "Without the record in the answer", Path: texts{"id": "{{george}}"},
			Header: []string{"Prefer: return=minimal"}, Body: `{"title": "Professor"}`,
			Status: http.StatusNoContent, Wants: texts{"Preference-Applied": `"return=minimal"`},
		},
		{
			Operation: "updateContact", Name: "With some fields of it", Path: texts{"id": "{{george}}"}, Query: []string{"fields=title,version"},
			Body: `{"title": "Logician"}`, Status: http.StatusOK, Wants: texts{"/title": `"Logician"`, "/version": "3"},
		},
		{
			Operation: "updateContact", Name: "A field that no contact has", Path: texts{"id": "{{george}}"}, Query: []string{"fields=title,height"},
			Body: `{"title": "Author"}`, Status: http.StatusBadRequest, Faults: []string{"fields"},
		},
		{
			Operation: "updateContact", Name: "A tag without its quotes", Path: texts{"id": "{{george}}"}, Header: []string{"If-Match: 1.3"},
			Body: `{"title": "Author"}`, Status: http.StatusBadRequest, Faults: []string{"If-Match"},
		},
		{
			Operation: "deleteContact", Name: "Delete a contact", Path: texts{"id": "{{george}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteContact", Name: "A contact who is gone", Path: texts{"id": "{{george}}"}, Status: http.StatusNotFound,
		},
		{
			Operation: "deleteContact", Name: "The contact was changed since", Path: texts{"id": "{{ada}}"},
			Header: []string{"If-Match: {{ada_etag}}"}, Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "deleteContact", Name: "A viewer deletes nobody", Caller: Viewer, Path: texts{"id": "{{ada}}"}, Status: http.StatusForbidden,
		},
	}
}
