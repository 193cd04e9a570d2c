package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/liaison/liaison/client"
)

// answering is a client of a server that answers as fn does.
func answering(t *testing.T, fn http.HandlerFunc) *client.Client {
	t.Helper()
	server := httptest.NewServer(fn)
	t.Cleanup(server.Close)
	return client.New(server.URL, "secret")
}

func TestRequestIsWritten(t *testing.T) {
	var got *http.Request
	var body string
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		read, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got, body = r, string(read)
		io.WriteString(w, `{"id": "1", "something": "newer"}`)
	})
	c.Workspace = "second"
	made := must(c.UpdateContact(t.Context(), "a/b?", client.ContactInput{
		Title: client.Null[string](), Tags: client.Set([]string{}), LastName: client.Set("O"),
	}, client.IfMatch(`"1"`), client.PhoneRegion("GB")))(t)
	want(t, made.ID, "1")
	want(t, got.Method+" "+got.RequestURI, "PATCH /api/v1/contacts/a%2Fb%3F?phone_region=GB")
	want(t, body, `{"last_name":"O","title":null,"tags":[]}`)
	for name, value := range map[string]string{
		"Authorization": "Bearer secret", "Content-Type": "application/json", "Liaison-Workspace": "second", "If-Match": `"1"`,
	} {
		want(t, got.Header.Get(name), value)
	}
	must(c.ListContacts(t.Context(), client.ListContactsParams{LastName: []string{`a,b`, `c"d`, ` e`, "f"}, PageSize: 9}))(t)
	want(t, got.URL.Query().Encode(), "last_name=%22a%2Cb%22%2C%22c%22%22d%22%2C%22+e%22%2Cf&page_size=9")
	want(t, got.Header.Get("Content-Type"), "")
}

func TestOptional(t *testing.T) {
	type fields struct {
		A client.Optional[int]    `json:"a,omitzero"`
		B client.Optional[int]    `json:"b,omitzero"`
		C client.Optional[string] `json:"c,omitzero"`
	}
	written, err := json.Marshal(fields{B: client.Null[int](), C: client.Set("")})
	if err != nil {
		t.Fatal(err)
	}
	want(t, string(written), `{"b":null,"c":""}`)
	if value, ok := client.Set(3).Get(); value != 3 || !ok {
		t.Errorf("got %d, %v", value, ok)
	}
	if _, ok := client.Null[int]().Get(); ok {
		t.Error("null has a value")
	}
}

// What is not Liaison's problem, or no answer at all, is an error that says so.
func TestAnswersThatAreNone(t *testing.T) {
	proxy := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<h1>no</h1>")
	})
	var header http.Header
	_, err := proxy.GetContact(t.Context(), "1", client.Answer(&header))
	want(t, refused(t, err, http.StatusBadGateway).Error(),
		`liaison: 502 Bad Gateway: The answer is no problem of Liaison's: its Content-Type is "text/html".`)
	want(t, header.Get("Retry-After"), "3")

	text := answering(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	if _, err := text.GetContact(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "GET /contacts/{id}") {
		t.Errorf("text is taken for a contact: %v", err)
	}
	short := answering(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "9") })
	if _, err := short.GetContact(t.Context(), "1"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half an answer gives %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := text.GetContact(cancelled, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled request gives %v", err)
	}
	if _, err := client.New("http://a b", "").GetCaller(t.Context()); err == nil {
		t.Error("the origin is taken")
	}
	if _, err := text.CreateCustomField(t.Context(), client.CustomFieldInput{Default: client.Set[any](func() {})}); err == nil {
		t.Error("a function is written as JSON")
	}
}

// An empty id would make the path that of the list.
func TestEmptyIDsAreNotSent(t *testing.T) {
	c := answering(t, func(_ http.ResponseWriter, r *http.Request) { t.Error("it sends", r.Method, r.URL) })
	_, err := c.GetContact(t.Context(), "")
	if err == nil || err.Error() != "liaison: GET /contacts/{id}: id is empty" {
		t.Errorf("got %v", err)
	}
	if err := c.DeleteContactEmailAddress(t.Context(), "1", ""); err == nil || !strings.Contains(err.Error(), "channel is empty") {
		t.Errorf("got %v", err)
	}
}

func TestProblemSaysWhere(t *testing.T) {
	p := &client.Problem{Status: 400, Title: "Bad Request", Errors: []client.ProblemError{
		{Pointer: "/first_name", Detail: "Too long."}, {Parameter: "page", Detail: "Too high."},
	}}
	want(t, p.Error(), "liaison: 400 Bad Request; /first_name: Too long.; page: Too high.")
}

// The next page is asked of the same server, whatever host the link names: no
// other one gets the key.
func TestNextPageIsOfTheSameServer(t *testing.T) {
	var asked []string
	links := []string{`"http://192.0.2.1/elsewhere?cursor=x"`, `"http://a b"`}
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		next := links[len(asked)]
		asked = append(asked, r.RequestURI)
		io.WriteString(w, `{"results": [{"name": "a"}], "next": `+next+`}`)
	})
	names, failed := 0, error(nil)
	for tag, err := range c.Tags(t.Context(), client.ListTagsParams{Search: "a"}) {
		if err != nil {
			failed = err
			continue
		}
		want(t, tag.Name, "a")
		names++
	}
	want(t, asked, []string{"/api/v1/tags?search=a", "/api/v1/tags?cursor=x"})
	if names != 2 || failed == nil {
		t.Errorf("%d names, error %v", names, failed)
	}
}
