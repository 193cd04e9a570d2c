package example

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
)

const collectionSchema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

// howToRun stands at the head of the collection.
const howToRun = `Choose the environment Liaison and fill in four of its variables: base_url (the server's origin, without /api/v1), api_key (a key with the role admin), username and password. The requests fill in the rest, so run them from the top.

Each run has names of its own and takes away what it made, so it can be repeated on the same server. Requests that need a superuser are skipped when the user is none.`

// Postman renders the steps as a collection for Postman and newman: a folder for
// each resource, in the order of the tour. It returns an error if the steps could
// not run in that order.
func Postman(d *Document, made []*Exchange) ([]byte, error) {
	if err := canRun(made); err != nil {
		return nil, fmt.Errorf("render the Postman collection: %w", err)
	}
	c := &collection{
		Info: collectionInfo{
			PostmanID: stableID("collection"), Name: d.Info.Title, Schema: collectionSchema,
			Description: d.Info.Description + "\n\n" + howToRun,
		},
		Auth:  bearer("api_key"),
		Event: collectionScripts(),
	}
	shown := map[string]bool{}
	for i, x := range made {
		f := c.folder(d, x)
		isExample := x.Status < http.StatusMultipleChoices && !shown[x.Operation]
		shown[x.Operation] = shown[x.Operation] || isExample
		f.Item = append(f.Item, d.postmanItem(x, i == 0, isExample))
	}
	return encode(c)
}

// PostmanEnvironment renders the variables of the collection: those that a run is
// given and those that its requests fill in.
func PostmanEnvironment(d *Document, made []*Exchange) ([]byte, error) {
	values := []postmanField{
		{Key: "base_url", Value: "http://127.0.0.1:8080", Type: "default", Enabled: true},
		{Key: "api_key", Type: "secret", Enabled: true},
		{Key: "username", Type: "default", Enabled: true},
		{Key: "password", Type: "secret", Enabled: true},
		{Key: "run", Type: "default", Enabled: true},
	}
	for _, x := range made {
		for _, name := range sorted(x.Keeps) {
			if slices.ContainsFunc(values, func(v postmanField) bool { return v.Key == name }) {
				continue
			}
			v := postmanField{Key: name, Type: "default", Enabled: true}
			if _, secret := secrets[strings.TrimPrefix(x.Keeps[name], "/")]; secret {
				v.Type = "secret"
			}
			values = append(values, v)
		}
	}
	return encode(struct {
		ID     string         `json:"id"`
		Name   string         `json:"name"`
		Values []postmanField `json:"values"`
		Scope  string         `json:"_postman_variable_scope"`
	}{stableID("environment"), d.Info.Title, values, "environment"})
}

// folder returns the last folder, or a new one where the exchange begins it.
func (c *collection) folder(d *Document, x *Exchange) *folder {
	name := x.folder()
	if n := len(c.Item); n > 0 && c.Item[n-1].Name == name {
		return c.Item[n-1]
	}
	f := &folder{Name: name, ID: stableID(name)}
	for _, tag := range d.Tags {
		if tag.Name == name {
			f.Description = tag.Description
		}
	}
	c.Item = append(c.Item, f)
	return f
}

// folder is the group in which a step stands.
func (x *Exchange) folder() string {
	if x.Folder != "" {
		return x.Folder
	}
	return x.Op.Tag()
}

func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("render for Postman: %w", err)
	}
	return b.Bytes(), nil
}

// canRun returns an error if the steps cannot run as a collection: every request has
// a name of its own, a folder stands in one place, and a variable is kept before it
// is used, by a request that is not left out.
func canRun(made []*Exchange) error {
	known := map[string]bool{} // whether only runs of a superuser have it
	for _, name := range given {
		known[name] = false
	}
	names, folders, now := map[string]bool{}, map[string]bool{}, ""
	for _, x := range made {
		name := x.folder() + "/" + x.Name
		if names[name] {
			return fmt.Errorf("%s: the name stands twice", name)
		}
		if folders[x.folder()] && x.folder() != now {
			return fmt.Errorf("%s: the folder ended before", name)
		}
		now = x.folder()
		names[name], folders[now] = true, true
		if x.Caller == Superusers {
			if _, kept := known[superuser]; !kept {
				return fmt.Errorf("%s: no step has kept %s", name, superuser)
			}
		}
		for _, used := range x.used() {
			if ofSuperusers, kept := known[used]; !kept || ofSuperusers && x.Caller != Superusers {
				return fmt.Errorf("%s: {{%s}} is used, which no step before has kept", name, used)
			}
		}
		for kept := range x.Keeps {
			if _, before := known[kept]; !before || x.Caller != Superusers {
				known[kept] = x.Caller == Superusers
			}
		}
	}
	return nil
}

// stableID is the same id for the same name each time.
func stableID(name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("liaison/postman/"+name)).String()
}

// sorted are the keys of a map in their order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// indented is a body as a person would write it; what is no JSON stays as it is.
func indented(body string) string {
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(body), "", "  "); err != nil {
		return body
	}
	return b.String()
}
