package restapi

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// batchBody is the request body of a batch of a kind of record.
func (s *schemas) batchBody(d *recordDoc) *huma.RequestBody {
	name := s.add(d.schema)
	s.Map()[name+"Operation"] = &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"action"},
		Description: "One operation of a batch.",
		Properties: map[string]*huma.Schema{
			"action": {
				Type: huma.TypeString, Enum: anySlice(batchActions), Description: "What to do: create takes a body; update a body and " +
					"id or external_id; delete id or external_id; upsert a body and an external_id, and updates the record " +
					"that has it or else creates one with it.",
			},
			"id": {Type: huma.TypeString, Nullable: true, Format: "uuid", Description: "Id of " + article(d.one) + "."},
			"external_id": {
				Type: huma.TypeObject, Nullable: true, MinProperties: new(1), MaxProperties: new(1),
				AdditionalProperties: &huma.Schema{Type: huma.TypeString, MaxLength: new(record.MaxKey)},
				Description:          "One system and the id of the record in it.", Examples: []any{map[string]any{"crm": "4711"}},
			},
			"body": {OneOf: []*huma.Schema{ref(s.inputAlone(d)), {Type: "null"}}, Description: "What is written, as in the body of POST and PATCH."},
		},
	}
	s.Map()[name+"Batch"] = &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"operations"},
		Description: "Operations that are done in order, in one transaction.",
		Properties: map[string]*huma.Schema{
			"atomic": {
				Type: huma.TypeBoolean, Default: true,
				Description: "Whether all is written or nothing; with false, operations that fail leave nothing of themselves and the rest is written.",
			},
			"operations": {
				Type: huma.TypeArray, MinItems: new(1), MaxItems: new(maxItems), Items: ref(name + "Operation"),
				Description: "The operations; each one sees what those before it did.",
			},
		},
	}
	media := &huma.MediaType{Schema: ref(name + "Batch"), Example: map[string]any{"operations": []any{
		map[string]any{"action": batchCreate, "body": d.example},
		map[string]any{"action": batchDelete, "external_id": map[string]any{"crm": "4711"}},
	}}}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mediaJSON: media}}
}

// batchResults is what came of the operations of a batch.
func (s *schemas) batchResults(d *recordDoc) *huma.Schema {
	record := s.add(d.schema)
	name := record + "BatchResults"
	s.Map()[name] = &huma.Schema{
		Type: huma.TypeObject, Required: []string{"results"}, Description: "What came of the operations of a batch.",
		Properties: map[string]*huma.Schema{"results": {
			Type: huma.TypeArray, Description: "One for each operation, in their order.",
			Items: &huma.Schema{
				Type: huma.TypeObject, Required: []string{"status"},
				Properties: map[string]*huma.Schema{
					"status": {
						Type: huma.TypeInteger, Examples: []any{http.StatusCreated},
						Description: "The status that the operation would have by itself: 201 created, 200 as it is now, 204 deleted, 400 and above failed. " +
							"424 would have worked, had the others.",
					},
					"record":  {AllOf: []*huma.Schema{ref(record)}, Description: "The whole record right after the operation."},
					"problem": {AllOf: []*huma.Schema{ref("Problem")}, Description: "Why the operation failed; pointers go into the body of the batch."},
				},
			},
		}},
	}
	return ref(name)
}

// batchProblems are the answers to an atomic batch of which nothing was written,
// by their statuses: those of the first operation that failed.
func (s *schemas) batchProblems(d *recordDoc) map[string]*huma.Response {
	results := s.batchResults(d)
	responses := map[string]*huma.Response{}
	for _, kind := range []problem.Kind{problem.BadInput, problem.Forbidden, problem.NotFound, problem.Conflict} {
		responses[strconv.Itoa(httpserver.StatusOf(kind))] = &huma.Response{
			Description: "Nothing was written. If operations failed, it is the status of the first of them, and results has them all.",
			Headers:     headers("X-Request-ID"),
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{
				OneOf: []*huma.Schema{
					{AllOf: []*huma.Schema{ref("Problem"), results}},
					{AllOf: []*huma.Schema{ref("Problem"), {Not: results}}},
				},
			}}},
		}
	}
	return responses
}
