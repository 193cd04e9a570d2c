package example

import "net/http"

func tags() []Step {
	return []Step{
		{
			Operation: "createTag", Name: "Create a tag", Body: `{"name": "press {{run}}"}`,
			Status: http.StatusCreated, Wants: map[string]string{"/use_count": "0"},
			Keeps: map[string]string{"tag": "/id", "tag_etag": "ETag"},
		},
		{
			Operation: "createTag", Name: "A name is unique but for case", Body: `{"name": "PRESS {{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name"}, Wants: map[string]string{"/errors/0/conflict": `"{{tag}}"`},
		},
		{
			Operation: "listTags", Name: "Find tags by name", Query: []string{"name=press {{run}}"},
			Status: http.StatusOK, Wants: map[string]string{"/count": "1", "/results/0/id": `"{{tag}}"`},
		},
		{
			Operation: "deleteTag", Name: "Delete a tag", Path: map[string]string{"id": "{{tag}}"},
			Status: http.StatusNoContent,
		},
	}
}
