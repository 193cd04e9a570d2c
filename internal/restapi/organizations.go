package restapi

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
)

func (a *API) listOrganizations(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[organization.Placed], error) {
		return organization.List(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, organization.ListSpec(), fetch, (*organization.Placed).JSON)
}

func (a *API) getOrganization(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	fields, err := r.onlyFields()
	if err != nil {
		return nil, err
	}
	o, err := organization.Get(ctx, a.DB, r.workspace(), id)
	if err != nil {
		return nil, err
	}
	body, err := project(o.JSON(), fields)
	return &response{status: http.StatusOK, body: body, etag: etag(organization.Format, o.Version), counted: true}, err
}

func (a *API) createOrganization(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.organizationBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		written, err := organization.Create(ctx, tx, rules, patch)
		if err != nil {
			return nil, err
		}
		id := written.Organization.ID
		if written.Address != "" {
			if err := directory.ShowAddress(ctx, tx, written.Address, id, written.Change); err != nil {
				return nil, err
			}
		}
		o, err := organization.Get(ctx, tx.DB, tx.Workspace, id)
		if err != nil {
			return nil, err
		}
		return &response{
			status: http.StatusCreated, body: o.JSON(), etag: etag(organization.Format, o.Version),
			location: "/organizations/" + id,
		}, nil
	})
}

// organizationBody reads the body of an organization. The store leaves the
// patch as it is.
func (r *request) organizationBody() (body []byte, p *organization.Patch, err error) {
	if err := r.noParameters(); err != nil {
		return nil, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, nil, err
	}
	p = &organization.Patch{}
	o, err := readObject(body, &p.Faults)
	if err != nil {
		return nil, nil, err
	}
	readOrganization(o, p)
	return body, p, nil
}

func readOrganization(o *object, p *organization.Patch) {
	o.text("name", &p.Name) // null is blank, which neither of the three must be
	o.text("code", &p.Code)
	o.text("organization_type", &p.Type)
	o.text("legal_name", &p.LegalName)
	o.choice("status", &p.Status)
	o.text("parent", &p.Parent)
	o.text("effective_date", &p.EffectiveDate)
	o.text("end_date", &p.EndDate)
	o.text("website", &p.Website)
	o.text("tax_id", &p.TaxID)
	o.text("currency", &p.Currency)
	o.text("timezone", &p.Timezone)
	o.text("language", &p.Language)
	o.texts("tags", &p.Tags)
	o.values("metadata", &p.Metadata)
	o.values("custom_fields", &p.CustomFields)
	o.values("external_ids", &p.ExternalIDs)
	readAddressRef(o, "primary_address", &p.PrimaryAddress)
	readPrimaryContact(o)
	o.readOnly(metaFields...)
	o.readOnly("organization_type_name", "depth", "path", "children_count", "contacts_count")
	o.done()
}

// readPrimaryContact refuses a primary contact: a contact that is deleted would
// have to be taken from its organizations first, which nothing does yet.
func readPrimaryContact(o *object) {
	if value := o.take("primary_contact"); value.Kind() != jsontext.KindInvalid && value.Kind() != 'n' {
		o.faults.Add(o.pointer("primary_contact"), "not_supported", "A primary contact cannot be written yet.")
	}
}
