// Command oapi-codegen creates and reads a contact with a client that oapi-codegen
// makes from the OpenAPI document. The generated client is not committed: run
// go generate first. The server and the key are in LIAISON_URL and LIAISON_API_KEY.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/liaison/liaison/clients/oapi-codegen/liaison"
)

//go:generate go tool oapi-codegen -config config.yaml ../../docs/openapi.json

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	withKey := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+os.Getenv("LIAISON_API_KEY"))
		return nil
	}
	c, err := liaison.NewClientWithResponses(os.Getenv("LIAISON_URL")+"/api/v1", liaison.WithRequestEditorFn(withKey))
	if err != nil {
		return err
	}
	created, err := c.CreateContactWithResponse(ctx, nil, liaison.CreateContactJSONRequestBody{
		FirstName:      new("Ada"),
		LastName:       new("Lovelace"),
		EmailAddresses: &[]liaison.EmailAddressInput{{Email: new("ada@example.com")}},
	})
	if err != nil {
		return err
	}
	if created.JSON201 == nil {
		return fmt.Errorf("creating the contact: %s: %s", created.Status(), created.Body)
	}
	got, err := c.GetContactWithResponse(ctx, *created.JSON201.Id, nil)
	if err != nil {
		return err
	}
	if got.JSON200 == nil {
		return fmt.Errorf("reading the contact: %s: %s", got.Status(), got.Body)
	}
	fmt.Printf("oapi-codegen: %s <%s>\n", *got.JSON200.FullName, *got.JSON200.PrimaryEmail)
	return nil
}
