package restapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// literals are numbers that no float64 holds, or that it would write otherwise.
const literals = `{"a":9007199254740993,"b":123456789012345678901,"c":0.1234567890123456789012345,"d":1e2,"e":[1.10,{"f":-0.0}]}`

// digits fails the test unless an answer has the literals as they were given.
func (r *answer) digits(where string) *answer {
	r.Helper()
	if !strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(string(r.body)), literals) {
		r.Errorf("%s: the digits are not in %s", where, r.body)
	}
	return r
}

// TestNumbersKeepEveryDigit where a custom field has no definition, by every door
// of the API.
func TestNumbersKeepEveryDigit(t *testing.T) {
	eachAPI(t, func(a *api) {
		for kind, h := range holders() {
			with := func(more string) string {
				body := object{}
				for name, value := range h.body {
					body[name] = value
				}
				if kind == "organization" {
					body["code"], body["name"] = "E"+more, "E"+more
				}
				body["custom_fields"] = "LITERALS"
				return strings.ReplaceAll(encode(t, body), `"LITERALS"`, literals)
			}
			custom := `{"custom_fields":` + literals + `}`
			made := a.post(h.path, with("1")).want(http.StatusCreated).digits("POST")
			path := h.path + "/" + made.id()
			a.get(path).digits("GET")
			a.get(h.path).digits("list")
			a.patch(path, `{"custom_fields":{"g":1}}`).want(http.StatusOK)
			a.patch(path, `{"custom_fields":{"a":null,"b":null,"c":null,"d":null,"e":null,"g":null}}`).want(http.StatusOK)
			emptied := a.change(made.id())
			a.undo(emptied).want(http.StatusOK)
			a.patch(path, `{"custom_fields":{"g":null}}`).want(http.StatusOK)
			a.get(path).digits("undo of an update")
			version := a.get(path).json()["version"]
			if got := a.patch(path, custom).want(http.StatusOK).digits("PATCH").json(); got["version"] != version {
				t.Errorf("the same again made version %v of %v", got["version"], version)
			}
			a.do("PUT", path, with("1")).want(http.StatusOK).digits("PUT")
			a.get("/changes?record=" + made.id()).digits("feed")
			a.do("DELETE", path, nil).want(http.StatusNoContent)
			a.undoLast(made.id())
			a.get(path).digits("undo of a deletion")
			if kind == "address" {
				continue
			}
			a.get(path + "/history").digits("history")
			created := a.post(h.path+"/batch", `{"operations":[{"action":"create","body":`+with("2")+`}]}`).want(http.StatusOK).digits("batch")
			id := created.json().list("results")[0].object("record").text("id")
			a.post(h.path+"/batch", `{"operations":[{"action":"update","id":"`+id+`","body":{"custom_fields":null}}]}`).want(http.StatusOK)
			a.post(h.path+"/batch", `{"operations":[{"action":"update","id":"`+id+`","body":`+custom+`}]}`).want(http.StatusOK).digits("batch")
			a.get(h.path + "/" + id).digits("batch")
		}
		a.sound()
	})
}

// TestNumbersOfADefinedFieldComeBack to every digit when its definition goes by
// an undo, and are compared by all of them.
func TestNumbersOfADefinedFieldComeBack(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/contacts", `{"first_name":"Ada","custom_fields":{"n":0.1234567890123456789012345}}`).want(http.StatusCreated)
		field := a.define("contact", "n", "number", object{"stored_values": "convert"})
		path := "/contacts/" + made.id()
		if body := string(a.get(path).body); strings.Contains(body, "0.1234567890123456789") {
			t.Errorf("the definition takes no such number: %s", body)
		}
		a.undoLast(strings.TrimPrefix(field, "/custom-fields/"))
		if body := string(a.get(path).body); !strings.Contains(body, "0.1234567890123456789012345") {
			t.Errorf("got %s", body)
		}
		a.get(field).want(http.StatusNotFound)
	})
}

func encode(t *testing.T, body object) string {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
