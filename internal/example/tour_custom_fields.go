package example

import "net/http"

func customFields() []Step {
	return []Step{
		{
			Operation: "createCustomField", Name: "Create a custom field",
			Body: `{"record_kind": "contact", "key": "cards_{{run}}", "label": "Punched cards", "type": "integer",
				"minimum": 0, "maximum": 10000, "help": "How many cards a program of theirs has.", "filterable": true}`,
			Status: http.StatusCreated, Keeps: texts{"custom_field": "/id", "custom_field_etag": "ETag"},
		},
		{
			Operation: "createCustomField", Name: "A key is unique for its kind of record",
			Body:   `{"record_kind": "contact", "key": "cards_{{run}}", "type": "text"}`,
			Status: http.StatusBadRequest, Faults: []string{"/key"}, Wants: texts{"/errors/0/conflict": `"{{custom_field}}"`},
		},
		{
			Operation: "createCustomField", Name: "All that is wrong is said at once", Body: `{"record_kind": "planet", "key": "Two Words", "type": "colour"}`,
			Status: http.StatusBadRequest, Faults: []string{"/record_kind", "/key", "/type"},
		},
		{
			Operation: "createCustomField", Name: "A viewer defines nothing", Caller: Viewer,
			Body: `{"record_kind": "contact", "key": "gears_{{run}}", "type": "integer"}`, Status: http.StatusForbidden,
		},
		{
			Operation: "listCustomFields", Name: "The custom fields of contacts", Query: []string{"record_kind=contact", "key=cards_{{run}}"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/id": `"{{custom_field}}"`},
		},
		{
			Operation: "listCustomFields", Name: "No such kind of record", Query: []string{"record_kind=planet"},
			Status: http.StatusBadRequest, Faults: []string{"record_kind"},
		},
		{
			Operation: "getCustomField", Name: "Get a custom field", Path: texts{"id": "{{custom_field}}"}, Status: http.StatusOK,
			Wants: texts{"/key": `"cards_{{run}}"`},
		},
		{
			Operation: "getCustomField", Name: "A custom field that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "putCustomField", Name: "Write a custom field", Path: texts{"id": "{{custom_field}}"},
			Body:   `{"record_kind": "contact", "key": "cards_{{run}}", "type": "integer", "label": "Cards"}`,
			Header: []string{"If-Match: {{custom_field_etag}}"}, Status: http.StatusOK, Wants: texts{"/label": `"Cards"`, "/maximum": "10000"},
		},
		{
			Operation: "putCustomField", Name: "A key never changes", Path: texts{"id": "{{custom_field}}"},
			Body: `{"record_kind": "contact", "key": "gears_{{run}}", "type": "integer"}`, Status: http.StatusBadRequest, Faults: []string{"/key"},
		},
		{
			Operation: "updateCustomField", Name: "The custom field was changed meanwhile", Path: texts{"id": "{{custom_field}}"}, Body: `{"label": "Gears"}`,
			Header: []string{"If-Match: {{custom_field_etag}}"}, Status: http.StatusPreconditionFailed,
		},
	}
}

// customValues are those of the contacts.
func customValues() []Step {
	return []Step{
		{
			Operation: "updateContact", Name: "Give a contact a custom value", Path: texts{"id": "{{ada}}"}, Body: `{"custom_fields": {"cards_{{run}}": 25}}`,
			Status: http.StatusOK, Wants: texts{"/custom_fields": `{"cards_{{run}}": 25, "notes_to_menabrea": 7}`},
		},
		{
			Operation: "updateContact", Name: "A custom value of another type", Path: texts{"id": "{{ada}}"}, Body: `{"custom_fields": {"cards_{{run}}": "many"}}`,
			Status: http.StatusBadRequest, Wants: texts{"/errors/0/pointer": `"/custom_fields/cards_{{run}}"`},
		},
		{
			Operation: "updateContact", Name: "A custom value beyond the maximum", Path: texts{"id": "{{charles}}"}, Body: `{"custom_fields": {"cards_{{run}}": 64000}}`,
			Status: http.StatusBadRequest, Wants: texts{"/errors/0/pointer": `"/custom_fields/cards_{{run}}"`},
		},
		{
			Operation: "listContacts", Name: "Filter by a custom field", Query: []string{"custom_fields.cards_{{run}}__gte=20", "fields=full_name,custom_fields"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/full_name": `"Ada Lovelace"`},
		},
	}
}

// storedValues are in the way of changes to the definition.
func storedValues() []Step {
	return []Step{
		{
			Operation: "updateCustomField", Name: "Stored values would break the new rule", Path: texts{"id": "{{custom_field}}"}, Body: `{"maximum": 20}`,
			Status: http.StatusConflict,
		},
		{
			Operation: "updateCustomField", Name: "A field without choices has none to rename", Path: texts{"id": "{{custom_field}}"},
			Body: `{"rename": {"few": "some"}}`, Status: http.StatusBadRequest, Faults: []string{"/rename/few"},
		},
		{
			Operation: "updateCustomField", Name: "Convert the stored values", Path: texts{"id": "{{custom_field}}"},
			Body:   `{"type": "text", "minimum": null, "maximum": null, "stored_values": "convert"}`,
			Status: http.StatusOK, Wants: texts{"/type": `"text"`, "/version": "3"},
		},
		{
			Operation: "getContact", Name: "The value is a text now", Path: texts{"id": "{{ada}}"}, Query: []string{"fields=custom_fields"},
			Status: http.StatusOK, Wants: texts{"/custom_fields": `{"cards_{{run}}": "25", "notes_to_menabrea": 7}`},
		},
		{
			Operation: "deleteCustomField", Name: "A custom field with values is not deleted", Path: texts{"id": "{{custom_field}}"},
			Status: http.StatusConflict,
		},
		{
			Operation: "deleteCustomField", Name: "Delete a custom field and its values", Path: texts{"id": "{{custom_field}}"},
			Query: []string{"stored_values=clear"}, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteCustomField", Name: "A custom field that is not there any more", Path: texts{"id": "{{custom_field}}"},
			Status: http.StatusNotFound,
		},
	}
}
