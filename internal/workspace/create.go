package workspace

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

const maxSlug = 50

const codeReserved = "reserved"

var slugForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

// reservedSlugs are first parts of the paths of pages, where a slug stands too.
func reservedSlugs() []string {
	return []string{
		"static", "sign-in", "sign-out", "set-up", "account", "workspaces", "resume", "w", "api", "new",
	}
}

// checkSlug says what is wrong with a slug, nil for nothing. It is taken as it
// is given: in a header or a path it has no other spelling.
func checkSlug(slug string) *problem.Fault {
	switch {
	case slug == "":
		return &problem.Fault{Code: "required", Detail: "The slug is required."}
	case utf8.RuneCountInString(slug) > maxSlug:
		return &problem.Fault{Code: "too_long", Detail: "The slug must have at most 50 characters."}
	case !slugForm.MatchString(slug):
		return &problem.Fault{
			Code:   "invalid_slug",
			Detail: "The slug must consist of lowercase letters (a to z), digits and hyphens, and must not begin or end with a hyphen.",
		}
	case slices.Contains(reservedSlugs(), slug):
		return &problem.Fault{Code: codeReserved, Detail: "The slug is reserved for Liaison's own pages."}
	}
	return nil
}

// existingSlug is checkSlug of one that a workspace may have: which are reserved
// changes with the pages.
func existingSlug(slug string) (string, *problem.Fault) {
	fault := checkSlug(slug)
	if fault != nil && fault.Code == codeReserved {
		fault = nil
	}
	return slug, fault
}

// Create makes a workspace with all that a fresh one has. Its id is that of the
// transaction's workspace, which is not there yet, so that what is made is logged
// in the new one.
func Create(ctx context.Context, tx *changelog.Tx, p *Patch) (*Workspace, error) {
	w := &Workspace{Slug: p.Slug.Value, Name: p.Name.Value, StrictCustomFields: p.StrictCustomFields.Value}
	p.DefaultRegion.To(&w.DefaultRegion)
	faults := slices.Clone(p.Faults)
	w.Validate(&faults)
	if len(faults) > 0 {
		if err := faults.Look("/slug", func() error { return taken(ctx, tx, w.Slug) }); err != nil {
			return nil, err
		}
		return nil, faults.Err()
	}
	w.Meta = record.NewMeta(tx.Workspace, tx.At, tx.Actor.UserID)
	err := create(ctx, tx, w)
	if !errors.Is(err, errThere) {
		return w, err
	}
	return nil, taken(ctx, tx, w.Slug)
}

// taken returns a BadInput if there is a workspace of the slug.
func taken(ctx context.Context, tx *changelog.Tx, slug string) error {
	other, err := BySlug(ctx, tx.DB, slug)
	switch {
	case problem.Is(err, problem.NotFound):
		return nil
	case err != nil:
		return err
	}
	return problem.Fields{{
		Pointer: "/slug", Code: "unique", Detail: "A workspace with this slug already exists.", Conflict: other.ID,
	}}.Err()
}
