package restapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

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
	return jsonBody(ref(name + "Batch"))
}

// batchResult is what came of one operation of a batch.
func (s *schemas) batchResult(d *recordDoc) string {
	record := s.add(d.schema)
	name := record + "BatchResult"
	s.Map()[name] = &huma.Schema{
		Type: huma.TypeObject, Required: []string{"status"},
		Description: "What came of one operation of a batch: with a record where it was created or changed, with a problem where it failed.",
		Properties: map[string]*huma.Schema{
			"status": {
				Type: huma.TypeInteger, Examples: []any{http.StatusCreated},
				Description: "The status that the operation would have by itself: 201 created, 200 as it is now, 204 deleted or, with Prefer: " +
					"return=minimal, changed, 400 and above failed. " +
					"424 would have worked, had the others.",
			},
			"record": {
				AllOf: []*huma.Schema{ref(record)}, Description: "The record right after the operation, or the fields of it that are asked " +
					"for; left out with Prefer: return=minimal.",
			},
			"location": {
				Type: huma.TypeString, Description: "Path of a record that was created, where record is left out.",
				Examples: []any{Base + "/contacts/" + exampleID},
			},
			"problem": {AllOf: []*huma.Schema{ref("Problem")}, Description: "Why the operation failed; pointers go into the body of the batch."},
		},
	}
	return name
}

// resultsOf is the list of what came of the operations of a batch.
func (s *schemas) resultsOf(d *recordDoc) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeArray, Description: "One for each operation, in their order.", Items: ref(s.batchResult(d)),
	}
}

// batchResults is what came of the operations of a batch.
func (s *schemas) batchResults(d *recordDoc) *huma.Schema {
	name := s.add(d.schema) + "BatchResults"
	s.Map()[name] = &huma.Schema{
		Type: huma.TypeObject, Required: []string{"results"}, Description: "What came of the operations of a batch.",
		Properties: map[string]*huma.Schema{"results": s.resultsOf(d)},
	}
	return ref(name)
}

// batchProblem is the problem of an atomic batch of which nothing was written,
// because of how it looks or because of an operation.
func (s *schemas) batchProblem(d *recordDoc) string {
	name := s.add(d.schema) + "BatchProblem"
	results := s.resultsOf(d)
	results.Description += " It is left out where none was tried."
	s.Map()[name] = &huma.Schema{
		AllOf:       []*huma.Schema{ref("Problem"), {Type: huma.TypeObject, Properties: map[string]*huma.Schema{"results": results}}},
		Description: "Why nothing of a batch was written.",
	}
	return name
}
