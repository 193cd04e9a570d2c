package example

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLayout(t *testing.T) {
	long := strings.Repeat("x", 50)
	for _, c := range []struct{ body, want string }{
		{`{}`, `{}`},
		{`not json`, `not json`},
		{`{"b":1.50,"a":[true,null,"é<&"]}`, `{"b": 1.50, "a": [true, null, "é<&"]}`},
		{`{"z":"` + long + `","y":["` + long + `"],"x":{}}`, "{\n  \"z\": \"" + long + "\",\n  \"y\": [\"" + long + "\"],\n  \"x\": {}\n}"},
		{`[["` + long + `","` + long + `"]]`, "[\n  [\n    \"" + long + "\",\n    \"" + long + "\"\n  ]\n]"},
	} {
		if diff := cmp.Diff(c.want, layout([]byte(c.body))); diff != "" {
			t.Errorf("%s: %s", c.body, diff)
		}
	}
}

func TestOnlyFields(t *testing.T) {
	keep := func(name string) bool { return name == "a" || name == "c" }
	for _, c := range []struct{ body, want string }{
		{`{"a":1,"b":2,"c":[3]}`, "{\n  \"a\": 1,\n  \"c\": [3],\n  …\n}"},
		{`{"a":1}`, `{"a": 1}`},
		{`{"b":2}`, `{…}`},
		{`[{"b":2}]`, `[{"b": 2}]`},
	} {
		if diff := cmp.Diff(c.want, onlyFields([]byte(c.body), keep)); diff != "" {
			t.Errorf("%s: %s", c.body, diff)
		}
	}
}
