package restapi

import (
	"context"
	"net/http"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/tag"
)

func (a *API) listOrganizations(ctx context.Context, r *request) (*response, error) {
	rules, err := a.Rules.Get(ctx, a.DB, r.workspace())
	if err != nil {
		return nil, err
	}
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[organization.Placed], error) {
		return organization.List(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, organization.ListSpec(rules.Fields(customfield.Organization)), fetch, (*organization.Placed).JSON)
}

func (a *API) getOrganization(ctx context.Context, r *request) (*response, error) {
	return r.single(organization.ErrNotFound, func(id string) (*response, error) {
		o, err := organization.Get(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return counted(http.StatusOK, o.JSON(), etag(organization.Format, o.Version), o.Place), nil
	})
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
		return insertOrganization(ctx, writing{tx, rules}, patch)
	})
}

func (a *API) updateOrganization(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.organizationBody()
	if err != nil {
		return nil, err
	}
	return a.changeOrganization(ctx, r, body, patch)
}

// moveOrganization answers with the organization in its new place.
func (a *API) moveOrganization(ctx context.Context, r *request) (*response, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	body, err := r.readBody()
	if err != nil {
		return nil, err
	}
	var faults problem.Fields
	o, err := readObject(body, &faults)
	if err != nil {
		return nil, err
	}
	var patch organization.Patch
	o.require("parent")
	o.reference("parent", changelog.Organization, &patch.Parent, &patch.ParentBy)
	o.done()
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return a.changeOrganization(ctx, r, body, &patch)
}

// changeOrganization changes the organization of a request as a patch says.
func (a *API) changeOrganization(ctx context.Context, r *request, body []byte, patch *organization.Patch) (*response, error) {
	id, err := r.id("id", organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		return changeOrganization(ctx, writing{tx, rules}, changing{id, r.precondition(organization.Format)}, patch)
	})
}

func (a *API) deleteOrganization(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return removeOrganization(ctx, tx, changing{id, r.precondition(organization.Format)})
	})
}

func insertOrganization(ctx context.Context, w writing, p *organization.Patch) (*response, error) {
	written, err := directory.CreateOrganization(ctx, w.Tx, w.rules, p)
	if err != nil {
		return nil, err
	}
	id := written.Organization.ID
	resp, err := organizationResponse(ctx, w.Tx, http.StatusCreated, id)
	if err != nil {
		return nil, err
	}
	resp.location = "/organizations/" + id
	return resp, nil
}

func changeOrganization(ctx context.Context, w writing, change changing, p *organization.Patch) (*response, error) {
	written, err := directory.UpdateOrganization(ctx, w.Tx, w.rules, change.id, p, change.check)
	if err != nil {
		return nil, err
	}
	return organizationResponse(ctx, w.Tx, http.StatusOK, written.Organization.ID)
}

func removeOrganization(ctx context.Context, tx *changelog.Tx, change changing) (*response, error) {
	return &response{status: http.StatusNoContent}, directory.DeleteOrganization(ctx, tx, change.id, change.check)
}

// organizationResponse answers with an organization as the transaction left it.
func organizationResponse(ctx context.Context, tx *changelog.Tx, status int, id string) (*response, error) {
	o, err := organization.Get(ctx, tx.DB, tx.Workspace, id)
	if err != nil {
		return nil, err
	}
	return counted(status, o.JSON(), etag(organization.Format, o.Version), o.Place), nil
}

// organizationBatches are batches of organizations.
func organizationBatches() *batchKind {
	return &batchKind{
		kind: changelog.Organization, format: organization.Format, required: requiredOfOrganization,
		view: auth.ViewOrganization, add: auth.AddOrganization, change: auth.ChangeOrganization, remove: auth.DeleteOrganization,
		notFound: organization.ErrNotFound, deleteFrom: removeOrganization,
		retag: func(ctx context.Context, w writing, change changing, retag tag.Retag) (*response, error) {
			return changeOrganization(ctx, w, change, &organization.Patch{Retag: retag})
		},
		draft: func(string) *draft {
			p := &organization.Patch{}
			return &draft{
				faults: &p.Faults, externalIDs: &p.ExternalIDs,
				read:   func(o *object) { readOrganization(o, p) },
				insert: func(ctx context.Context, w writing) (*response, error) { return insertOrganization(ctx, w, p) },
				update: func(ctx context.Context, w writing, change changing) (*response, error) {
					return changeOrganization(ctx, w, change, p)
				},
			}
		},
	}
}

// requiredOfOrganization are the fields that POST and PUT ask for.
var requiredOfOrganization = []string{"name", "code", "organization_type"}

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
	if r.Method == http.MethodPut {
		o.require(requiredOfOrganization...)
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
	o.reference("parent", changelog.Organization, &p.Parent, &p.ParentBy)
	o.text("effective_date", &p.EffectiveDate)
	o.text("end_date", &p.EndDate)
	o.text("website", &p.Website)
	o.text("tax_id", &p.TaxID)
	o.reference("primary_contact", changelog.Contact, &p.PrimaryContact, &p.PrimaryContactBy)
	readAddressRef(o, "primary_address", &p.PrimaryAddress)
	o.text("currency", &p.Currency)
	o.text("timezone", &p.Timezone)
	o.text("language", &p.Language)
	o.texts("tags", &p.Tags)
	o.values("metadata", &p.Metadata)
	o.values("custom_fields", &p.CustomFields)
	o.values("external_ids", &p.ExternalIDs)
	o.readOnly(metaFields...)
	o.readOnly("organization_type_name", "depth", "path", "children_count", "contacts_count")
	o.done()
}
