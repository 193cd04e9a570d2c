package restapi

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// oneTagRoutes put one tag on a record or take it off, without its other tags.
func (a *API) oneTagRoutes(kind *batchKind, all, group string) []*route {
	one, record := all+"/{id}/tags/{tag}", string(kind.kind)
	return []*route{
		{"PUT", one, kind.change, a.addTag(kind), tagDoc(group, record)},
		{"DELETE", one, kind.change, a.removeTag(kind), tagDoc(group, record)},
	}
}

// errNotTagged answers who takes a tag off that is not on the record.
var errNotTagged = problem.New(problem.NotFound, "The record does not have this tag.")

// addTag answers with the record, whether or not it had the tag.
func (a *API) addTag(kind *batchKind) handler {
	return func(ctx context.Context, r *request) (*response, error) {
		id, err := r.id("id", kind.notFound)
		if err != nil {
			return nil, err
		}
		body, err := r.emptyBody()
		if err != nil {
			return nil, err
		}
		var faults problem.Fields
		name, fault := tag.Clean(r.PathValue("tag"))
		if fault != nil {
			faults.Parameter("tag", fault.Code, fault.Detail)
			return nil, faults.Err()
		}
		resp, err := a.retag(ctx, r, body, retagging{kind, id, func(has []string) []string {
			if isAmong(has, name) {
				return has
			}
			return append(slices.Clone(has), name)
		}})
		if failure, is := errors.AsType[*problem.Error](err); is && failure.Kind == problem.BadInput {
			for _, f := range failure.Fields { // too many
				faults.Parameter("tag", f.Code, f.Detail)
			}
			return nil, faults.Err()
		}
		return resp, err
	}
}

func (a *API) removeTag(kind *batchKind) handler {
	return func(ctx context.Context, r *request) (*response, error) {
		id, err := r.id("id", kind.notFound)
		if err != nil {
			return nil, err
		}
		if err := r.noParameters(); err != nil {
			return nil, err
		}
		name, fault := tag.Clean(r.PathValue("tag"))
		if fault != nil {
			return nil, errNotTagged
		}
		had := false
		_, err = a.retag(ctx, r, nil, retagging{kind, id, func(has []string) []string {
			had = isAmong(has, name)
			return slices.DeleteFunc(slices.Clone(has), func(other string) bool { return isAmong([]string{other}, name) })
		}})
		if err == nil && !had {
			err = errNotTagged
		}
		return &response{status: http.StatusNoContent}, err
	}
}

// isAmong reports whether a tag is one of those that a record has.
func isAmong(has []string, name string) bool {
	key := text.Fold(name)
	return slices.ContainsFunc(has, func(other string) bool { return text.Fold(other) == key })
}

// retagging is a write of a record's tags.
type retagging struct {
	kind  *batchKind
	id    string
	retag tag.Retag
}

func (a *API) retag(ctx context.Context, r *request, body []byte, t retagging) (*response, error) {
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		return t.kind.retag(ctx, writing{tx, rules}, changing{t.id, r.precondition(t.kind.format)}, t.retag)
	})
}
