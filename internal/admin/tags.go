package admin

import (
	"context"
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

func (a *Admin) tagRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/tags", permission: auth.ViewTag, handle: a.listTags},
		{method: http.MethodGet, path: "/tags/new", permission: auth.AddTag, handle: a.newTag},
		{method: http.MethodPost, path: "/tags/new", permission: auth.AddTag, handle: a.createTag},
		{method: http.MethodGet, path: "/tags/{id}", permission: auth.ViewTag, handle: a.showTag},
		{method: http.MethodPost, path: "/tags/{id}", permission: auth.ChangeTag, handle: a.updateTag},
		{method: http.MethodPost, path: "/tags/{id}/delete", permission: auth.DeleteTag, handle: a.deleteTag},
		{method: http.MethodPost, path: "/tags/{id}/merge", permission: auth.ChangeTag, handle: a.mergeTag},
	}
}

func (a *Admin) listTags(v *visit) error {
	t := table[tag.Used]{
		name: "tags", title: "Tags", search: "Search tags", spec: tag.ListSpec(),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[tag.Used], error) {
			return tag.List(ctx, a.DB, v.workspaceID(), q)
		},
		id:   func(t *tag.Used) string { return t.ID },
		link: func(t *tag.Used) string { return "/tags/" + t.ID },
		columns: []column[tag.Used]{
			{name: "name", title: "Name", ordering: "name", cell: func(t *tag.Used) cell { return nameCell(t.Name) }},
			{name: "use_count", title: "Used", ordering: "use_count", cell: func(t *tag.Used) cell { return numberCell(t.UseCount) }},
			{name: "contacts", title: "Contacts", cell: func(t *tag.Used) cell {
				return v.carriersCell("view_contact", "/contacts", t.Name, t.Contacts)
			}},
			{name: "organizations", title: "Organizations", cell: func(t *tag.Used) cell {
				return v.carriersCell("view_organization", "/organizations", t.Name, t.Organizations)
			}},
			{name: "created_at", title: "Created", ordering: "created_at", cell: func(t *tag.Used) cell { return timeCell(t.CreatedAt) }},
		},
		empty: "Use tags to group contacts and organizations. Add one here, or type it on a contact.",
		add:   "/tags/new", adds: auth.AddTag,
	}
	return t.show(v)
}

// carriersCell counts who carries a tag, and leads to the list of them.
func (v *visit) carriersCell(permission, list, name string, n int64) cell {
	c := numberCell(n)
	if n == 0 || !v.Can(permission) {
		return c
	}
	return c.to(v.tagged(list, name))
}

// tagged is the address of a list of those that carry a tag.
func (v *visit) tagged(list, name string) string {
	return withParameter(v.Path(list), "tags", listing.Quote(name))
}

// tagPage is what the template tag shows.
type tagPage struct {
	Form *form
	Tag  *tag.Used // nil for a new one
	Meta *recordMeta

	Contacts, Organizations string // addresses of the lists of those that carry it
	Into                    string // the name of the tag that was chosen to merge into
}

func (v *visit) tagAnswer(f *form, t *tag.Used) (answer, error) {
	if t == nil {
		return answer{name: "tag", title: v.t("New tag"), active: "tags", data: tagPage{Form: f}}, nil
	}
	meta, err := v.meta(changelog.Tag, &t.Meta)
	if err != nil {
		return answer{}, err
	}
	p := tagPage{Form: f, Tag: t, Meta: meta, Into: f.Value("into")}
	p.Contacts, p.Organizations = v.tagged("/contacts", t.Name), v.tagged("/organizations", t.Name)
	if record.ValidID(p.Into) {
		if into, _, err := tag.Get(v.Context(), v.admin.DB, v.workspaceID(), p.Into); err == nil {
			p.Into = into.Name
		}
	}
	return answer{name: "tag", title: t.Name, active: "tags", data: p}, nil
}

// showTagForm answers with the page of a tag; refused is why what was posted
// was not taken, nil if nothing was.
func (v *visit) showTagForm(f *form, t *tag.Used, refused error) error {
	page, err := v.tagAnswer(f, t)
	if err != nil {
		return err
	}
	if refused != nil {
		return v.showRefused(f, refused, page)
	}
	return v.show(page)
}

func (a *Admin) newTag(v *visit) error { return v.showTagForm(newForm(), nil, nil) }

func (a *Admin) createTag(v *visit) error {
	f := v.typed()
	change, err := v.write(func(tx *changelog.Tx) error {
		_, err := tag.Create(v.Context(), tx, f.Value("name"), nil)
		return err
	})
	if err != nil {
		return v.showTagForm(f, nil, err)
	}
	return v.done(v.Path("/tags/"+change.Record), change)
}

func (a *Admin) showTag(v *visit) error {
	t, err := v.tag()
	if err != nil {
		return err
	}
	return v.showTagForm(newForm("name", t.Name), t, nil)
}

func (v *visit) tag() (*tag.Used, error) {
	id, err := v.id(tag.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return tag.GetUsed(v.Context(), v.admin.DB, v.workspaceID(), id)
}

func (a *Admin) updateTag(v *visit) error {
	t, err := v.tag()
	if err != nil {
		return err
	}
	f := v.typed()
	var name record.Opt[string]
	f.text("name", &name)
	change, err := v.write(func(tx *changelog.Tx) error {
		_, err := directory.RenameTag(v.Context(), tx, t.ID, name, v.unchanged(), nil)
		return err
	})
	if err != nil {
		return v.showTagForm(f, t, err)
	}
	return v.done(v.Path("/tags/"+t.ID), change)
}

func (a *Admin) deleteTag(v *visit) error {
	t, err := v.tag()
	if err != nil {
		return err
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return directory.DeleteTag(v.Context(), tx, t.ID, v.unchanged())
	})
	if err != nil {
		return err
	}
	return v.done(v.Path("/tags"), change)
}

// mergeTag gives what carries the tag another one. The form shown again has the
// name that the tag has.
func (a *Admin) mergeTag(v *visit) error {
	t, err := v.tag()
	if err != nil {
		return err
	}
	f := v.typed()
	f.values.Set("name", t.Name)
	into := strings.TrimSpace(strings.Join(f.values["into"], "")) // one of them is without scripts
	f.values.Set("into", into)
	var target *tag.Used
	change, err := v.write(func(tx *changelog.Tx) error {
		var err error
		target, err = directory.MergeTag(v.Context(), tx, t.ID, into, v.unchanged())
		return err
	})
	if err != nil {
		return v.showTagForm(f, t, err)
	}
	return v.doneWith(v.Path("/tags/"+target.ID), merged, change)
}
