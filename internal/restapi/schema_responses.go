package restapi

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

const headerPrefix = "#/components/headers/"

// sharedHeaders are the headers of answers. Where an answer has one of them in the
// document, it always comes, but for Idempotent-Replayed.
func sharedHeaders() map[string]*huma.Header {
	header := func(description string, schema *huma.Schema) *huma.Header {
		return &huma.Header{Description: description, Required: true, Schema: schema}
	}
	text := func(example string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Examples: []any{example}}
	}
	return map[string]*huma.Header{
		"X-Request-ID": header("Id of the request: the one that the client sent in this header, or a new one. The server's log has it, too.",
			text(exampleID)),
		"ETag":             header("Stands for this version of the record, for If-Match and If-None-Match.", text(`"1.3"`)),
		"Location":         header("Where the record that was created is: a path on the same host or, where the server has a public URL, a URL below that.", text(Base+"/contacts/"+exampleID)),
		"WWW-Authenticate": header("How to send a key.", text("Bearer")),
		"Preference-Applied": {
			Description: "The preference of the header Prefer that was followed; left out when there was none.",
			Schema:      &huma.Schema{Type: huma.TypeString, Enum: []any{returnMinimal, returnRepresentation}},
		},
		"Allow":       header("The methods that the path takes.", text("GET, HEAD, POST, OPTIONS")),
		"Retry-After": header("Seconds to wait before the next try.", &huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0)}),
		"Idempotent-Replayed": {
			Description: "true when this is the kept answer to an earlier request with the same Idempotency-Key; else it is left out.",
			Schema:      &huma.Schema{Type: huma.TypeString, Enum: []any{"true"}},
		},
	}
}

func headers(names ...string) map[string]*huma.Header {
	list := map[string]*huma.Header{}
	for _, name := range names {
		list[name] = &huma.Header{Ref: headerPrefix + name}
	}
	return list
}

// answers are the responses of an operation.
func (s *schemas) answers(r *route, d *recordDoc) map[string]*huma.Response {
	responses := s.problemAnswers(r, d)
	status, success := s.success(r, d)
	responses[strconv.Itoa(status)] = success
	if r.writes() && !r.doc.once {
		s.describeMinimal(status, responses)
	}
	if r.doc.action == upsertAction {
		made := *success
		made.Description, made.Headers = "The "+d.one+" as it was created.", maps.Clone(success.Headers)
		made.Headers["Location"] = &huma.Header{Ref: headerPrefix + "Location"}
		made.Content = map[string]*huma.MediaType{mediaJSON: {Schema: success.Content[mediaJSON].Schema}} // with an example of its own
		responses["201"] = &made
	}
	if success.Headers["ETag"] != nil && r.method == http.MethodGet {
		responses["304"] = &huma.Response{
			Description: "It is as If-None-Match says: nothing has changed.", Headers: headers("ETag", "X-Request-ID"),
		}
	}
	return responses
}

// describeMinimal says what a write answers to Prefer: return=minimal.
func (s *schemas) describeMinimal(status int, responses map[string]*huma.Response) {
	success := responses[strconv.Itoa(status)]
	success.Headers["Preference-Applied"] = &huma.Header{Ref: headerPrefix + "Preference-Applied"}
	if status == http.StatusCreated {
		success.Description += " With Prefer: return=minimal the answer has no body, and Location says where the record is."
		return
	}
	responses[strconv.Itoa(http.StatusNoContent)] = &huma.Response{
		Description: "It was written. This is the answer to Prefer: return=minimal.", Headers: success.Headers,
	}
}

// success is the answer to a request that did what it should.
func (s *schemas) success(r *route, d *recordDoc) (int, *huma.Response) {
	resp := &huma.Response{Headers: headers("X-Request-ID")}
	status, media := http.StatusOK, "application/json"
	var schema *huma.Schema
	switch r.doc.action {
	case listAction:
		resp.Description, schema = "A page of "+d.many+".", ref(s.pageOf(d))
	case wholeAction:
		resp.Description, schema = "All "+d.many+" of the record.", ref(s.add(d.page))
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	case callAction:
		resp.Description, schema = d.call.answer, ref(s.callAnswer(d))
	case batchAction:
		resp.Description, schema = "What came of each operation.", s.batchResults(d)
	case tagAction:
		if r.method == http.MethodDelete {
			resp.Description = "The " + d.one + " does not have the tag any more."
			return http.StatusNoContent, resp
		}
		resp.Description, schema = "The "+d.one+".", ref(s.add(d.schema))
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	case deleteAction:
		resp.Description = "The " + d.one + " is gone."
		return http.StatusNoContent, resp
	case documentAction:
		media, schema = r.doc.media, s.openAPIDocument(r.doc.media)
		resp.Description = "The document."
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	case undoAction:
		resp.Description, schema = "The change that undoes the other one, and what it kept.", ref(s.add(d.made))
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	default:
		resp.Description, schema = "The "+d.one+".", ref(s.add(d.schema))
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	}
	if r.doc.action == createAction {
		status = http.StatusCreated
		resp.Description = "The " + d.one + " as it was created."
		if d.made != nil {
			schema = ref(s.add(d.made))
		}
		resp.Headers["Location"] = &huma.Header{Ref: headerPrefix + "Location"}
	}
	if r.keepsAnswer(d) {
		resp.Headers["Idempotent-Replayed"] = &huma.Header{Ref: headerPrefix + "Idempotent-Replayed"}
	}
	resp.Content = map[string]*huma.MediaType{media: {Schema: schema}}
	if r.doc.action == documentAction {
		resp.Content[media].Example = openAPIExample(media)
	}
	return status, resp
}

// pageOf is a page of a list; one of a feed says how far it goes.
func (s *schemas) pageOf(d *recordDoc) string {
	page := s.add(d.page)
	if !d.feed {
		return page
	}
	const name = "ChangeFeed"
	feed := *s.Map()[page]
	feed.Properties = maps.Clone(feed.Properties)
	feed.Properties["last_number"] = &huma.Schema{
		Type: huma.TypeInteger, Format: "int64", Minimum: new(0.0), Examples: []any{42},
		Description: "The number up to which the answer is complete, filters or not: go on with after. It is that of the last change of a page with " +
			"more behind it, else of the newest change of the workspace; with ordering=-number always the latter.",
	}
	feed.Required = append(slices.Clone(feed.Required), "last_number")
	feed.Description = "A page of the change feed."
	s.Map()[name] = &feed
	return name
}

// callAnswer is the schema of the answer to an operation that is about no record.
func (s *schemas) callAnswer(d *recordDoc) string {
	if d.schema == nil {
		return s.indexSchema()
	}
	return s.add(d.schema)
}

// openAPIDocument describes the document itself. Generators that know JSON alone
// can still return YAML as bytes.
func (s *schemas) openAPIDocument(media string) *huma.Schema {
	if media != mediaJSON {
		return &huma.Schema{Type: huma.TypeString, Format: "binary"}
	}
	const name = "OpenAPIDocument"
	s.Map()[name] = &huma.Schema{
		Type: huma.TypeObject, Description: "A document of OpenAPI 3.1.", AdditionalProperties: true,
		Required: []string{"openapi", "info", "paths", "components"},
		Properties: map[string]*huma.Schema{
			"openapi":    {Type: huma.TypeString, Description: "The version of OpenAPI.", Examples: []any{openAPIVersion}},
			"info":       {Type: huma.TypeObject, Description: "What the API is.", AdditionalProperties: true},
			"paths":      {Type: huma.TypeObject, Description: "The operations, by path and method.", AdditionalProperties: true},
			"components": {Type: huma.TypeObject, Description: "What operations refer to.", AdditionalProperties: true},
		},
	}
	return ref(name)
}
