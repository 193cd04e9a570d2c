package restapi

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/httpserver"
)

const (
	examplePrefix = "#/components/examples/"
	exampleID     = "01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30"
)

// examplesJSON are requests and answers that were really made: see package example.
//
//go:embed examples.json
var examplesJSON []byte

// operationExamples are the examples of one operation: the body of a request, and
// of answers by their status.
type operationExamples struct {
	Request json.RawMessage            `json:"request"`
	Answers map[string]json.RawMessage `json:"answers"`
}

// examples are those of all operations, by their ids.
var examples = sync.OnceValue(func() map[string]operationExamples {
	var all map[string]operationExamples
	if err := json.Unmarshal(examplesJSON, &all); err != nil {
		panic("examples.json: " + err.Error()) // it is part of the program
	}
	return all
})

// exemplify gives the body and the answers of an operation examples of its own. A
// problem without one shows that of its kind.
func (s *schemas) exemplify(op *huma.Operation) {
	known := s.examples[op.OperationID]
	if op.RequestBody != nil && known.Request != nil {
		for _, media := range op.RequestBody.Content {
			media.Example = known.Request
		}
	}
	for status, answer := range op.Responses {
		if known.Answers[status] == nil {
			continue
		}
		for _, media := range answer.Content {
			media.Example, media.Examples = known.Answers[status], nil
		}
	}
}

// problemExamples has one example of each kind of problem: the first that is known
// of an operation, or else one that says what the document says.
func (s *schemas) problemExamples(routes []*route) map[string]*huma.Example {
	list := map[string]*huma.Example{}
	for _, p := range problems() {
		status := httpserver.StatusOf(p.kind)
		list[p.name] = &huma.Example{Summary: http.StatusText(status), Value: problemSchema{
			Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: p.description,
			Instance: Base + "/contacts", RequestID: exampleID,
		}}
		for _, r := range routes {
			if known := s.examples[operationID(r)].Answers[p.status()]; known != nil {
				list[p.name].Value = known
				break
			}
		}
	}
	return list
}

// openAPIExample is the beginning of a document.
func openAPIExample(media string) any {
	if media != mediaJSON {
		return "openapi: " + openAPIVersion + "\ninfo:\n  title: Liaison\n"
	}
	return map[string]any{
		"openapi": openAPIVersion, "info": map[string]any{"title": "Liaison", "version": "1.0.0"},
		"paths": map[string]any{}, "components": map[string]any{},
	}
}
