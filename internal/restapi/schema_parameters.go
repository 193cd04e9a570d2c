package restapi

import (
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/workspace"
)

const parameterPrefix = "#/components/parameters/"

// sharedParameters are those that mean the same on all routes that take them.
func sharedParameters() map[string]*huma.Param {
	integer := func(least, most float64) *huma.Schema {
		return &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most}
	}
	text := func(most int) *huma.Schema { return &huma.Schema{Type: huma.TypeString, MaxLength: &most} }
	query := func(name, description string, schema *huma.Schema) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: description, Schema: schema}
	}
	header := func(name, description string, schema *huma.Schema) *huma.Param {
		return &huma.Param{Name: name, In: "header", Description: description, Schema: schema}
	}
	size := integer(1, listing.MaxPageSize)
	size.Default = listing.DefaultPageSize
	key := text(maxKey)
	key.MinLength = new(1)
	return map[string]*huma.Param{
		"page_size": query("page_size", "How many records a page has.", size),
		"cursor":    query("cursor", "Where the page starts: taken from next or previous of another page.", text(4096)),
		"page": query("page", "Number of the page, as far as record 10,000; follow next to go on. Not together with cursor.",
			integer(1, listing.MaxOffset)),
		"count": query("count", "exact counts all matches where there are more than 10,000; none leaves count null.",
			&huma.Schema{Type: huma.TypeString, Enum: []any{string(listing.CountExact), string(listing.CountNone)}}),
		"phone_region": query("phone_region", "Country whose numbers are read without +: a code of ISO 3166-1 alpha-2.",
			&huma.Schema{Type: huma.TypeString, MinLength: new(2), MaxLength: new(2), Examples: []any{"GB"}}),
		"If-Match": header("If-Match", "The ETag that the record must still have, else the answer is 412.", text(1024)),
		"If-None-Match": header("If-None-Match", "An ETag that was read before: if the record still has it, the answer is 304 "+
			"without a body.", text(1024)),
		auth.WorkspaceHeader: header(auth.WorkspaceHeader, "Slug of the workspace that the request works in. Who signed in and works in "+
			"several must name one; a key may name its own and no other; a superuser who signed in may name any.",
			&huma.Schema{Type: huma.TypeString, Examples: []any{workspace.Default}}),
		"X-Request-ID": header("X-Request-ID", "Id that the client gives the request, to be found in the answer, in the change log and in the "+
			"server's log. What has other characters or is longer is left aside, and a new id made.",
			&huma.Schema{Type: huma.TypeString, Pattern: "^[A-Za-z0-9._-]{1,64}$", Examples: []any{exampleID}}),
		"Prefer": header("Prefer", "return=minimal answers without the record: 201 with Location, or 204. Other preferences are left aside "+
			"(RFC 7240).", &huma.Schema{Type: huma.TypeString, Examples: []any{returnMinimal}}),
		"Idempotency-Key": header("Idempotency-Key", "Any text of visible ASCII characters that names this request. For 24 hours "+
			"the same key, path and body again get the first answer, marked Idempotent-Replayed.", key),
	}
}

func shared(names ...string) []*huma.Param {
	list := make([]*huma.Param, len(names))
	for i, name := range names {
		list[i] = &huma.Param{Ref: parameterPrefix + name}
	}
	return list
}

// listed is a query parameter with several values between commas.
func listed(name, description string, items *huma.Schema) *huma.Param {
	return &huma.Param{
		Name: name, In: "query", Description: description, Style: "form", Explode: new(false),
		Schema: &huma.Schema{Type: huma.TypeArray, Items: items},
	}
}

// fieldsParameter asks for some fields of a record alone.
func fieldsParameter(names []string) *huma.Param {
	return listed(fieldsName, "Return only these fields. Without it a record has all the fields that its schema lists in "+wholeRecord+".", &huma.Schema{Type: huma.TypeString, Enum: anySlice(names)})
}

// listParameters are the parameters of a list, read from what it declares.
func (s *schemas) listParameters(spec *listing.Spec) []*huma.Param {
	list := shared("page_size", "cursor", "page", "count")
	if spec.Limit != "" {
		most := float64(listing.MaxPageSize)
		list = append(list, &huma.Param{
			Name: spec.Limit, In: "query", Description: "Another name of page_size; give one of them.",
			Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0), Maximum: &most},
		})
	}
	list = append(list, ordering(spec))
	if spec.Searched {
		list = append(list, &huma.Param{
			Name: "search", In: "query", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(1000)},
			Description: "Words that must all be found, as the beginning of a word or, from three letters on, inside one; " +
				"case and accents do not matter. The best matches stand first unless ordering is given.",
		})
	}
	if spec.Fields != nil {
		list = append(list, fieldsParameter(spec.Fields))
	}
	for i := range spec.Filters {
		if spec.Filters[i].Refused == nil {
			list = append(list, s.filterParameters(spec, &spec.Filters[i])...)
		}
	}
	return list
}

func ordering(spec *listing.Spec) *huma.Param {
	var names []string
	for _, o := range spec.All() {
		names = append(names, o.Name, "-"+o.Name)
	}
	return listed("ordering", "Fields to order by, each with - before it for the other way round; ties are broken by id. "+
		"Without it: "+spec.Default+".", &huma.Schema{Type: huma.TypeString, Enum: anySlice(names)})
}

// filterParameters are NAME, NAME__LOOKUP for each lookup that makes sense, and
// the filter's flags.
func (s *schemas) filterParameters(spec *listing.Spec, f *listing.Filter) []*huma.Param {
	bare := f.Default
	if bare == "" {
		bare = listing.Exact
	}
	list := []*huma.Param{s.filterParameter(f, f.Name, bare)}
	for _, lookup := range lookupsOf(spec, f) {
		list = append(list, s.filterParameter(f, f.Name+"__"+string(lookup), lookup))
	}
	for _, flag := range f.Flags {
		list = append(list, &huma.Param{
			Name: flag, In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean},
			Description: strings.TrimSpace(filterSentence(flag) + " Only together with " + f.Name + "."),
		})
	}
	return list
}

// lookupsOf asks the reader of parameters which lookups a filter takes.
func lookupsOf(spec *listing.Spec, f *listing.Filter) []listing.Lookup {
	all := []listing.Lookup{
		listing.Exact, listing.IExact, listing.In, listing.Contains, listing.IContains, listing.StartsWith,
		listing.Greater, listing.AtLeast, listing.Less, listing.AtMost, listing.Range, listing.IsNull,
	}
	return slices.DeleteFunc(all, func(lookup listing.Lookup) bool {
		_, faults := listing.Parse(spec, url.Values{f.Name + "__" + string(lookup): {"x"}})
		for _, fault := range faults {
			if fault.Code == listing.CodeUnknownLookup {
				return true
			}
		}
		return false
	})
}

func (s *schemas) filterParameter(f *listing.Filter, name string, lookup listing.Lookup) *huma.Param {
	description := filterSentence(f.Name)
	if description == "" {
		description = lookupSentence(f, lookup) + filterNote(f, lookup)
	}
	single := &huma.Param{Name: name, In: "query", Description: description}
	switch {
	case lookup == listing.IsNull || f.Kind == listing.Bool || f.Name == "include_descendants":
		single.Schema = &huma.Schema{Type: huma.TypeBoolean}
	case slices.Contains([]listing.Lookup{listing.Greater, listing.AtLeast, listing.Less, listing.AtMost}, lookup):
		single.Schema = s.valueSchema(f)
	default:
		p := listed(name, description, s.valueSchema(f))
		if f.Nullable && (lookup == listing.Exact || lookup == listing.In) {
			p.Schema.Items = orNull(p.Schema.Items)
			p.Description += " null finds records without a value."
		}
		if lookup == listing.Range {
			p.Schema.MinItems, p.Schema.MaxItems = new(2), new(2)
		}
		return p
	}
	return single
}

// valueSchema is the schema of one value of a filter.
func (s *schemas) valueSchema(f *listing.Filter) *huma.Schema {
	schema := &huma.Schema{Type: huma.TypeString}
	switch f.Kind {
	case listing.Choice:
		schema.Enum = anySlice(f.Choices)
		if values := s.lists[f.Name]; len(values) > 0 {
			schema.Enum = anySlice(values)
		} else if builtIn := builtInOptions(f.Name); builtIn != nil {
			schema.Examples = anySlice(builtIn)
		}
	case listing.ID:
		schema.Format = "uuid"
	case listing.Date:
		schema.Format = "date"
	case listing.Time:
		schema.Examples = []any{"2026-11-03T09:15:00Z", "2026-11-03"}
	case listing.Int:
		schema.Type, schema.Format = huma.TypeInteger, "int64"
	case listing.Number:
		schema.Type = huma.TypeNumber
	default:
		schema.MinLength, schema.MaxLength = new(1), new(500)
	}
	return schema
}

// orNull is the schema of a filter's value that may also be the word null. It is
// plain text: many generators cannot make a type of "a UUID or the word null".
func orNull(value *huma.Schema) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: value.Examples}
}

// lookupSentence says what a lookup asks of a field.
func lookupSentence(f *listing.Filter, lookup listing.Lookup) string {
	alike := ""
	if f.Fold != nil && (lookup != listing.Exact && lookup != listing.In || f.Column == "") {
		alike = ", whatever its case"
	}
	switch lookup {
	case listing.Contains, listing.IContains:
		return f.Name + " contains one of the values" + alike + "."
	case listing.StartsWith:
		return f.Name + " starts with one of the values" + alike + "."
	case listing.Greater:
		return f.Name + " comes after the value."
	case listing.AtLeast:
		return f.Name + " is the value or comes after it."
	case listing.Less:
		return f.Name + " comes before the value."
	case listing.AtMost:
		return f.Name + " is the value or comes before it."
	case listing.Range:
		return f.Name + " lies between the two values or is one of them."
	case listing.IsNull:
		return "true: " + f.Name + " is empty; false: it is not."
	default:
		return f.Name + " is one of the values" + alike + "."
	}
}

// filterSentence says what a filter asks of which the name is not that of a
// field, "" for others.
func filterSentence(name string) string {
	const unknown = " of the tags, each named by its name or id. A tag that does not exist is an error."
	switch name {
	case "has_email":
		return "Whether the contact has an email address."
	case "has_phone":
		return "Whether the contact has a phone number."
	case "has_organization":
		return "Whether the contact has an organization, linked or as free text."
	case "include_descendants":
		return "Whether the contacts of all organizations below are found, too."
	case "tags":
		return "Finds what carries any" + unknown
	case "tags_all":
		return "Finds what carries all" + unknown
	case "tags_none":
		return "Finds what carries none" + unknown
	case "external_id":
		return "Finds what has one of the ids in other systems; a value has the form SYSTEM:ID; a system " +
			"with a colon stands in double quotes: \"urn:crm\":17."
	case "after":
		return "Finds the changes behind the one with this number, the last that was read."
	}
	return ""
}

// filterNote says more of a filter than its lookup does.
func filterNote(f *listing.Filter, lookup listing.Lookup) string {
	switch {
	case lookup == listing.IsNull:
		return ""
	case f.Kind == listing.Time:
		return " A date stands for its whole day in UTC."
	case f.Name == "phone_number":
		return " The number may be spelled in any way; one without + is read with the workspace's default region."
	case f.Name == "linked_organization":
		return " An organization that does not exist is an error."
	case f.Name == "organization_type":
		return " Each is an id or a name; a type that does not exist is an error."
	case f.Name == "actor":
		return " It is the id of the user who made the change."
	case f.Name == "postal_code":
		return " Blanks do not matter."
	case f.Within != nil && !strings.HasPrefix(f.Name, customfield.FilterPrefix):
		return " Any of those that the contact has counts."
	}
	return ""
}
