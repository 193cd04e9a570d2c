package restapi

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/problem"
)

// namedRoutes are those of records that the path names by an external id. get
// serves one by its id.
func (a *API) namedRoutes(kind *batchKind, all, tag string, get handler) []*route {
	one, record := all+byExternalID, string(kind.kind)
	return []*route{
		{"GET", one, kind.view, a.getNamed(kind, get), getDoc(tag, record)},
		{"PUT", one, kind.change, a.upsertNamed(kind), upsertDoc(tag, record, kind.add)},
		{"PATCH", one, kind.change, a.updateNamed(kind), updateDoc(tag, record)},
		{"DELETE", one, kind.remove, a.deleteNamed(kind), deleteDoc(tag, record)},
	}
}

// byExternalID ends the path of a record by an external id.
const byExternalID = "/by/{system}/{external}"

// handler serves one operation.
type handler = func(ctx context.Context, r *request) (*response, error)

// externalID is the external id in the path.
func (r *request) externalID() (external.ID, *problem.Fault) {
	return cleanExternalID(r.PathValue("system"), r.PathValue("external"))
}

// find returns the id of the record that has an external id, "" for none.
func (k *batchKind) find(ctx context.Context, tx *changelog.Tx, name external.ID) (string, error) {
	return external.Find(ctx, tx.DB, tx.Workspace, k.kind, name)
}

// findNamed is find for who cannot go on without the record.
func (k *batchKind) findNamed(ctx context.Context, tx *changelog.Tx, name external.ID) (id string, err error) {
	if id, err = k.find(ctx, tx, name); err == nil && id == "" {
		err = k.notNamed()
	}
	return id, err
}

// notNamed answers a path whose external id no record has.
func (k *batchKind) notNamed() error {
	return problem.New(problem.NotFound, "No "+string(k.kind)+" has this external id.")
}

func (a *API) getNamed(kind *batchKind, get handler) handler {
	return func(ctx context.Context, r *request) (*response, error) {
		name, fault := r.externalID()
		if fault != nil {
			return nil, kind.notNamed()
		}
		id, err := external.Find(ctx, a.DB, r.workspace(), kind.kind, name)
		if err == nil && id == "" {
			err = kind.notNamed()
		}
		if err != nil {
			return nil, err
		}
		r.SetPathValue("id", id)
		return get(ctx, r)
	}
}

func (a *API) updateNamed(kind *batchKind) handler {
	return func(ctx context.Context, r *request) (*response, error) {
		name, fault := r.externalID()
		if fault != nil {
			return nil, kind.notNamed()
		}
		body, d, err := r.draftBody(kind)
		if err != nil {
			return nil, err
		}
		return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
			id, err := kind.findNamed(ctx, tx, name)
			if err != nil {
				return nil, err
			}
			rules, err := a.Rules.For(ctx, tx)
			if err != nil {
				return nil, err
			}
			return d.update(ctx, writing{tx, rules}, changing{id, r.precondition(kind.format)})
		})
	}
}

func (a *API) deleteNamed(kind *batchKind) handler {
	return func(ctx context.Context, r *request) (*response, error) {
		name, fault := r.externalID()
		if fault != nil {
			return nil, kind.notNamed()
		}
		if err := r.noParameters(); err != nil {
			return nil, err
		}
		return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
			id, err := kind.findNamed(ctx, tx, name)
			if err != nil {
				return nil, err
			}
			return kind.deleteFrom(ctx, tx, changing{id, r.precondition(kind.format)})
		})
	}
}

// upsertTries bounds how often a record that is made or deleted just when it is
// written is looked for again, at growing intervals.
const upsertTries = 40

// again waits before the next try of an upsert, the longer the more there were: so many
// writers of one record do not keep meeting each other.
func again(ctx context.Context, try int) {
	select {
	case <-time.After(rand.N(time.Duration(min(try+1, 10)) * 5 * time.Millisecond)):
	case <-ctx.Done():
	}
}

// keeps reports whether a value is taken for good: the same record has it that had it at
// the try before. One that races for the external id is found by it the next time.
func keeps(failure *problem.Error, before string) (other string, forGood bool) {
	for _, f := range failure.Fields {
		other = cmp.Or(other, f.Conflict)
	}
	return other, other != "" && other == before
}

// upsertNamed changes the record that has the external id, or makes one that has
// it. Of requests that race to make it one does, and the others change that.
func (a *API) upsertNamed(kind *batchKind) handler {
	return func(ctx context.Context, r *request) (resp *response, err error) {
		name, fault := r.externalID()
		if fault != nil {
			return nil, wrongName(name, fault)
		}
		body, d, err := r.draftBody(kind)
		if err != nil {
			return nil, err
		}
		d.claim(name)
		other, forGood := "", false
		for try := range upsertTries {
			resp, err = r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
				return a.upsert(ctx, r, tx, upsert{kind, d, name})
			})
			failure, failed := errors.AsType[*problem.Error](err)
			if !failed || failure.Kind != problem.NotFound && !isTaken(failure) {
				return resp, err
			}
			if other, forGood = keeps(failure, other); forGood {
				return nil, err
			}
			again(ctx, try)
		}
		if problem.Is(err, problem.NotFound) {
			err = problem.New(problem.Conflict, "The record was made and deleted again and again at the same time.")
		}
		return nil, err
	}
}

// wrongName is the error of an external id in a path that no record can have.
func wrongName(name external.ID, fault *problem.Fault) error {
	at := "external"
	if name.System == "" {
		at = "system"
	}
	var faults problem.Fields
	faults.Parameter(at, fault.Code, fault.Detail)
	return faults.Err()
}

// upsert is a write of the record that has an external id.
type upsert struct {
	kind *batchKind
	*draft
	name external.ID
}

// upsert tries an upsert. It fails as not found, or with a value that is taken,
// where the record came or went meanwhile.
func (a *API) upsert(ctx context.Context, r *request, tx *changelog.Tx, u upsert) (*response, error) {
	id, err := u.kind.find(ctx, tx, u.name)
	if err != nil {
		return nil, err
	}
	needed := u.kind.change
	if id == "" {
		needed = u.kind.add
	}
	if !r.principal.Can(needed) {
		return nil, lacks(needed)
	}
	if id == "" && r.Header.Get("If-Match") != "" {
		return nil, errPrecondition
	}
	rules, err := a.Rules.For(ctx, tx)
	if err != nil {
		return nil, err
	}
	if id == "" {
		return u.insert(ctx, writing{tx, rules})
	}
	return u.update(ctx, writing{tx, rules}, changing{id, r.precondition(u.kind.format)})
}

// lacks is the error of who does not have a permission.
func lacks(permission auth.Permission) error {
	return problem.New(problem.Forbidden, "This requires the permission "+string(permission)+".")
}

// draftBody reads the body of a record, and the one parameter that it may stand
// with. What is wrong with its fields is in the draft.
func (r *request) draftBody(kind *batchKind) (body []byte, d *draft, err error) {
	region, err := r.regionOf(kind)
	if err != nil {
		return nil, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, nil, err
	}
	d = kind.draft(region)
	o, err := readObject(body, d.faults)
	if err != nil {
		return nil, nil, err
	}
	if r.Method == http.MethodPut {
		o.require(kind.required...)
	}
	d.read(o)
	return body, d, nil
}

// regionOf reads phone_region, where records of the kind have phone numbers.
func (r *request) regionOf(kind *batchKind) (string, error) {
	if kind.region {
		return r.phoneRegion()
	}
	return "", r.noParameters()
}
