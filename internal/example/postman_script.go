package example

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// superuser is the variable in which the tour keeps whether the user who signed in
// is a superuser.
const superuser = "superuser"

// newRun gives the names of a run something of their own.
const newRun = `pm.environment.set("run", Date.now().toString(36) + Math.random().toString(36).slice(2, 6));`

// collectionScripts run before and after every request.
func collectionScripts() []postmanEvent {
	return []postmanEvent{
		script("prerequest",
			`// The origin alone is meant, but an address that was copied whole works too.`,
			`pm.variables.set("base_url", pm.variables.get("base_url").replace(/\/+(api\/v1\/*)?$/, ""));`,
			`if (!pm.environment.get("run")) {`,
			`  `+newRun,
			`}`),
		script("test",
			`pm.test("has a request id", () => {`,
			`  pm.expect(pm.response.headers.get("X-Request-ID")).to.be.a("string").that.is.not.empty;`,
			`});`,
			`if (pm.response.code >= 400) {`,
			`  pm.test("is a problem that says what is wrong", () => {`,
			`    const problem = pm.response.json();`,
			`    pm.expect(problem).to.include.all.keys("type", "title", "status", "detail", "instance", "request_id");`,
			`    pm.expect(problem.status).to.eql(pm.response.code);`,
			`    pm.expect(problem.request_id).to.eql(pm.response.headers.get("X-Request-ID"));`,
			`  });`,
			`}`),
	}
}

// stepScripts prove that the answer is what the step says, and keep what later
// requests need.
func (d *Document) stepScripts(x *Exchange, isFirst bool) []postmanEvent {
	var events []postmanEvent
	switch {
	case isFirst:
		events = append(events, script("prerequest", "// A run begins: its names are new.", newRun))
	case x.Caller == Superusers:
		events = append(events, script("prerequest",
			"// Only a superuser may do this.",
			`if (pm.environment.get("`+superuser+`") !== "true") {`,
			`  pm.execution.skipRequest();`,
			`}`))
	}
	lines := []string{fmt.Sprintf(`pm.test("answers %d", () => pm.response.to.have.status(%[1]d));`, x.Status)}
	if len(x.Answer) == 0 {
		lines = append(lines, `pm.test("has no body", () => pm.expect(pm.response.text()).to.eql(""));`)
	} else {
		contentType := quoted(x.Answered.Get("Content-Type"))
		lines = append(lines, check("is "+x.Answered.Get("Content-Type"), `pm.response.headers.get("Content-Type")`, contentType))
	}
	if x.isJSON() {
		lines = append(lines, d.bodyChecks(x)...)
	}
	for _, place := range sorted(x.Wants) {
		lines = append(lines, check(place+" is as expected", at(place, x.Wants[place] == "null"), wanted(x.Wants[place])))
	}
	for _, name := range sorted(x.Keeps) {
		lines = append(lines, fmt.Sprintf("pm.environment.set(%s, String(%s));", quoted(name), at(x.Keeps[name], false)))
	}
	return append(events, script("test", lines...))
}

// bodyChecks look at a body in JSON.
func (d *Document) bodyChecks(x *Exchange) []string {
	lines := []string{"const body = pm.response.json();"}
	if keys := d.promisedKeys(x); len(keys) > 0 {
		lines = append(lines, `pm.test("has the fields that are promised", () => {`,
			"  pm.expect(body).to.include.all.keys("+strings.Join(keys, ", ")+");", `});`)
	}
	for _, fault := range x.Faults {
		lines = append(lines, fmt.Sprintf(`pm.test(%s, () => {`, quoted("names what is wrong at "+fault)),
			fmt.Sprintf("  pm.expect(body.errors.map((e) => e.pointer ?? e.parameter)).to.include(%s);", filled(fault)), `});`)
	}
	return lines
}

// promisedKeys are the fields at the top that the schema of the answer requires and
// that are there: with the parameter fields not all are. Problems are looked at by
// the collection's own script.
func (d *Document) promisedKeys(x *Exchange) []string {
	var answer map[string]json.RawMessage
	if x.Status >= http.StatusBadRequest || json.Unmarshal(x.Answer, &answer) != nil {
		return nil
	}
	said := d.follow(lookUp(d.raw, pointerTo("paths", x.Op.Path, strings.ToLower(x.Method), "responses", strconv.Itoa(x.Status))))
	schema := d.follow(lookUp(said, pointerTo("content", x.Answered.Get("Content-Type"), "schema")))
	required, _ := lookUp(schema, "/required").([]any)
	var keys []string
	for _, key := range required {
		if _, there := answer[textOf(key)]; there {
			keys = append(keys, quoted(textOf(key)))
		}
	}
	return keys
}

// follow returns what a reference refers to, and everything else as it is.
func (d *Document) follow(value any) any {
	if ref := textOf(lookUp(value, "/$ref")); ref != "" {
		return lookUp(d.raw, strings.TrimPrefix(ref, "#"))
	}
	return value
}

// pointerTo is the JSON pointer made of tokens.
func pointerTo(tokens ...string) string {
	var pointer strings.Builder
	for _, token := range tokens {
		pointer.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token))
	}
	return pointer.String()
}

// check is a test that two expressions have equal values.
func check(name, got, want string) string {
	return fmt.Sprintf("pm.test(%s, () => pm.expect(%s).to.eql(%s));", quoted(name), got, want)
}

// wanted is the expression for JSON in which variables may stand.
func wanted(text string) string {
	var inner string
	switch {
	case !variable.MatchString(text):
		return text
	case json.Unmarshal([]byte(text), &inner) == nil:
		return filled(inner)
	default:
		return "JSON.parse(" + filled(text) + ")"
	}
}

// filled is the expression for a text in which variables may stand.
func filled(text string) string {
	switch found := variable.FindString(text); found {
	case "":
		return quoted(text)
	case text:
		return "pm.variables.get(" + quoted(strings.Trim(text, "{}")) + ")"
	default:
		return "pm.variables.replaceIn(" + quoted(text) + ")"
	}
}

// at is the expression for a place of the answer.
func at(place string, orNothing bool) string {
	if !strings.HasPrefix(place, "/") {
		return nullish("pm.response.headers.get("+quoted(place)+")", orNothing)
	}
	pointer, parameter, within := strings.Cut(place, "?")
	if !within {
		return nullish(inBody(pointer, orNothing), orNothing)
	}
	// The sandbox of newman has no URL; this class both have.
	address := `new (require("postman-collection").Url)(` + inBody(pointer, false) + ")"
	return "decodeURIComponent(" + address + ".query.get(" + quoted(parameter) + "))"
}

// nullish gives null for nothing.
func nullish(expression string, orNothing bool) string {
	if orNothing {
		return expression + " ?? null"
	}
	return expression
}

var identifier = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// inBody is the expression for what a JSON pointer (RFC 6901) points to, which may
// be nothing.
func inBody(pointer string, orNothing bool) string {
	dot, open := ".", "["
	if orNothing {
		dot, open = "?.", "?.["
	}
	expression := "body"
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		_, err := strconv.Atoi(token)
		switch {
		case err == nil:
			expression += open + token + "]"
		case identifier.MatchString(token):
			expression += dot + token
		default:
			expression += open + filled(token) + "]"
		}
	}
	return expression
}

// quoted is a text as JavaScript writes it.
func quoted(text string) string {
	encoded, err := encode(text)
	if err != nil {
		panic(err) // a text can always be encoded
	}
	return strings.TrimSpace(string(encoded))
}

func script(listen string, lines ...string) postmanEvent {
	return postmanEvent{Listen: listen, Script: postmanScript{Type: "text/javascript", Exec: slices.Clip(lines)}}
}
