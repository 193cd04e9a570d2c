package restapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// named are the fields that name another record by more than an id, so that
// their schema does not say so. Where they also take a name, theirs is tried.
var named = map[string]string{
	"organization_type": canary + " guild", "role": canary + " role", "user": canary + ".user", "source": canary,
}

// field is a place in a body.
type field struct {
	pointer   string
	reference bool
	value     func(v string) object // a body with a value there
}

// fields are all places of a body that take a text, in the records inside it too.
func (p *pair) fields(schema object, inside ...string) (list []field) {
	p.Helper()
	for {
		if all := schema.list("allOf"); len(all) > 0 {
			schema = all[0]
			continue
		}
		if ref := schema.text("$ref"); ref != "" {
			schema = p.document.object("components").object("schemas").object(strings.TrimPrefix(ref, "#/components/schemas/"))
			continue
		}
		break
	}
	if len(inside) > 3 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(schema.object("properties"))) {
		property := schema.object("properties").object(name)
		if property["readOnly"] == true {
			continue
		}
		list = append(list, p.placesOf(name, property, inside)...)
	}
	return list
}

// placesOf are the places of one property: itself, the items of a list, or the
// forms that it may have.
func (p *pair) placesOf(name string, property object, inside []string) (list []field) {
	at := append(slices.Clone(inside), name)
	for _, form := range append(property.list("oneOf"), property) {
		switch {
		case form.text("$ref") != "":
			list = append(list, p.fields(form, at...)...)
		case form.object("items").text("$ref") != "":
			list = append(list, p.fields(form.object("items"), append(at, "0")...)...)
		case isText(form) && form["enum"] == nil:
			_, isNamed := named[name]
			list = append(list, field{
				pointer: "/" + strings.Join(at, "/"), reference: form.text("format") == "uuid" || isNamed,
				value: func(v string) object { return nest(at, v).(object) },
			})
		}
	}
	return list
}

func isText(schema object) bool {
	return schema.text("type") == "string" || fmt.Sprint(schema["type"]) == "[string null]"
}

// nest wraps a value in the objects and lists that lead to it.
func nest(at []string, v any) any {
	for i := len(at) - 1; i >= 0; i-- {
		if at[i] == "0" {
			v = []any{v}
		} else {
			v = object{at[i]: v}
		}
	}
	return v
}

// with is a body with another one's fields on top.
func with(body any, more object) object {
	merged := object{}
	if o, ok := body.(map[string]any); ok {
		maps.Copy(merged, o)
	}
	if o, ok := body.(object); ok {
		maps.Copy(merged, o)
	}
	maps.Copy(merged, more)
	return merged
}

// bodies runs fn on each place of each body, batches apart.
func (p *pair) bodies(fn func(p *pair, method, path string, operation object, f field)) {
	p.Helper()
	p.operations(func(p *pair, method, path string, operation object) {
		media := operation.object("requestBody").object("content").object("application/json")
		if media == nil || strings.HasSuffix(path, "/batch") || superusersAlone(operation) {
			return
		}
		for _, f := range p.fields(media.object("schema")) {
			fn(p, method, path, operation, f)
		}
	}, "post", "put", "patch")
}

// TestIDsOfOthersInBodies_TEN_02: a body cannot name a record of another
// workspace.
func TestIDsOfOthersInBodies_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		references := 0
		p.bodies(func(p *pair, method, path string, operation object, f field) {
			if f.reference && f.pointer != "/id" { // which is that of the path, and ignored
				references++
				p.refused(method, path, p.body(method, path, operation), f)
			}
		})
		if references < 30 {
			t.Errorf("only %d fields name records", references)
		}
	})
}

// TestIDsOfOthersAsTexts_TEN_02: where a field is none that names records, an id is
// but a text, from which nothing follows.
func TestIDsOfOthersAsTexts_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		texts := 0
		p.bodies(func(p *pair, method, path string, _ object, f field) {
			if method != http.MethodPatch || f.reference {
				return
			}
			texts++
			for _, id := range p.theirs.all {
				p.blind(p.do(method, p.ours.real(path), f.value(id)), p.theirs.all...) // they stay
			}
		})
		if texts < 50 {
			t.Errorf("only %d fields take texts", texts)
		}
	})
}

// refused sends all that the other workspace has where one of our own records is
// to be named.
func (p *pair) refused(method, path string, body any, f field) {
	p.Helper()
	values := slices.Clone(p.theirs.all)
	if name := named[f.pointer[strings.LastIndex(f.pointer, "/")+1:]]; name != "" {
		values = append(values, name)
	}
	real := p.ours.real(path)
	for _, value := range values {
		got := p.do(method, real, with(body, f.value(value)))
		p.blind(got)
		if got.status == http.StatusNotFound {
			continue
		}
		if !slices.ContainsFunc(got.want(http.StatusBadRequest).json().list("errors"), func(e object) bool {
			return strings.HasPrefix(e.text("pointer"), f.pointer)
		}) {
			p.Errorf("%s at %s: %s", value, f.pointer, got.body)
		}
	}
}

// TestBatchesOfMixedIDs_TEN_02: of a batch that names our records and theirs, ours
// alone are written, or nothing.
func TestBatchesOfMixedIDs_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		for kind, system := range map[string]string{"contacts": "crm", "organizations": "erp"} {
			own, foreign := anID.FindString(p.ours.ids["/"+kind+"/{id}"]), anID.FindString(p.theirs.ids["/"+kind+"/{id}"])
			one := p.ours.ids["/"+kind+"/{id}"]
			before := p.get(one).json()
			body := object{"external_ids": object{"mixed": "x"}}
			operations := []object{
				{"action": "update", "id": own, "body": body},
				{"action": "update", "id": foreign, "body": body},
				{"action": "delete", "id": foreign},
				{"action": "update", "external_id": object{system: canary}, "body": body},
				{"action": "delete", "external_id": object{system: canary}},
			}
			send := func(atomic bool) *answer {
				return p.blind(p.post("/"+kind+"/batch", object{"atomic": atomic, "operations": operations}))
			}
			if send(true).status != http.StatusNotFound {
				p.Errorf("%s: the whole batch is answered with %s", kind, send(true).body)
			}
			if diff := cmp.Diff(before, p.get(one).json()); diff != "" {
				p.Errorf("%s: a part of it was written (-before +after):\n%s", kind, diff)
			}
			for i, result := range send(false).want(http.StatusOK).json().list("results") {
				if want := map[bool]float64{true: 200, false: 404}[i == 0]; result["status"] != want {
					p.Errorf("%s: operation %d: got %v, want %v", kind, i, result, want)
				}
			}
			if p.get(one).json().object("external_ids").text("mixed") != "x" {
				p.Errorf("%s: our own part was not written", kind)
			}
		}
		for path := range p.document.object("paths") {
			if strings.HasSuffix(path, "/batch") && path != "/contacts/batch" && path != "/organizations/batch" {
				p.Errorf("%s is not tried", path)
			}
		}
	})
}

// TestTheSameInBothWorkspaces_TEN_02: what is unique is so within a workspace. It
// stands apart since our workspace then has the other one's words.
func TestTheSameInBothWorkspaces_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		for path, body := range map[string]object{
			"/organization-types": {"name": canary + " guild"},
			"/custom-fields":      {"record_kind": "contact", "key": canary, "type": "integer"},
			"/options":            {"list": "source", "value": canary},
			"/roles":              {"name": canary + " role"},
			"/api-keys":           {"name": canary + " key", "role": "viewer"},
			"/tags":               {"name": canary + " tag"},
			"/organizations":      {"name": canary + " works", "code": canary, "organization_type": "Company", "external_ids": object{"erp": canary}},
			"/contacts":           {"first_name": canary},
		} {
			got := p.post(path, body).want(http.StatusCreated)
			if slices.Contains(p.theirs.all, got.id()) {
				p.Errorf("POST %s answers their record: %s", path, got.body)
			}
		}
		for path, body := range map[string]object{
			"/contacts/by/crm/" + canary:      {"first_name": "Ada"},
			"/organizations/by/crm/" + canary: {"name": "By", "code": "by", "organization_type": "Company"},
		} {
			p.blind(p.do("PUT", path, body).want(http.StatusCreated), canary)
			p.do("DELETE", path, nil).want(http.StatusNoContent)
			p.get(path).want(http.StatusNotFound)
		}
		upsert := object{"action": "upsert", "external_id": object{"crm": canary}, "body": object{"first_name": "Ada"}}
		made := p.post("/contacts/batch", object{"operations": []object{upsert}}).want(http.StatusOK).json().list("results")[0]
		if made["status"] != 201.0 {
			p.Errorf("upserting by an id that they have: %v", made)
		}
		// User names are of the whole installation, but whose one is stays unsaid.
		e := p.post("/users", object{"username": canary + ".user", "role": "viewer"}).wantFault("/username")
		if e.text("code") != "unique" || e["conflict"] != nil {
			p.Errorf("got %v", e)
		}
		for _, path := range []string{"/tags/{id}", "/organization-types/{id}", "/roles/{id}"} {
			p.do("PATCH", p.ours.ids[path], object{"name": strings.ToUpper(canary) + " its own " + p.db.NewID()}).want(http.StatusOK)
		}
	})
}
