package example

import "net/http"

func changes() []Step {
	return []Step{
		{
			Operation: "createContact", Name: "A contact to change", Body: `{"first_name": "Augusta", "last_name": "Byron", "external_ids": {"crm": "augusta-{{run}}"}}`,
			Status: http.StatusCreated, Keeps: texts{"augusta": "/id"},
		},
		{
			Operation: "updateContact", Name: "Change it", Path: texts{"id": "{{augusta}}"}, Body: `{"last_name": "King"}`, Status: http.StatusOK,
		},
		{
			Operation: "listChanges", Name: "The changes of a record", Query: []string{"record={{augusta}}", "ordering=-number", "limit=1"},
			Status: http.StatusOK, Keeps: texts{"change": "/results/0/number"},
			Wants: texts{"/results/0/changed": `["full_name", "last_name"]`, "/results/0/before/last_name": `"Byron"`, "/results/0/after/last_name": `"King"`},
		},
		{
			Operation: "updateContact", Name: "Change something else", Path: texts{"id": "{{augusta}}"}, Body: `{"nickname": "Gussie"}`, Status: http.StatusOK,
		},
		{
			Operation: "listChanges", Name: "Read the feed onwards", Query: []string{"after={{change}}", "limit=1", "fields=number,at,kind,record,action,changed"},
			Status: http.StatusOK, Wants: texts{"/results/0/record": `"{{augusta}}"`, "/results/0/changed": `["nickname"]`},
		},
		{
			Operation: "listChanges", Name: "Wait for the next change", Query: []string{"after={{change}}", "wait=60", "limit=1", "count=none"},
			Status: http.StatusOK, Wants: texts{"/results/0/changed": `["nickname"]`}, Keeps: texts{"last_number": "/last_number"},
		},
		{
			Operation: "listChanges", Name: "Go on from last_number", Query: []string{"after={{last_number}}", "record={{ada}}"},
			Status: http.StatusOK, Wants: texts{"/results": "[]"},
		},
		{
			Operation: "listChanges", Name: "Nobody waits for two minutes", Query: []string{"wait=120"},
			Status: http.StatusBadRequest, Faults: []string{"wait"},
		},
		{
			Operation: "listChanges", Name: "No such kind of record", Query: []string{"kind=planet", "limit=0"},
			Status: http.StatusBadRequest, Faults: []string{"kind", "limit"},
		},
		{
			Operation: "getChange", Name: "Get a change", Path: texts{"number": "{{change}}"}, Status: http.StatusOK,
			Wants: texts{"/number": "{{change}}", "/actor/via": `"key"`, "/cause": "null"},
		},
		{
			Operation: "getChange", Name: "A change that is not there yet", Path: texts{"number": "999999999"}, Status: http.StatusNotFound,
		},
	}
}

func undoneUpdates() []Step {
	return []Step{
		{
			Operation: "undoChange", Name: "A viewer undoes nothing", Caller: Viewer, Path: texts{"number": "{{change}}"}, Status: http.StatusForbidden,
		},
		{
			Operation: "undoChange", Name: "Undo an update", Path: texts{"number": "{{change}}"}, Status: http.StatusOK, Keeps: texts{"undo": "/number"},
			Wants: texts{"/changed": `["full_name", "last_name"]`, "/after/last_name": `"Byron"`, "/after/nickname": `"Gussie"`, "/kept_count": "0", "/kept": "[]"},
		},
		{
			Operation: "undoChange", Name: "What is undone is not undone again", Path: texts{"number": "{{change}}"}, Status: http.StatusConflict,
		},
		{
			Operation: "updateContact", Name: "Change the same field once more", Path: texts{"id": "{{augusta}}"}, Body: `{"last_name": "Leigh"}`,
			Status: http.StatusOK,
		},
		{
			Operation: "undoChange", Name: "The field was changed since", Path: texts{"number": "{{undo}}"}, Status: http.StatusConflict,
			Faults: []string{"/last_name"}, Wants: texts{"/errors/0/code": `"changed_since"`},
		},
	}
}

func undoneDeletions() []Step {
	return []Step{
		{
			Operation: "deleteContact", Name: "Delete the contact", Path: texts{"id": "{{augusta}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "listChanges", Name: "Find the deletion", Query: []string{"record={{augusta}}", "action=delete", "fields=number,action"},
			Status: http.StatusOK, Wants: texts{"/count": "1"}, Keeps: texts{"deletion": "/results/0/number"},
		},
		{
			Operation: "createContact", Name: "Somebody else gets the external id", Body: `{"first_name": "Allegra", "external_ids": {"crm": "augusta-{{run}}"}}`,
			Status: http.StatusCreated, Keeps: texts{"allegra": "/id"},
		},
		{
			Operation: "undoChange", Name: "Another record stands in the way", Path: texts{"number": "{{deletion}}"}, Status: http.StatusConflict,
			Faults: []string{"/external_ids/crm"}, Wants: texts{"/errors/0/conflict": `"{{allegra}}"`},
		},
		{
			Operation: "deleteContact", Name: "Clear the way", Path: texts{"id": "{{allegra}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "undoChange", Name: "Undo a deletion", Path: texts{"number": "{{deletion}}"}, Status: http.StatusOK,
			Wants: texts{"/action": `"create"`, "/record": `"{{augusta}}"`, "/before": "null"},
		},
		{
			Operation: "getContact", Name: "The contact is back", Path: texts{"id": "{{augusta}}"}, Query: []string{"fields=id,full_name,external_ids"},
			Status: http.StatusOK, Wants: texts{"/full_name": `"Augusta Leigh"`},
		},
	}
}
