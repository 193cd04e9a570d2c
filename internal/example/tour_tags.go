package example

import "net/http"

func tags() []Step {
	return []Step{
		{
			Operation: "createTag", Name: "Create a tag", Body: `{"name": "Exhibition {{run}}"}`,
			Status: http.StatusCreated, Wants: texts{"/use_count": "0", "/slug": `"exhibition-{{run}}"`},
			Keeps: texts{"tag": "/id", "tag_etag": "ETag"},
		},
		{
			Operation: "createTag", Name: "A name is unique but for case", Body: `{"name": "EXHIBITION {{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name"}, Wants: texts{"/errors/0/conflict": `"{{tag}}"`},
		},
		{
			Operation: "createTag", Name: "No name, and a field that is none", Body: `{"name": " ", "colour": "red"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name", "/colour"},
		},
		{
			Operation: "listTags", Name: "Find tags by name", Query: []string{"name=press {{run}}"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/use_count": "3"}, Keeps: texts{"press": "/results/0/id"},
		},
		{
			Operation: "listTags", Name: "No such field", Query: []string{"fields=name,colour"},
			Status: http.StatusBadRequest, Faults: []string{"fields"},
		},
		{
			Operation: "getTag", Name: "Get a tag", Path: texts{"id": "{{tag}}"}, Status: http.StatusOK, Wants: texts{"/name": `"Exhibition {{run}}"`},
		},
		{
			Operation: "getTag", Name: "A tag that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "updateTag", Name: "Rename a tag", Path: texts{"id": "{{tag}}"}, Body: `{"name": "Great Exhibition {{run}}"}`,
			Header: []string{"If-Match: {{tag_etag}}"}, Status: http.StatusOK, Wants: texts{"/version": "2"},
		},
		{
			Operation: "updateTag", Name: "The tag was changed meanwhile", Path: texts{"id": "{{tag}}"}, Body: `{"name": "Fair {{run}}"}`,
			Header: []string{"If-Match: {{tag_etag}}"}, Status: http.StatusPreconditionFailed,
		},
	}
}

func mergedTags() []Step {
	return []Step{
		{
			Operation: "updateContact", Name: "Give a contact a tag", Path: texts{"id": "{{mary}}"},
			Body: `{"tags": ["great exhibition {{run}}"]}`, Status: http.StatusOK, Wants: texts{"/tags": `["Great Exhibition {{run}}"]`},
		},
		{
			Operation: "mergeTag", Name: "Merge a tag into another", Path: texts{"id": "{{tag}}"}, Body: `{"into": "{{press}}"}`,
			Status: http.StatusOK, Wants: texts{"/id": `"{{press}}"`, "/use_count": "3"},
		},
		{
			Operation: "getContact", Name: "The contact carries the other one", Path: texts{"id": "{{mary}}"}, Query: []string{"fields=tags"},
			Status: http.StatusOK, Wants: texts{"/tags": `["press {{run}}"]`},
		},
		{
			Operation: "mergeTag", Name: "There is no such tag", Path: texts{"id": "{{press}}"}, Body: `{"into": "` + unknown + `"}`,
			Status: http.StatusBadRequest, Faults: []string{"/into"},
		},
		{
			Operation: "deleteTag", Name: "A viewer deletes nothing", Caller: Viewer, Path: texts{"id": "{{press}}"}, Status: http.StatusForbidden,
		},
		{
			Operation: "deleteTag", Name: "A tag that is gone", Path: texts{"id": "{{tag}}"}, Status: http.StatusNotFound,
		},
		{
			Operation: "listTags", Name: "Find a tag by a part of its name", Query: []string{"name__startswith=poets {{run}}", "fields=id,name,use_count"},
			Status: http.StatusOK, Wants: texts{"/results/0/use_count": "0"}, Keeps: texts{"poets": "/results/0/id"},
		},
		{
			Operation: "deleteTag", Name: "Delete a tag", Path: texts{"id": "{{poets}}"}, Status: http.StatusNoContent,
		},
	}
}
