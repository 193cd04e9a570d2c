package bulk

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/tag"
)

// sampleSize is how many names a preview shows.
const sampleSize = 5

// Number is a number of records, or listing.MaxCount where there are more and
// Exact is false.
type Number struct {
	N     int64
	Exact bool
}

func (n *Number) add(count int64, exact bool) {
	n.N += count
	n.Exact = n.Exact && exact
}

// Preview says what an action would do, before it does it.
type Preview struct {
	Task   Task
	Total  Number
	Sample []string // what some of the records are called
	// Tags says of each tag of the task how many records carry it now.
	Tags []TagUse
	// Status is how many records have the status already, for SetStatus.
	Status Number
	// PrimaryContacts is how many of the contacts to be deleted are the primary
	// contact of an organization, which loses it.
	PrimaryContacts Number
	// Parents is how many of the organizations to be deleted have children and
	// are refused.
	Parents Number
}

// TagUse is a tag, which may not be there yet, and how many records carry it.
type TagUse struct {
	Name string
	Used Number
}

// Preview says what a task would do to a selection. Values that break a rule are
// BadInput, what the principal may not do is Forbidden.
func (s *Store) Preview(ctx context.Context, by *auth.Principal, of changelog.Kind, selection Selection, task Task) (*Preview, error) {
	k, err := kindOf(of)
	if err != nil {
		return nil, err
	}
	if err := task.check(k); err != nil {
		return nil, err
	}
	if err := task.allow(k, by); err != nil {
		return nil, err
	}
	rules, err := s.rules.Get(ctx, s.db, by.WorkspaceID)
	if err != nil {
		return nil, err
	}
	queries, err := selection.Queries(func() *listing.Spec { return k.spec(rules) })
	if err != nil {
		return nil, err
	}
	c := &counter{db: s.db, workspace: by.WorkspaceID, kind: k, queries: queries}
	p := &Preview{Task: task}
	if p.Total, err = c.count(ctx, nil); err != nil {
		return nil, err
	}
	if p.Sample, err = c.sample(ctx); err != nil {
		return nil, err
	}
	return p, p.weigh(ctx, c)
}

// weigh counts what the task means for the records.
func (p *Preview) weigh(ctx context.Context, c *counter) (err error) {
	switch {
	case len(p.Task.Tags) > 0:
		for _, name := range p.Task.Tags {
			use := TagUse{Name: name, Used: Number{Exact: true}}
			id, err := tag.Find(ctx, c.db, c.workspace, name)
			if err == nil {
				use.Used, err = c.count(ctx, c.kind.carries(id))
			}
			if err != nil && !problem.Is(err, problem.NotFound) {
				return err
			}
			p.Tags = append(p.Tags, use)
		}
	case p.Task.Verb == SetStatus:
		for _, q := range c.queries {
			q.Restrict("("+c.kind.alias+".status = ?)", p.Task.Status)
		}
		p.Status, err = c.count(ctx, nil)
	case c.kind.name == changelog.Contact:
		p.PrimaryContacts, err = c.count(ctx, pointedTo("primary_contact_id", c.kind.alias))
	default:
		p.Parents, err = c.count(ctx, pointedTo("parent_id", c.kind.alias))
	}
	return err
}

// counter counts in a selection.
type counter struct {
	db        *database.DB
	workspace string
	kind      *kind
	queries   []*listing.Query
}

// count counts the records that a search finds, all for nil.
func (c *counter) count(ctx context.Context, within *listing.Search) (Number, error) {
	n := Number{Exact: true}
	for _, q := range c.queries {
		if within != nil {
			q = q.Copy()
			q.Within(within)
		}
		count, exact, err := listing.Count(ctx, c.db, q, c.kind.from(c.db, c.workspace, q))
		if err != nil {
			return n, fmt.Errorf("count what is selected: %w", err)
		}
		n.add(count, exact)
	}
	return n, nil
}

// sample returns what the first records are called.
func (c *counter) sample(ctx context.Context) ([]string, error) {
	var names []string
	for _, q := range c.queries {
		if len(names) >= sampleSize {
			break
		}
		q = q.Copy()
		q.PageSize = sampleSize - len(names)
		labels, err := c.kind.labels(ctx, c.db, c.workspace, q)
		if err != nil {
			return nil, err
		}
		for _, l := range labels {
			names = append(names, l.name)
		}
	}
	return names, nil
}

// carries finds the records that carry a tag.
func (k *kind) carries(tagID string) *listing.Search {
	return &listing.Search{
		ID: "s." + k.owner,
		Hits: func(w *database.Where, columns string) string {
			return "SELECT " + columns + " FROM " + k.tags + " s WHERE s.workspace_id = $1 AND s.tag_id = " + w.Arg(tagID)
		},
		Test: func(w *database.Where) string {
			return "SELECT 1 FROM " + k.tags + " s WHERE s.workspace_id = $1 AND s." + k.owner + " = " + k.alias +
				".id AND s.tag_id = " + w.Arg(tagID)
		},
	}
}

// pointedTo finds the records that a column of an organization points to.
func pointedTo(column, alias string) *listing.Search {
	return &listing.Search{
		ID: "s.id",
		Hits: func(_ *database.Where, columns string) string {
			return "SELECT " + columns + " FROM (SELECT DISTINCT x." + column + " AS id FROM organizations x WHERE x.workspace_id = $1 AND x." +
				column + " IS NOT NULL) s"
		},
		Test: func(*database.Where) string {
			return "SELECT 1 FROM organizations x WHERE x.workspace_id = $1 AND x." + column + " = " + alias + ".id"
		},
	}
}
