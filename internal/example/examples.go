package example

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// operationExamples are the examples of one operation in the OpenAPI document.
type operationExamples struct {
	Request json.RawMessage            `json:"request,omitempty"`
	Answers map[string]json.RawMessage `json:"answers"` // by status
}

// Examples renders what the OpenAPI document shows: by operation the body of a
// request and the answers by status, of each the first that the tour met, in the
// folder of the operation's resource if it can be.
func Examples(_ *Document, made []*Exchange) ([]byte, error) {
	all := map[string]*operationExamples{}
	for _, x := range homeFirst(made) {
		e := all[x.Operation]
		if e == nil {
			e = &operationExamples{Answers: map[string]json.RawMessage{}}
			all[x.Operation] = e
		}
		if e.Request == nil && len(x.Request) > 0 && x.Status < 300 {
			e.Request = masked(x.Request)
		}
		status := strconv.Itoa(x.Status)
		if _, known := e.Answers[status]; !known && x.isJSON() && !x.isDocument() && !x.someFields() {
			e.Answers[status] = json.RawMessage(x.Shown())
		}
	}
	return encode(all)
}

func (x *Exchange) isJSON() bool {
	return len(x.Answer) > 0 && strings.HasSuffix(x.Answered.Get("Content-Type"), "json")
}

// someFields reports whether the answer has only the fields that were asked for, so
// that it is no whole record.
func (x *Exchange) someFields() bool {
	return slices.ContainsFunc(x.Query, func(pair string) bool { return strings.HasPrefix(pair, "fields=") })
}

// isDocument reports whether the answer is the OpenAPI document itself, which is
// too long to be shown.
func (x *Exchange) isDocument() bool {
	return x.Op.Path == "/openapi.json" || x.Op.Path == "/openapi.yaml"
}

// secrets are fields of bodies that documents do not show.
var secrets = map[string]string{
	"access": "(an access token)", "refresh": "(a refresh token)", "key": "(the key, shown this once)",
}

// Shown is the body of the answer with indents, as documents show it: without
// secrets.
func (x *Exchange) Shown() []byte {
	if !x.isJSON() {
		return x.Answer
	}
	var b bytes.Buffer
	if err := json.Indent(&b, masked(x.Answer), "", "  "); err != nil {
		return x.Answer // compare has read it, so this cannot be
	}
	return b.Bytes()
}

// masked is a body in JSON without its secrets.
func masked(body []byte) []byte {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return body
	}
	for name, instead := range secrets {
		var secret string
		if json.Unmarshal(fields[name], &secret) == nil && len(secret) > 30 {
			body = bytes.Replace(body, fields[name], []byte(strconv.Quote(instead)), 1)
		}
	}
	return body
}
