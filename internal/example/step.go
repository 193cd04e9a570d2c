package example

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Caller is as whom a step is made.
type Caller int

// The callers.
const (
	Key        Caller = iota // the API key in {{api_key}}
	Session                  // the access token in {{access}}, kept by the step that signs in
	Nobody                   // neither
	Superusers               // the same token; left out by a run whose user is no superuser
	Viewer                   // the API key in {{viewer_key}}, with the role viewer, kept by the step that makes it
)

// Step is one request of the tour. Its texts may hold {{variables}}: those that a
// run is given and those that earlier steps keep. The first step of an operation
// that succeeds, in the folder of its resource if there is one there, is the
// operation's example in the documents, so it asks for whole records (no fields=);
// others show what else it can do and what it refuses.
type Step struct {
	Operation string // its id in the OpenAPI document: createContact
	Name      string // what the step shows, unique within its folder: "Two primaries are refused"
	Folder    string // where it stands, "" for the operation's tag
	Caller    Caller

	Path   map[string]string // values of the parameters in the path
	Query  []string          // NAME=VALUE, not escaped
	Header []string          // "Name: value"
	Body   string            // JSON; "" for none

	Status int               // what is answered
	Faults []string          // pointers and parameters that the errors of a problem name
	Wants  map[string]string // places of the answer, and the JSON that stands there
	Keeps  map[string]string // variables, and the places of the answer whose values they get
}

// A place of an answer is a JSON pointer into its body (/results/0/id), the name of
// a header (ETag), whose value is a text, or /next?cursor: the parameter of the
// address at a pointer.

// texts are pairs of a name and a text.
type texts = map[string]string

// in puts steps into a folder.
func in(folder string, steps ...[]Step) []Step {
	all := slices.Concat(steps...)
	for i := range all {
		all[i].Folder = folder
	}
	return all
}

// Variables are the values of a run, by their names.
type Variables map[string]string

// Given are the variables that a run is given; {{run}} is made for each run, so
// that names which must be unique are.
var given = []string{"base_url", "api_key", "username", "password", "run"}

var variable = regexp.MustCompile(`\{\{(\w+)\}\}`)

// Fill puts the values into a text. A variable without a value is an error.
func (v Variables) Fill(text string) (string, error) {
	var missing []string
	filled := variable.ReplaceAllStringFunc(text, func(found string) string {
		value, known := v[strings.Trim(found, "{}")]
		if !known {
			missing = append(missing, found)
		}
		return value
	})
	if len(missing) > 0 {
		return "", fmt.Errorf("nothing was kept for %s", strings.Join(missing, ", "))
	}
	return filled, nil
}

// used are the names of the variables in a step's request, faults and wants.
func (s *Step) used() []string {
	texts := slices.Concat([]string{s.Body}, s.Query, s.Header, s.Faults)
	if token := s.Caller.token(); token != "" {
		texts = append(texts, "{{"+token+"}}")
	}
	for _, value := range s.Path {
		texts = append(texts, value)
	}
	for place, value := range s.Wants {
		texts = append(texts, place, value)
	}
	var names []string
	for _, match := range variable.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// token is the variable that the Authorization header takes, "" for none.
func (c Caller) token() string {
	switch c {
	case Key:
		return "api_key"
	case Session, Superusers:
		return "access"
	case Viewer:
		return "viewer_key"
	default:
		return ""
	}
}
