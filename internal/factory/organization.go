package factory

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// OrganizationType gets the organization type with a name, or makes it. The
// name "" means Company.
func (f *Factory) OrganizationType(ctx context.Context, tx *changelog.Tx, name string) (*organization.Type, error) {
	if name == "" {
		name = "Company"
	}
	t, err := organization.GetType(ctx, tx.DB, f.workspace, name)
	if errors.Is(err, organization.ErrTypeNotFound) {
		t, err = organization.CreateType(ctx, tx, &organization.TypePatch{Name: record.Some(name)})
	}
	if err != nil {
		return nil, fmt.Errorf("make an organization type: %w", err)
	}
	return t, nil
}

// Organization makes a company with a name and a code of its own. A type that
// is given by its name is made if it is not there; parent, primary contact and
// primary address are none unless an override says so.
func (f *Factory) Organization(ctx context.Context, tx *changelog.Tx, overrides ...func(*organization.Patch)) (*organization.Organization, error) {
	p := f.OrganizationPatch(overrides...)
	if !record.ValidID(p.Type.Value) {
		t, err := f.OrganizationType(ctx, tx, p.Type.Value)
		if err != nil {
			return nil, err
		}
		p.Type = record.Some(t.ID)
	}
	said := organization.Patch{}
	for _, override := range overrides {
		override(&said)
	}
	rules, err := f.rules.For(ctx, tx)
	if err != nil {
		return nil, err
	}
	return createFree(ctx, tx, rules, p, !said.Name.Given, !said.Code.Given)
}

// OrganizationPatch returns what Organization writes.
func (f *Factory) OrganizationPatch(overrides ...func(*organization.Patch)) *organization.Patch {
	p := &organization.Patch{}
	for _, override := range overrides {
		override(p)
	}
	l := f.gen.atlas.pick(f.gen.rng)
	f.gen.fillOrganization(p, l, f.gen.company(l))
	return p
}

// OfType is an override that gives an organization the type with a name.
func OfType(name string) func(*organization.Patch) {
	return func(p *organization.Patch) { p.Type = record.Some(name) }
}

// Under is an override that puts an organization below another one.
func Under(parentID string) func(*organization.Patch) {
	return func(p *organization.Patch) { p.Parent = record.Some(parentID) }
}

// PrimaryContact is an override that gives an organization its primary contact.
func PrimaryContact(contactID string) func(*organization.Patch) {
	return func(p *organization.Patch) { p.PrimaryContact = record.Some(contactID) }
}

// AtAddress is an override that gives an organization a primary address that
// exists.
func AtAddress(addressID string) func(*organization.Patch) {
	return func(p *organization.Patch) {
		p.PrimaryAddress = record.Some(organization.AddressRef{ID: addressID})
	}
}

func (g *generator) fillOrganization(p *organization.Patch, l *locale, made firm) {
	orElse(&p.Name, made.name)
	orElse(&p.Code, g.code(made))
	orElse(&p.Type, "Company")
	orElse(&p.Website, "https://"+made.domain+"/")
	orElse(&p.Currency, l.currency)
	orElse(&p.Timezone, l.timezone)
	orElse(&p.Language, l.language)
}

// code is made of a firm's domain and a number: MEYER-04711.
func (g *generator) code(made firm) string {
	stem, _, _ := strings.Cut(made.domain, ".")
	stem, _, _ = strings.Cut(stem, "-")
	return strings.ToUpper(stem[:min(len(stem), 5)]) + "-" + digits(g.rng, 5)
}

// createFree makes an organization. Where its name or code is taken and may be
// another, it gets a number behind it.
func createFree(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, p *organization.Patch,
	freeName, freeCode bool,
) (*organization.Organization, error) {
	own := *p // a transaction can run again, with the patch as it was
	for try := 2; ; try++ {
		w, err := organization.Create(ctx, tx, rules, &own)
		if err == nil {
			return w.Organization, nil
		}
		var fault *problem.Error
		if !errors.As(err, &fault) || len(fault.Fields) == 0 {
			return nil, fmt.Errorf("make an organization: %w", err)
		}
		for _, field := range fault.Fields {
			switch {
			case field.Pointer == "/name" && field.Code == "unique" && freeName:
				own.Name = record.Some(p.Name.Value + " " + strconv.Itoa(try))
			case field.Pointer == "/code" && field.Code == "unique" && freeCode:
				own.Code = record.Some(p.Code.Value + "-" + strconv.Itoa(try))
			default:
				return nil, fmt.Errorf("make an organization: %w", err)
			}
		}
	}
}
