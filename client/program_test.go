package client_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/liaison/liaison/client"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// TestAgainstTheProgram speaks to the real server on each engine.
func TestAgainstTheProgram(t *testing.T) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			server := testkit.StartServer(t, testkit.Command{
				Env: []string{"LIAISON_DATABASE_URL=" + testkit.MigratedURL(t, engine)},
			})
			c := checked(t, server.URL+"/", server.Key(t, "admin"))
			for name, test := range map[string]func(*testing.T, *client.Client){
				"contact":       contactLives,
				"null":          nullClears,
				"primary":       onePrimaryOfAKind,
				"addresses":     addressesAreShared,
				"pages":         pagesAreWalked,
				"filters":       filtersFind,
				"lookups":       everyParameterIsKnown,
				"batch":         batches,
				"idempotency":   keysAreReplayed,
				"etag":          staleWritesAreRefused,
				"problems":      problemsSayAll,
				"organizations": organizationsAreATree,
				"tags":          tagsAreMerged,
				"fields":        customFieldsAreFiltered,
				"undo":          deletionsAreUndone,
				"workspaces":    workspacesAreApart,
				"tour":          tourIsTaken,
			} {
				t.Run(name, func(t *testing.T) { test(t, c) })
			}
			viewer := checked(t, server.URL, server.Key(t, "viewer"))
			t.Run("permission", func(t *testing.T) { viewersOnlyRead(t, viewer) })
			t.Run("signing in", func(t *testing.T) { peopleSignIn(t, c, server.URL) })
		})
	}
}

// checked is a client whose exchanges are held against the OpenAPI document.
func checked(t *testing.T, url, key string) *client.Client {
	c := client.New(url, key)
	c.HTTP = &http.Client{Transport: testkit.Checked(t, nil)}
	return c
}

// must returns what a call answered, which must be no error.
func must[T any](answer T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
}

// refused is the problem that a call must be answered with, of a status.
func refused(t *testing.T, err error, status int64) *client.Problem {
	t.Helper()
	problem, ok := errors.AsType[*client.Problem](err)
	if !ok || problem.Status != status {
		t.Fatalf("got %v, want a problem with %d", err, status)
	}
	return problem
}

// faults are the pointers, or parameters, and codes of a problem's errors.
func faults(p *client.Problem) (list []string) {
	for _, e := range p.Errors {
		list = append(list, e.Pointer+e.Parameter+" "+e.Code)
	}
	return list
}

func person(first, last string) client.ContactInput {
	return client.ContactInput{FirstName: client.Set(first), LastName: client.Set(last)}
}

func problemsSayAll(t *testing.T, c *client.Client) {
	_, err := c.CreateContact(t.Context(), client.ContactInput{
		Status: client.Set("asleep"),
		EmailAddresses: client.Set([]client.EmailAddressInput{
			{Email: client.Set("ada@example.org")}, {Email: client.Set("nowhere")},
		}),
	})
	p := refused(t, err, http.StatusBadRequest)
	want(t, faults(p), []string{"/status unknown_value", "/email_addresses/1/email invalid_email"})
	if p.RequestID == "" || p.Instance != "/api/v1/contacts" {
		t.Errorf("the problem is of %q, request %q", p.Instance, p.RequestID)
	}
	_, err = c.GetContact(t.Context(), "01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30")
	refused(t, err, http.StatusNotFound)
	_, err = client.New(c.URL, "not a key").GetCaller(t.Context())
	refused(t, err, http.StatusUnauthorized)
	_, err = c.ListContacts(t.Context(), client.ListContactsParams{PageSize: 1001})
	want(t, faults(refused(t, err, http.StatusBadRequest)), []string{"page_size out_of_range"})
}

func viewersOnlyRead(t *testing.T, c *client.Client) {
	must(c.ListContacts(t.Context(), client.ListContactsParams{}))(t)
	_, err := c.CreateContact(t.Context(), person("Ada", "King"))
	refused(t, err, http.StatusForbidden)
}

func peopleSignIn(t *testing.T, c *client.Client, origin string) {
	const password = "violet tram over Lisbon"
	must(c.CreateUser(t.Context(), client.UserInput{
		Username: client.Set("grace"), Email: client.Set("grace@example.org"), Password: client.Set(password), Role: client.Set("editor"),
	}))(t)
	tokens := must(client.New(origin, "").SignIn(t.Context(), client.Credentials{Username: "grace", Password: password}))(t)
	me := must(client.New(origin, tokens.Access).GetCaller(t.Context()))(t)
	if me.User.Username != "grace" || len(me.Workspaces) != 1 || me.Workspaces[0].Slug != "default" {
		t.Errorf("the caller is %+v", me)
	}
	again := must(c.RefreshToken(t.Context(), client.Refresh{Refresh: tokens.Refresh}))(t)
	if again.Access == "" || again.Refresh == tokens.Refresh {
		t.Errorf("the new tokens are %+v", again)
	}
	_, err := client.New(origin, "").SignIn(t.Context(), client.Credentials{Username: "grace", Password: "wrong"})
	refused(t, err, http.StatusUnauthorized)
}
