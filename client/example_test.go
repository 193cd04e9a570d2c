package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/client"
)

// tour is what docs/clients.md shows.
func tour(ctx context.Context, out io.Writer, url, key string) error {
	c := client.New(url, key)

	ada, err := c.CreateContact(ctx, client.ContactInput{
		FirstName: client.Set("Ada"),
		LastName:  client.Set("King"),
		BirthDate: client.Set("1815-12-10"),
		EmailAddresses: client.Set([]client.EmailAddressInput{
			{Email: client.Set("ada@example.org")},
			{Email: client.Set("office@example.org"), EmailType: client.Set("work")},
		}),
	}, client.IdempotencyKey("import 4711"))
	if err != nil {
		return err
	}

	ada, err = c.UpdateContact(ctx, ada.ID, client.ContactInput{
		Title:     client.Set("Countess"), // a value
		BirthDate: client.Null[string](),  // null clears it
	}) // what is left out stays
	if err != nil {
		return err
	}

	for contact, err := range c.Contacts(ctx, client.ListContactsParams{
		LastNameStartsWith: []string{"k"},
		HasEmail:           new(true),
		Ordering:           []string{"-created_at"},
		PageSize:           100,
	}) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, contact.FullName, *contact.PrimaryEmail)
	}

	var header http.Header
	if _, err = c.GetContact(ctx, ada.ID, client.Answer(&header)); err != nil {
		return err
	}
	err = c.DeleteContact(ctx, ada.ID, client.IfMatch(header.Get("ETag")))
	if err != nil {
		return err
	}

	_, err = c.CreateContact(ctx, client.ContactInput{Status: client.Set("asleep")})
	if problem, ok := errors.AsType[*client.Problem](err); ok {
		for _, e := range problem.Errors {
			fmt.Fprintln(out, problem.Status, e.Pointer, e.Code)
		}
	}
	return nil
}

func tourIsTaken(t *testing.T, c *client.Client) {
	var out strings.Builder
	if err := tour(t.Context(), &out, c.URL, c.Key); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	if !strings.HasPrefix(got, "Ada King ada@example.org\n") || !strings.HasSuffix(got, "400 /status unknown_value\n400 /first_name required\n") {
		t.Errorf("the tour prints\n%s", got)
	}
}

// TestDocumentShowsCodeThatRuns: each line of code in docs/clients.md stands in
// the examples that tests compile and run, in the same order.
func TestDocumentShowsCodeThatRuns(t *testing.T) {
	document := read(t, "../docs/clients.md")
	for language, source := range map[string]string{"go": "example_test.go", "ts": "../clients/typescript/example.ts"} {
		code, shown := lines(read(t, source)), 0
		for _, part := range strings.Split(document, "```"+language+"\n")[1:] {
			part, _, _ = strings.Cut(part, "```")
			for _, line := range lines(part) {
				shown++
				at := -1
				for i := range code {
					if code[i] == line {
						at = i
						break
					}
				}
				if at < 0 {
					t.Fatalf("%q does not stand in %s, or not behind the line before it", line, source)
				}
				code = code[at+1:]
			}
		}
		if shown < 10 {
			t.Errorf("only %d lines of %s are shown", shown, language)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// lines are those with something in them, without white space around.
func lines(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			list = append(list, line)
		}
	}
	return list
}
