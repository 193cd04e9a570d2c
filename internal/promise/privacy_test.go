package promise_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// canary is a part of every name, address, note, password and value that the test
// sends; number is the phone number that it sends. Nothing else has them.
const (
	canary = "zqxj"
	number = "2079460777"
)

// confidential is a running server that is sent confidential things, and what
// must not be found of them afterwards beside the canary: keys, tokens, cookies.
type confidential struct {
	*server

	secrets []string
}

// keep notes a secret that the server made.
func (c *confidential) keep(secret string) string {
	c.t.Helper()
	if len(secret) < 16 {
		c.t.Fatalf("%q is no secret", secret)
	}
	c.secrets = append(c.secrets, secret)
	return secret
}

// TestNothingConfidentialIsLogged_PRV_01 does all that clients do, right and
// wrong, on every route, with the most that the log can be asked for, and then
// looks for what was sent in all that the server wrote and in its metrics.
func TestNothingConfidentialIsLogged_PRV_01(t *testing.T) {
	for engine, format := range map[database.Engine]string{database.SQLite: "json", database.Postgres: "text"} {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine)
			p.command.Args = []string{"--metrics-listen=127.0.0.1:0"}
			p.command.Env = append(p.command.Env, "LIAISON_LOG_LEVEL=debug", "LIAISON_LOG_FORMAT="+format)
			c := &confidential{server: p.start(t, "")}
			c.keep(c.key)
			c.people()
			c.wrongOnEveryRoute()
			c.refusedAtTheDoor()
			c.pages() // before there are too many wrong passwords
			c.signedIn()
			c.malformed()
			metrics := c.metrics()
			c.failures()
			metrics += c.metrics()
			c.stop()
			c.search("standard output", c.Stdout())
			c.search("the log", c.Logs())
			c.search("the metrics", metrics)
			c.complete(format)
		})
	}
}

// search fails the test for each line that shows something of what was sent.
func (c *confidential) search(what, text string) {
	c.t.Helper()
	for line := range strings.Lines(text) {
		lower := strings.ToLower(line)
		for _, trace := range append(c.secrets, canary, number, strings.Join(strings.Split(number, ""), "%")) {
			if strings.Contains(lower, strings.ToLower(trace)) {
				c.t.Errorf("%s has %q in it: %.600s", what, trace, line)
			}
		}
	}
}

// complete fails the test unless the log tells of all kinds of answer, so that
// there was something to find, and has no line that a client began.
func (c *confidential) complete(format string) {
	c.t.Helper()
	for _, status := range []int{200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 500} {
		text := map[string]string{"json": fmt.Sprintf(`"status":%d,`, status), "text": fmt.Sprintf("status=%d ", status)}[format]
		if !strings.Contains(c.Logs(), text) {
			c.t.Errorf("the log has no %s", text)
		}
	}
	for line := range strings.Lines(c.Logs()) {
		if format == "json" && strings.HasPrefix(line, "{") && !json.Valid([]byte(line)) || strings.Contains(line, "forged") {
			c.t.Errorf("the log has a line that is not its own: %s", line)
		}
	}
	if format == "json" && !strings.Contains(c.Logs(), `"level":"DEBUG"`) {
		c.t.Error("the log does not say all that it can")
	}
}

// secretPerson is a contact of whom nothing may be seen.
func secretPerson() object {
	return object{
		"first_name": "Zqxjfirst", "last_name": "Zqxjlast", "nickname": "zqxjnick", "notes": "zqxj notes\nof a person", "title": "zqxj title",
		"birth_date": "1987-06-05", "tags": []string{"zqxj tag"}, "custom_fields": object{"zqxjkey": "zqxj value"},
		"external_ids": object{"zqxjsystem": "zqxjid"}, "email_addresses": []object{{"email": "zqxj@zqxj.example.org", "notes": "zqxj"}},
		"phone_numbers": []object{{"phone_number": "+44" + number, "notes": "zqxj"}},
		"addresses":     []object{{"address": object{"street_address_1": "Zqxj Street 1", "city": "Zqxjtown", "country": "GB"}}},
	}
}

// people writes, reads, finds and deletes records.
func (c *confidential) people() {
	c.t.Helper()
	made := c.must(http.StatusCreated, "POST", "/contacts", secretPerson(), "Idempotency-Key: zqxj-key-1")
	c.must(http.StatusCreated, "POST", "/contacts", secretPerson(), "Idempotency-Key: zqxj-key-1")
	c.must(http.StatusUnprocessableEntity, "POST", "/contacts", object{"first_name": "Zqxj"}, "Idempotency-Key: zqxj-key-1")
	one := "/contacts/" + made.json().text("id")
	c.must(http.StatusNotModified, "GET", one, nil, "If-None-Match: "+made.header.Get("ETag"))
	c.must(http.StatusPreconditionFailed, "PATCH", one, object{"first_name": "Zqxjother"}, `If-Match: "zqxj"`)
	c.must(http.StatusOK, "PATCH", one, object{"first_name": "Zqxjother"})
	c.must(http.StatusCreated, "POST", one+"/email_addresses", object{"email": "second.zqxj@example.org", "is_primary": true})
	c.must(http.StatusBadRequest, "POST", one+"/email_addresses", object{"email": "zqxj@ZQXJ.example.org"})
	c.must(http.StatusBadRequest, "POST", one+"/phone_numbers", object{"phone_number": number})
	field := object{"record_kind": "contact", "key": "zqxjfield", "type": "choice", "choices": []string{"zqxjchoice"}, "filterable": true}
	c.must(http.StatusCreated, "POST", "/custom-fields", field)
	c.must(http.StatusOK, "PATCH", one, object{"custom_fields": object{"zqxjfield": "zqxjchoice"}})
	c.must(http.StatusCreated, "POST", "/organization-types", object{"name": "Zqxj type"})
	firm := c.must(http.StatusCreated, "POST", "/organizations", object{"name": "Zqxj Ltd", "code": "zqxj", "organization_type": "Zqxj type"})
	c.must(http.StatusConflict, "DELETE", "/organization-types/Zqxj%20type", nil)
	c.must(http.StatusOK, "GET", "/organization-types/Zqxj%20type", nil)
	c.must(http.StatusOK, "POST", "/contacts/batch", object{"atomic": false, "operations": []object{
		{"action": "create", "body": object{"first_name": "Zqxjsecond", "tags": []string{"zqxj tag"}}}, {"action": "update", "external_id": object{"zqxjsystem": "zqxjid"}, "body": object{"zqxj": 1}},
	}})
	for _, query := range []string{
		"search=zqxj", "search=" + number, "email=zqxj%40zqxj.example.org", "phone_number=%2B44" + number, "last_name=zqxj",
		"tags=zqxj%20tag", "tags=zqxjnone", "city=Zqxjtown", "birth_date=1987-06-05", "external_id=zqxjsystem:zqxjid",
		"custom_fields.zqxjfield=zqxjchoice", "zqxj=zqxj", "ordering=zqxj", "cursor=zqxj", "fields=zqxj", "page=zqxj", "status=zqxj", "%zzzqxj",
	} {
		c.do("GET", "/contacts?"+query, nil)
	}
	page := c.must(http.StatusOK, "GET", "/contacts?page_size=1&search=zqxj&count=exact", nil).json()
	c.must(http.StatusOK, "GET", page.text("next"), nil)
	c.must(http.StatusOK, "GET", one+"/history", nil)
	c.must(http.StatusOK, "GET", "/changes?after=0", nil)
	c.must(http.StatusNoContent, "DELETE", "/organizations/"+firm.json().text("id"), nil)
	c.must(http.StatusNoContent, "DELETE", one, nil)
}

// wrongOnEveryRoute goes through the OpenAPI document and puts the canary
// wherever a client can write something.
func (c *confidential) wrongOnEveryRoute() {
	c.t.Helper()
	paths, _ := c.must(http.StatusOK, "GET", "/openapi.json", nil).json()["paths"].(map[string]any)
	inPath := regexp.MustCompile(`\{\w+\}`)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for method := range paths[path].(map[string]any) {
			method = strings.ToUpper(method)
			named := inPath.ReplaceAllString(path, "zqxj%20%C3%A9@example.org")
			unknown := inPath.ReplaceAllString(path, "0190dead-beef-7000-8000-00000000cafe")
			for _, at := range []string{named, named + "?zqxj=zqxj&search=zqxj", unknown, unknown + "?fields=zqxj"} {
				for _, body := range []string{`{"zqxj": "zqxj", "name": "zqxj"}`, `{"zqxj": "zqxj`, `"zqxj"`, ``} {
					c.do(method, at, body, "Accept-Language: zqxj", "X-Forwarded-For: zqxj")
				}
			}
		}
	}
	c.do("GET", "/zqxj/zqxj", nil)
	c.do("GET", c.URL+"/zqxj?zqxj=zqxj", nil)
	c.do("ZQXJ", "/contacts", nil)
	c.must(http.StatusMethodNotAllowed, "DELETE", "/contacts", nil)
	c.do("OPTIONS", "/contacts", nil, "Origin: https://zqxj.example.org")
}

// refusedAtTheDoor sends keys, headers and types that are no good.
func (c *confidential) refusedAtTheDoor() {
	c.t.Helper()
	for _, value := range []string{
		"Bearer zqxj", "Bearer " + c.key + "zqxj", "Basic enF4ajp6cXhq", "Token zqxj.zqxj.zqxj", "zqxj", "Api-Key liaison_zqxj_zqxj_zqxj",
		"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ6cXhqIn0.",
	} {
		c.must(http.StatusUnauthorized, "GET", "/contacts", nil, "Authorization: "+value)
	}
	c.do("GET", "/contacts?key="+c.key+"&access_token="+c.key, nil, "Authorization: ")
	c.must(http.StatusForbidden, "GET", "/contacts", nil, "Liaison-Workspace: zqxj")
	c.must(http.StatusUnsupportedMediaType, "POST", "/contacts", `{"first_name": "zqxj"}`, "Content-Type: text/zqxj")
	c.must(http.StatusNotAcceptable, "GET", "/contacts", nil, "Accept: zqxj/zqxj")
	c.must(http.StatusRequestEntityTooLarge, "POST", "/contacts", `{"notes": "`+strings.Repeat("zqxj", 300_000)+`"}`)
	c.must(http.StatusBadRequest, "POST", "/contacts", object{"first_name": "Zqxj"}, "Idempotency-Key: zqxj é")
	c.do("GET", "/contacts", nil, "Cookie: sid=zqxjcookie", "User-Agent: zqxj", "Referer: https://zqxj.example.org/", "Host: zqxj.example.org",
		"X-Forwarded-Host: zqxj", "Forwarded: for=zqxj", "X-Request-ID: zqxj with spaces", "Traceparent: zqxj")
	viewer := c.keep(c.Key(c.t, "viewer"))
	c.must(http.StatusForbidden, "POST", "/contacts", secretPerson(), "Authorization: Bearer "+viewer)
}

// signedIn makes users and keys, and signs in rightly and wrongly.
func (c *confidential) signedIn() {
	c.t.Helper()
	const password = "zqxj tram over Lisbon"
	user := object{"username": "zqxj.ada", "email": "ada@zqxj.example.org", "role": "admin", "password": password}
	id := c.must(http.StatusCreated, "POST", "/users", user).json().text("id")
	c.must(http.StatusBadRequest, "POST", "/users", user)
	c.must(http.StatusBadRequest, "POST", "/users", object{"username": "bob", "role": "viewer", "password": "zqxj"})
	c.must(http.StatusBadRequest, "PATCH", "/users/"+id, object{"username": "zqxj.bob"})
	c.must(http.StatusForbidden, "POST", "/api-keys", object{"name": "a form", "role": "viewer", "user": "zqxj.ada"})
	in := c.must(http.StatusOK, "POST", "/auth/token", object{"username": "zqxj.ada", "password": password}, "Authorization: ").json()
	access, refresh := c.keep(in.text("access")), c.keep(in.text("refresh"))
	c.must(http.StatusOK, "GET", "/auth/me", nil, "Authorization: Bearer "+access)
	made := c.must(http.StatusCreated, "POST", "/api-keys", object{"name": "a form", "role": "viewer", "user": "zqxj.ada"},
		"Authorization: Bearer "+access).json()
	c.must(http.StatusOK, "GET", "/contacts", nil, "Authorization: Bearer "+c.keep(made.text("key")))
	c.must(http.StatusBadRequest, "POST", "/api-keys", object{"name": "a form", "role": "zqxj"})
	c.must(http.StatusUnauthorized, "GET", "/contacts", nil, "Authorization: Bearer "+access[:len(access)-4]+"zqxj")
	again := c.must(http.StatusOK, "POST", "/auth/token/refresh", object{"refresh": refresh}, "Authorization: ").json()
	c.keep(again.text("access"))
	c.keep(again.text("refresh"))
	c.must(http.StatusUnauthorized, "POST", "/auth/token/refresh", object{"refresh": refresh}, "Authorization: ")
	c.must(http.StatusUnauthorized, "POST", "/auth/token/refresh", object{"refresh": "zqxj"}, "Authorization: ")
	c.do("POST", "/auth/token?username=zqxj&password=zqxj", object{"username": "zqxj.ada", "password": password}, "Authorization: ")
	c.do("POST", "/auth/token", object{"username": "zqxj\n", "password": "zqxj wrong"}, "Authorization: ")
	for _, name := range []string{"zqxj.nobody", "zqxj@example.org", "zqxj.ada"} {
		c.lockedOut(name)
	}
	c.do("POST", "/auth/token", object{"username": "zqxj.ada", "password": password}, "Authorization: ")
}

// lockedOut tries wrong passwords until the server takes no more of them. However slow
// the machine is, that is so when the tries of a day are used up.
func (c *confidential) lockedOut(name string) {
	c.t.Helper()
	const tries = 200
	for range tries {
		a := c.do("POST", "/auth/token", object{"username": name, "password": "zqxj wrong"}, "Authorization: ")
		if a.status == http.StatusTooManyRequests {
			return
		}
	}
	c.t.Errorf("%d wrong passwords for %q are not refused", tries, name)
}

// malformed sends what is not even HTTP, or nearly not.
func (c *confidential) malformed() {
	c.t.Helper()
	host := strings.TrimPrefix(c.URL, "http://")
	head := "GET /api/v1/contacts HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + c.key + "\r\n"
	for _, raw := range []string{
		head + "X-Request-ID: zqxj\rforged\r\n\r\n",
		head + "X-Request-ID: zqxj\n{\"forged\":true}\r\nConnection: close\r\n\r\n",
		head + "X-Request-ID: zqxj\x00\r\n\r\n",
		head + "X-Request-ID: zqxj%0d%0aforged\r\nConnection: close\r\n\r\n",
		head + "X-Request-ID: é zqxj\r\nConnection: close\r\n\r\n",
		head + "zqxj zqxj: zqxj\r\n\r\n",
		head + "Content-Length: zqxj\r\n\r\n",
		head + "Transfer-Encoding: zqxj\r\n\r\n",
		head + "Cookie: zqxj=" + strings.Repeat("zqxj", 20_000) + "\r\n\r\n",
		"GET /zqxj\x7f HTTP/1.1\r\nHost: zqxj\r\n\r\n",
		"GET /api/v1/contacts/zqxj%zz HTTP/1.1\r\nHost: zqxj\r\n\r\n",
		"zqxj zqxj zqxj\r\n\r\n",
		"\x16\x03\x01zqxj",
		"POST /api/v1/contacts HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + c.key +
			"\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"first_name\": \"zqxj",
	} {
		connection, err := net.Dial("tcp", host)
		if err != nil {
			c.t.Fatal(err)
		}
		_ = connection.SetDeadline(time.Now().Add(testkit.Patience))
		_, _ = io.WriteString(connection, raw) // the server may have enough before its end
		_ = connection.(*net.TCPConn).CloseWrite()
		_, _ = io.ReadAll(connection)
		_ = connection.Close()
	}
}

// pages signs in with a browser's habits, rightly and wrongly, and looks around,
// if pages are served.
func (c *confidential) pages() {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	visit := func(method, path string, form url.Values) int {
		c.t.Helper()
		req, err := http.NewRequestWithContext(c.t.Context(), method, c.URL+path, strings.NewReader(form.Encode()))
		if err != nil {
			c.t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("Origin", c.URL)
		req.Header.Set("User-Agent", "Zqxj/1.0")
		resp, err := browser.Do(req)
		if err != nil {
			c.t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if visit("GET", "/admin/sign-in?next=/admin/contacts%3Fsearch=zqxj", nil) == http.StatusNotFound {
		return
	}
	const password = "zqxj tram over Porto"
	person := object{"username": "zqxj.eve", "email": "eve@zqxj.example.org", "role": "admin", "password": password}
	c.must(http.StatusCreated, "POST", "/users", person)
	visit("POST", "/admin/sign-in", url.Values{"username": {"zqxj.eve"}, "password": {"zqxj wrong"}})
	visit("POST", "/admin/sign-in?zqxj=zqxj", url.Values{"username": {"zqxj.eve"}, "password": {password}, "next": {"/admin/zqxj"}})
	at, err := url.Parse(c.URL + "/admin/")
	if err != nil {
		c.t.Fatal(err)
	}
	if len(jar.Cookies(at)) == 0 {
		visit("POST", "/admin/sign-in", url.Values{"username": {"zqxj.eve"}, "password": {password}})
	}
	if len(jar.Cookies(at)) == 0 {
		c.t.Fatal("signing in sets no cookie")
	}
	for _, cookie := range jar.Cookies(at) {
		c.keep(cookie.Value)
	}
	for _, path := range []string{
		"/admin/", "/admin/contacts?search=zqxj&page=zqxj", "/admin/contacts/zqxj", "/admin/organizations?search=zqxj", "/admin/tags?search=zqxj",
		"/admin/changes?actor=zqxj", "/admin/account", "/admin/search?q=zqxj", "/admin/zqxj/zqxj", "/admin/set-up?token=zqxj", "/admin/static/zqxj",
	} {
		visit("GET", path, nil)
	}
	for _, path := range []string{"/admin/contacts/new", "/admin/tags/new", "/admin/account/password", "/admin/account", "/admin/set-up", "/admin/zqxj"} {
		visit("POST", path, url.Values{
			"zqxj": {"zqxj"}, "first_name": {"Zqxj"}, "name": {"zqxj"}, "token": {"zqxj"}, "current_password": {password}, "new_password": {"zqxj"},
		})
	}
	visit("POST", "/admin/sign-out", nil)
	visit("POST", "/admin/contacts/new", url.Values{"first_name": {"Zqxj"}})
}

// failures makes the server fail, by breaking its database beside it: an error of
// the engine may have the value in it that it stumbled over.
func (c *confidential) failures() {
	c.t.Helper()
	c.client.Transport = http.DefaultTransport // the document does not know what is answered here
	db := c.place.open(c.t)
	breaks := map[database.Engine][]string{
		database.SQLite: {
			"CREATE TRIGGER stumble BEFORE INSERT ON contacts BEGIN SELECT RAISE(ABORT, 'a trigger stumbles'); END",
			"ALTER TABLE tags RENAME TO lost_tags",
		},
		database.Postgres: {
			"CREATE INDEX stumble ON contacts ((CAST(CASE WHEN first_name = 'Zqxjfails' THEN first_name ELSE '0' END AS INTEGER)))",
			"ALTER TABLE tags RENAME TO lost_tags",
		},
	}
	person := object{"first_name": "Zqxjfails", "email_addresses": []object{{"email": "fails@zqxj.example.org"}}}
	for _, statement := range breaks[db.Engine] {
		if _, err := db.Exec(c.t.Context(), statement); err != nil {
			c.t.Fatal(err)
		}
		c.must(http.StatusInternalServerError, "POST", "/contacts", person)
		person["tags"] = []string{"zqxj tag"}
	}
	c.must(http.StatusInternalServerError, "GET", "/tags?search=zqxj", nil)
	c.must(http.StatusInternalServerError, "GET", "/contacts?tags=zqxj", nil)
	if err := db.Close(); err != nil {
		c.t.Fatal(err)
	}
}

var metricsAt = regexp.MustCompile(`serves metrics on (http://\S+/metrics)`)

// metrics are what Prometheus would be told.
func (c *confidential) metrics() string {
	c.t.Helper()
	at := metricsAt.FindStringSubmatch(c.Logs())
	if at == nil {
		c.t.Fatal("no metrics are served")
	}
	text := string(c.must(http.StatusOK, "GET", at[1], nil, "Authorization: ").body)
	if !strings.Contains(text, `route="/api/v1/contacts/{id}"`) {
		c.t.Errorf("the metrics do not tell of the requests: %.500s", text)
	}
	return text
}

// TestNothingConfidentialIsPrinted_PRV_01: commands print no password, and a key
// on standard output alone.
func TestNothingConfidentialIsPrinted_PRV_01(t *testing.T) {
	dir := t.TempDir()
	run := func(stdin string, args ...string) (stdout, stderr string) {
		t.Helper()
		stdout, stderr, code := testkit.Run(t, testkit.Command{Dir: dir, Stdin: stdin, Args: args, Env: []string{"LIAISON_LOG_LEVEL=debug"}})
		if strings.Contains(stdout+stderr, "zqxj tram") {
			t.Errorf("liaison %v (%d) prints the password: %s%s", args, code, stdout, stderr)
		}
		return stdout, stderr
	}
	run("zqxj tram over Lisbon\n", "user", "create", "--username=ada", "--email=ada@example.org", "--role=admin", "--password-stdin")
	run("zqxj tram\n", "user", "set-password", "ada", "--password-stdin")
	run("zqxj tram over Porto\n", "user", "set-password", "ada", "--password-stdin")
	key, told := run("", "api-key", "create", "--name=k", "--role=viewer")
	list, _ := run("", "api-key", "list")
	secret := strings.Split(strings.TrimSpace(key), "_")
	if len(secret) != 4 || strings.Contains(told+list, secret[2]) {
		t.Errorf("the key %q is printed elsewhere too: %s%s", key, told, list)
	}
}
