package example

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// operationExamples are the examples of one operation in the OpenAPI document.
type operationExamples struct {
	Request json.RawMessage            `json:"request,omitempty"`
	Answers map[string]json.RawMessage `json:"answers"` // by status
}

// Examples renders what the OpenAPI document shows: by operation the body of a
// request and the answers by status, of each the first that the tour met.
func Examples(_ *Document, made []*Exchange) ([]byte, error) {
	all := map[string]*operationExamples{}
	for _, x := range made {
		e := all[x.Operation]
		if e == nil {
			e = &operationExamples{Answers: map[string]json.RawMessage{}}
			all[x.Operation] = e
		}
		if e.Request == nil && len(x.Request) > 0 && x.Status < 300 {
			e.Request = json.RawMessage(x.Request)
		}
		status := strconv.Itoa(x.Status)
		if _, known := e.Answers[status]; !known && x.isJSON() && !x.isDocument() {
			e.Answers[status] = json.RawMessage(x.Shown())
		}
	}
	encoded, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("render the examples: %w", err)
	}
	return append(encoded, '\n'), nil
}

func (x *Exchange) isJSON() bool {
	return len(x.Answer) > 0 && strings.HasSuffix(x.Answered.Get("Content-Type"), "json")
}

// isDocument reports whether the answer is the OpenAPI document itself, which is
// too long to be shown.
func (x *Exchange) isDocument() bool { return x.Op.Path == "/openapi.json" || x.Op.Path == "/openapi.yaml" }

// secrets are fields of answers that documents do not show.
var secrets = map[string]string{
	"access": "(an access token)", "refresh": "(a refresh token)", "key": "(the key, shown this once)",
}

// Shown is the body of the answer with indents, as documents show it: without
// secrets.
func (x *Exchange) Shown() []byte {
	if !x.isJSON() {
		return x.Answer
	}
	answer := x.Answer
	var fields map[string]json.RawMessage
	if json.Unmarshal(answer, &fields) == nil {
		for name, instead := range secrets {
			var secret string
			if json.Unmarshal(fields[name], &secret) == nil && len(secret) > 30 {
				answer = bytes.Replace(answer, fields[name], []byte(strconv.Quote(instead)), 1)
			}
		}
	}
	var b bytes.Buffer
	if err := json.Indent(&b, answer, "", "  "); err != nil {
		return x.Answer // compare has read it, so this cannot be
	}
	return b.Bytes()
}
