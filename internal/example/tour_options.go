package example

import "net/http"

func options() []Step {
	return []Step{
		{
			Operation: "createOption", Name: "Create an option", Body: `{"list": "source", "value": "exhibition_{{run}}", "label": "Exhibition"}`,
			Status: http.StatusCreated, Wants: texts{"/is_active": "true"}, Keeps: texts{"option": "/id", "option_etag": "ETag"},
		},
		{
			Operation: "createOption", Name: "The list has the value already", Body: `{"list": "source", "value": "EXHIBITION_{{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/value"}, Wants: texts{"/errors/0/conflict": `"{{option}}"`},
		},
		{
			Operation: "createOption", Name: "No such list", Body: `{"list": "colour", "value": "red"}`,
			Status: http.StatusBadRequest, Faults: []string{"/list"},
		},
		{
			Operation: "listOptions", Name: "The options of a list", Query: []string{"list=source", "ordering=position", "page_size=2"},
			Status: http.StatusOK, Wants: texts{"/results/0/list": `"source"`, "/results/0/position": "1"},
		},
		{
			Operation: "listOptions", Name: "No such list to show", Query: []string{"list=colour"},
			Status: http.StatusBadRequest, Faults: []string{"list"},
		},
		{
			Operation: "getOption", Name: "Get an option", Path: texts{"id": "{{option}}"}, Status: http.StatusOK,
			Wants: texts{"/value": `"exhibition_{{run}}"`},
		},
		{
			Operation: "getOption", Name: "An option that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "putOption", Name: "Write an option", Path: texts{"id": "{{option}}"},
			Body:   `{"list": "source", "value": "exhibition_{{run}}", "label": "Great Exhibition", "position": 1}`,
			Header: []string{"If-Match: {{option_etag}}"}, Status: http.StatusOK, Wants: texts{"/label": `"Great Exhibition"`, "/position": "1"},
		},
		{
			Operation: "putOption", Name: "A value never changes", Path: texts{"id": "{{option}}"}, Body: `{"list": "source", "value": "fair"}`,
			Status: http.StatusBadRequest, Faults: []string{"/value"},
		},
		{
			Operation: "updateOption", Name: "The option was changed meanwhile", Path: texts{"id": "{{option}}"}, Body: `{"label": "Fair"}`,
			Header: []string{"If-Match: {{option_etag}}"}, Status: http.StatusPreconditionFailed,
		},
	}
}

func retiredOptions() []Step {
	return []Step{
		{
			Operation: "updateContact", Name: "Use an option", Path: texts{"id": "{{mary}}"}, Body: `{"source": "exhibition_{{run}}"}`,
			Status: http.StatusOK, Wants: texts{"/source": `"exhibition_{{run}}"`},
		},
		{
			Operation: "deleteOption", Name: "An option in use is not deleted", Path: texts{"id": "{{option}}"}, Status: http.StatusConflict,
		},
		{
			Operation: "updateOption", Name: "Retire an option", Path: texts{"id": "{{option}}"}, Body: `{"is_active": false}`,
			Status: http.StatusOK, Wants: texts{"/is_active": "false"},
		},
		{
			Operation: "createContact", Name: "A retired option is not taken any more", Body: `{"first_name": "Isambard", "source": "exhibition_{{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/source"},
		},
		{
			Operation: "getContact", Name: "Who has it keeps it", Path: texts{"id": "{{mary}}"}, Query: []string{"fields=source"},
			Status: http.StatusOK, Wants: texts{"/source": `"exhibition_{{run}}"`},
		},
		{
			Operation: "updateContact", Name: "Use another option", Path: texts{"id": "{{mary}}"}, Body: `{"source": "referral"}`, Status: http.StatusOK,
		},
		{
			Operation: "deleteOption", Name: "Delete an option", Path: texts{"id": "{{option}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteOption", Name: "An option that is not there any more", Path: texts{"id": "{{option}}"}, Status: http.StatusNotFound,
		},
	}
}
