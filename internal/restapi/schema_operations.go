package restapi

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/savedview"
)

// doc is what the document cannot see from a route's method and path.
type doc struct {
	tag    string // the group in which operations are shown
	record string // a name of records
	action action
	media  string // what it answers, "" for JSON

	superusers bool              // alone may do it
	or         auth.Permission   // one that is as good as the route's for some of what it does, "" for none
	anyOf      []auth.Permission // of which one is needed, where the route names none itself

	fields []string // of the record that a write answers with; see describeWrites
	once   bool     // the answer is shown once, whatever the client prefers
}

// action is what an operation does with its record.
type action int

const (
	listAction  action = iota + 1 // pages
	wholeAction                   // a list that is short and never paged
	getAction                     // one
	createAction
	updateAction
	upsertAction
	deleteAction
	tagAction // puts a tag on a record or takes it off
	mergeAction
	moveAction
	undoAction
	batchAction
	callAction     // about no record
	documentAction // this document
)

func listDoc(tag, record string) doc   { return doc{tag: tag, record: record, action: listAction} }
func getDoc(tag, record string) doc    { return doc{tag: tag, record: record, action: getAction} }
func createDoc(tag, record string) doc { return doc{tag: tag, record: record, action: createAction} }

func updateDoc(tag, record string) doc { return doc{tag: tag, record: record, action: updateAction} }

// upsertDoc is of an operation that changes a record or makes it, for which add is
// needed.
func upsertDoc(tag, record string, add auth.Permission) doc {
	return doc{tag: tag, record: record, action: upsertAction, or: add}
}

func deleteDoc(tag, record string) doc { return doc{tag: tag, record: record, action: deleteAction} }

// wholeListDoc is of a list that is short, never paged and takes no parameters.
func wholeListDoc(tag, record string) doc { return doc{tag: tag, record: record, action: wholeAction} }

// tagDoc is of an operation that puts one tag on a record or takes it off.
func tagDoc(tag, record string) doc { return doc{tag: tag, record: record, action: tagAction} }

// mergeDoc is of an operation that merges one record into another.
func mergeDoc(tag, record string) doc { return doc{tag: tag, record: record, action: mergeAction} }

// moveDoc is of an operation that gives a record another place in its tree.
func moveDoc(tag, record string) doc { return doc{tag: tag, record: record, action: moveAction} }

// undoDoc is of an operation that takes a change back.
func undoDoc(tag, record string) doc { return doc{tag: tag, record: record, action: undoAction} }

// batchDoc is of an operation that takes a batch of operations.
func batchDoc(tag, record string) doc { return doc{tag: tag, record: record, action: batchAction} }

// callDocOf is of an operation that is about no record.
func callDocOf(tag, record string) doc { return doc{tag: tag, record: record, action: callAction} }

// forSuperusers is of an operation for superusers alone.
func forSuperusers(d doc) doc {
	d.superusers = true
	return d
}

// documentDoc is of an operation that answers with this document.
func documentDoc(media string) doc { return doc{tag: "OpenAPI", action: documentAction, media: media} }

// operation is a route as the document shows it.
func (s *schemas) operation(r *route) (*huma.Operation, error) {
	d, err := s.recordOf(r)
	if err != nil {
		return nil, err
	}
	op := &huma.Operation{
		Method: r.method, Path: r.path, OperationID: operationID(r), Tags: []string{r.doc.tag},
		Parameters: s.parameters(r, d), Responses: s.answers(r, d),
	}
	op.Summary, op.Description = words(r, d)
	op.Description = strings.TrimSpace(op.Description)
	s.permit(op, r, d)
	switch r.doc.action {
	case createAction, updateAction, upsertAction:
		op.RequestBody = s.body(d, r.method)
	case callAction:
		op.RequestBody = s.callBody(d.call)
	case mergeAction:
		op.RequestBody = s.mergeBody()
	case moveAction:
		op.RequestBody = s.moveBody()
	case batchAction:
		op.RequestBody = s.batchBody(d)
	}
	s.exemplify(op)
	return op, nil
}

// permit says who may make a request: for people in the description, for programs
// in x-permission and x-superuser.
func (s *schemas) permit(op *huma.Operation, r *route, d *recordDoc) {
	switch {
	case d.call != nil && d.call.open:
		op.Security = []map[string][]string{{}}
		op.Description += " It needs no key."
	case d.call != nil:
		op.Description += " It needs a key or an access token, and no permission."
	case len(r.needs()) == 0:
		op.Security = []map[string][]string{{}, {securityScheme: {}}}
	case r.permission == "":
		op.Description += " It needs the permission " + needsOf(r.needs()) + ": the one for the list that the view is of."
		op.Extensions = map[string]any{"x-permission-any": r.needs()}
	default:
		op.Description += " It needs the permission " + string(r.permission)
		if r.doc.or != "" {
			op.Description += ", or " + string(r.doc.or) + " where there is no such record yet"
		}
		op.Description += "."
		op.Extensions = map[string]any{"x-permission": string(r.permission)}
	}
	if r.doc.superusers {
		op.Description += " It is for superusers who sign in; a key reaches nothing outside its workspace."
		op.Extensions["x-superuser"] = true
	}
}

// parameters are those in the path, in the query and in headers.
func (s *schemas) parameters(r *route, d *recordDoc) []*huma.Param {
	list := append(pathParameters(r.path), s.queryParameters(r, d)...)
	paged := r.doc.action == listAction
	if r.method == http.MethodGet && !paged && d.call == nil {
		list = append(list, shared("If-None-Match")...)
	}
	if r.conditional() {
		list = append(list, shared("If-Match")...)
	}
	if r.doc.action == upsertAction {
		list = append(list, &huma.Param{
			Name: "If-None-Match", In: "header", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"*"}},
			Description: "* creates and changes nothing: 412 if the record is there.",
		})
	}
	if r.keepsAnswer(d) {
		list = append(list, shared("Idempotency-Key")...)
	}
	if r.takesFields() && !r.doc.once {
		list = append(list, shared("Prefer")...)
	}
	if d.call == nil || !d.call.open {
		list = append(list, shared(auth.WorkspaceHeader)...)
	}
	return append(list, shared("X-Request-ID")...)
}

func (s *schemas) queryParameters(r *route, d *recordDoc) (list []*huma.Param) {
	switch r.doc.action {
	case listAction:
		list = s.listParameters(d.spec)
		if d.feed {
			list = append(list, &huma.Param{
				Name: waitParameter, In: "query", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: new(0.0), Maximum: new(float64(longestWait))},
				Description: "Seconds to wait where nothing matches yet: the answer comes as soon as something does, or empty when they are over. " +
					"At most 20 requests of a key wait at once (429).",
			})
		}
		if slices.Contains(savedview.Lists, d.spec.Name) {
			list = append(list, &huma.Param{
				Name: viewName, In: "query", Schema: &huma.Schema{Type: huma.TypeString},
				Description: "Id or name of a saved view of the list: its filters, search and ordering hold, but for those that the request has itself.",
			})
		}
		return list
	case getAction:
		if !d.noFields {
			list = append(list, fieldsParameter(s.fieldNames(d)))
		}
	case deleteAction:
		list = append(list, d.deletion...)
	case createAction, updateAction, upsertAction, batchAction:
		if d.region {
			list = append(list, shared("phone_region")...)
		}
	}
	if r.takesFields() {
		list = append(list, fieldsParameter(r.doc.fields))
	}
	return list
}

// conditional reports whether a route writes only what is as If-Match says.
func (r *route) conditional() bool {
	inside := r.doc.action == createAction && strings.Contains(r.path, "{")
	return inside || slices.Contains([]action{updateAction, upsertAction, deleteAction, tagAction, mergeAction, moveAction}, r.doc.action)
}

// keepsAnswer reports whether a route takes an idempotency key.
func (r *route) keepsAnswer(d *recordDoc) bool {
	return (r.method == http.MethodPost || r.method == http.MethodPatch) && !d.secret && d.call == nil
}

// fieldNames are the names of a record's fields, sorted.
func (s *schemas) fieldNames(d *recordDoc) []string {
	var names []string
	for name := range s.Map()[s.add(d.schema)].Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

// pathParameters are the names in braces of a path, each the id of what the
// segment before it names.
func pathParameters(path string) []*huma.Param {
	var list []*huma.Param
	before := ""
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		match := pathParameter.FindStringSubmatch(segment)
		if match == nil {
			before = noun(segment)
			continue
		}
		p := &huma.Param{
			Name: match[1], In: "path", Required: true, Description: "Id of the " + before + ".",
			Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"},
		}
		if before == "by" {
			p.Description, p.Schema = "Name of the other system.", &huma.Schema{Type: huma.TypeString}
		}
		if match[1] == "external" {
			p.Description, p.Schema = "Id of the record in that system; a slash in it is written %2F.", &huma.Schema{Type: huma.TypeString}
		}
		if before == "organization type" {
			p.Description = "Id or name of the organization type."
			p.Schema = &huma.Schema{Type: huma.TypeString}
		}
		switch match[1] {
		case "number":
			p.Description = "Number of the " + before + "."
			p.Schema = &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: new(1.0)}
		case "tag":
			p.Description = "Name of the tag, whatever its case; a slash in it is written %2F."
			p.Schema = &huma.Schema{Type: huma.TypeString}
		case "channel":
			p.Description = "Id of the channel, as the contact's list shows it."
		}
		list = append(list, p)
	}
	return list
}

// noun is what people call one of what a segment of a path names.
func noun(segment string) string {
	return singular(strings.NewReplacer("api-", "API ", "-", " ", "_", " ").Replace(segment))
}

// operationID is made from what the operation does and from its path:
// listContacts, getContact, createContactEmailAddress, mergeTag.
func operationID(r *route) string {
	if r.doc.action == callAction {
		return calls()[r.doc.record].call.id
	}
	segments := strings.Split(strings.TrimPrefix(r.path, "/"), "/")
	verb := map[action]string{
		listAction: "list", wholeAction: "list", getAction: "get", createAction: "create", updateAction: "update", upsertAction: "put",
		deleteAction: "delete", tagAction: "delete", mergeAction: "merge", moveAction: "move", undoAction: "undo", batchAction: "batch", documentAction: "get",
	}[r.doc.action]
	if r.method == http.MethodPut {
		verb = "put"
	}
	if r.doc.action == mergeAction || r.doc.action == moveAction || r.doc.action == undoAction || r.doc.action == batchAction {
		segments = segments[:len(segments)-1]
	}
	many := r.doc.action == listAction || r.doc.action == wholeAction || r.doc.action == getAction || r.doc.action == batchAction
	for i, segment := range segments {
		switch {
		case strings.HasPrefix(segment, "{"):
		case segment == "by":
			verb += "ByExternalId"
		case i+1 < len(segments), !many:
			verb += camel(singular(segment))
		default:
			verb += camel(segment)
		}
	}
	return verb
}

// camel writes words between -, _ and . as Words.
func camel(s string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-_.", r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// singular is one of what a segment of a path names.
func singular(segment string) string {
	if strings.HasSuffix(segment, "sses") {
		return strings.TrimSuffix(segment, "es")
	}
	return strings.TrimSuffix(segment, "s")
}

// words are the summary and the description of an operation.
func words(r *route, d *recordDoc) (summary, description string) {
	a, by := article(d.one), ""
	if strings.Contains(r.path, "/by/") {
		by = " by an external id"
	}
	switch r.doc.action {
	case listAction:
		return "List " + d.many, "Returns " + d.many + ", a page at a time. Filters that are given together must all match. " +
			customFilters(d) + d.note
	case wholeAction:
		return "List " + d.many, "Returns all " + d.many + ": the primary one first, then the oldest first."
	case getAction:
		return "Get " + a + by, "Returns one record, or the fields of it that are asked for."
	case createAction:
		return "Create " + a, "Creates " + a + " and answers the whole record. " + d.note
	case deleteAction:
		return "Delete " + a + by, "Deletes " + a + "."
	case tagAction:
		if r.method == http.MethodPut {
			return "Put a tag on " + a, "Answers the " + d.one + ", which has the tag now. A tag that is not there yet is made. Nothing changes where " +
				"the " + d.one + " has it already. The body is empty."
		}
		return "Take a tag off " + a, "The tag itself stays, and so do the other tags of the " + d.one + "."
	case upsertAction:
		return "Write " + a + by, "Changes the " + d.one + " that has the external id, as PUT does, and answers 200, or makes one that has it and " +
			"answers 201. The body may say the external id again, and more of them. Of requests that race to make it one does; the others change that."
	case callAction:
		return d.call.summary, d.call.description
	case mergeAction:
		return "Merge " + a + " into another", "What carries the " + d.one + " carries the other one afterwards; this one is gone."
	case moveAction:
		return "Move " + a, "Gives the " + d.one + " another parent, or none: all that stand below it move along. " +
			"It cannot stand below itself."
	case undoAction:
		return "Undo " + a, "Takes the change back by a new one, which it answers: an update field by field, a deletion by bringing the " +
			"record back with its ids, a creation by deleting it. 409 says what stands in the way. Of a custom field it brings back what it can, definition and stored values, and kept names " +
			"what somebody changed since. The body is empty. Beside the " +
			"permission that is named it needs the one for what it does: to add, change or delete records of the kind, or manage_workspace."
	case batchAction:
		return "Write many " + d.many, "Does up to 1,000 operations in order, in one transaction, and answers each with its status and record or " +
			"problem. The body has at most 10 MiB. An operation needs the permission that it would need by itself; upsert needs those of create and update."
	case documentAction:
		return "Get this document as " + strings.ToUpper(strings.TrimPrefix(r.doc.media, "application/")),
			"Needs no key. With one, the option lists and custom fields are those of the key's workspace."
	}
	if r.method == http.MethodPut {
		return "Write " + a, "Asks for the required fields and otherwise does as PATCH: nothing is lost by leaving it out."
	}
	return "Change " + a + by, "What is left out stays. Objects merge by key, lists are whole lists, null clears."
}
