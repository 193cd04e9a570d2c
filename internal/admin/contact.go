package admin

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

func (a *Admin) contactRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/contacts/new", permission: auth.AddContact, handle: a.newContact},
		{method: http.MethodPost, path: "/contacts/new", permission: auth.AddContact, handle: a.createContact, body: recordBody},
		{method: http.MethodGet, path: "/contacts/{id}", permission: auth.ViewContact, handle: a.showContact},
		{method: http.MethodPost, path: "/contacts/{id}", permission: auth.ChangeContact, handle: a.updateContact, body: recordBody},
		{method: http.MethodGet, path: "/contacts/{id}/delete", permission: auth.DeleteContact, handle: a.askToDeleteContact},
		{method: http.MethodPost, path: "/contacts/{id}/delete", permission: auth.DeleteContact, handle: a.deleteContact},
		{method: http.MethodGet, path: "/contacts/{id}/history", permission: auth.ViewContact, handle: a.contactHistory},
	}
}

// contact reads the contact of the path, for its page.
func (v *visit) contact() (*contact.Contact, error) {
	id, err := v.id(contact.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return contact.NewStore(v.admin.DB, v.workspaceID(), nil).Get(v.Context(), id)
}

func (v *visit) rules() (*ruleset.Set, error) {
	return v.admin.Rules.Get(v.Context(), v.admin.DB, v.workspaceID())
}

func (a *Admin) newContact(v *visit) error {
	rules, err := v.rules()
	if err != nil {
		return err
	}
	f := newForm("contact_type", rules.Options.Default(option.ContactType), "status", contact.Active,
		"source", rules.Options.Default(option.Source))
	showDefaults(rules.Fields(customfield.Contact), "custom_fields", f.values)
	if id := v.URL.Query().Get("organization"); id != "" {
		names, err := v.organizationNames([]string{id})
		if err != nil {
			return err
		}
		if names[id] != "" {
			f.values.Set("linked_organization", id)
			f.values.Set("linked_organization.name", names[id])
		}
	}
	shown, err := v.contactAnswer(f, rules, nil)
	if err != nil {
		return err
	}
	return v.show(shown)
}

func (a *Admin) createContact(v *visit) error {
	f := v.typed()
	rules, err := v.rules()
	if err != nil {
		return err
	}
	r, err := v.contactPatch(f, rules, nil)
	if err != nil {
		return err
	}
	id := ""
	change, err := v.write(func(tx *changelog.Tx) error {
		rules, err := a.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		w, err := directory.CreateContact(v.Context(), tx, contact.NewStore(tx.DB, tx.Workspace, rules), &r.patch)
		if err == nil {
			id = w.Contact.ID
		}
		return err
	})
	if err != nil {
		return v.refuseContact(f, r.placed(err), rules, nil)
	}
	return v.saved(f, id, change)
}

// refuseContact answers with the form again, for an error that is about it.
func (v *visit) refuseContact(f *form, err error, rules *ruleset.Set, c *contact.Contact) error {
	if !f.refuse(err) {
		return err
	}
	shown, err := v.contactAnswer(f, rules, c)
	if err != nil {
		return err
	}
	shown.status = http.StatusUnprocessableEntity
	return v.show(shown)
}

// saved goes on from a contact that was saved: to its page, or to where the button
// says. The list that the visitor came from is kept in mind.
func (v *visit) saved(f *form, id string, change *changelog.Change) error {
	to := v.Path("/contacts/" + id)
	if f.Value("then") == "new" {
		to = v.Path("/contacts/new")
	}
	if from := v.local(f.Value("from")); from != "" {
		to = withParameter(to, "from", from)
	}
	return v.done(to, change)
}

// showContact shows a contact: as a form to those who may change it, as text to
// others. One that was deleted has its history still.
func (a *Admin) showContact(v *visit) error {
	c, err := v.contact()
	if problem.Is(err, problem.NotFound) {
		return v.goneContact(err)
	}
	if err != nil {
		return err
	}
	rules, err := v.rules()
	if err != nil {
		return err
	}
	shown, err := v.contactAnswer(contactForm(rules, c), rules, c)
	if err != nil {
		return err
	}
	return v.show(shown)
}

// goneContact leads to the history of a contact that was deleted; for one that
// never was it returns notFound.
func (v *visit) goneContact(notFound error) error {
	id, err := v.id(notFound)
	if err != nil {
		return err
	}
	known, err := changelog.Knows(v.Context(), v.admin.DB, v.workspaceID(), changelog.Contact, id)
	if err != nil {
		return err
	}
	if !known {
		return notFound
	}
	return v.redirect(v.Path("/contacts/" + id + "/history"))
}

// attempts bounds how often a form is merged anew with what others save just
// then.
const attempts = 5

func (a *Admin) updateContact(v *visit) error {
	f := v.typed()
	for range attempts {
		c, err := v.contact()
		if problem.Is(err, problem.NotFound) {
			return v.refuseDeleted(f, err)
		}
		if err != nil {
			return err
		}
		rules, err := v.rules()
		if err != nil {
			return err
		}
		if outdated(f, c) {
			m, err := v.mergeContact(f, rules, c)
			if err != nil {
				return err
			}
			if len(m.Open) > 0 {
				return v.showConflict(m, c)
			}
			f = m.merged()
		}
		r, err := v.contactPatch(f, rules, c)
		if err != nil {
			return err
		}
		change, err := v.writeContact(&r.patch, c)
		if errors.Is(err, errStale) {
			continue
		}
		if err != nil {
			return v.refuseContact(f, r.placed(err), rules, c)
		}
		return v.saved(f, c.ID, change)
	}
	return errStale
}

// outdated reports whether a form was made from another version of a contact, or
// says what to keep of two.
func outdated(f *form, c *contact.Contact) bool {
	shown := f.Value("version")
	return f.Value("base") != "" || shown != "" && shown != strconv.FormatInt(c.Version, 10)
}

// writeContact changes the contact, if it is still the one that the patch was
// made for.
func (v *visit) writeContact(p *contact.Patch, c *contact.Contact) (*changelog.Change, error) {
	return v.write(func(tx *changelog.Tx) error {
		rules, err := v.admin.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		_, err = directory.UpdateContact(v.Context(), tx, contact.NewStore(tx.DB, tx.Workspace, rules), c.ID, p, func(version int64) error {
			if version != c.Version {
				return errStale
			}
			return nil
		})
		return err
	})
}

// refuseDeleted answers to the form of a contact that somebody deleted meanwhile
// with a form for a new one that has all that was typed.
func (v *visit) refuseDeleted(f *form, notFound error) error {
	id, err := v.id(notFound)
	if err != nil {
		return err
	}
	known, err := changelog.Knows(v.Context(), v.admin.DB, v.workspaceID(), changelog.Contact, id)
	if err != nil {
		return err
	}
	if !known || !v.principal.Can(auth.AddContact) {
		return notFound
	}
	rules, err := v.rules()
	if err != nil {
		return err
	}
	f = f.asNew()
	f.faults.Add("", "deleted", v.t("Someone deleted this contact in the meantime. Restore it from its history, "+
		"or save what you typed, which is still here, as a new one."))
	shown, err := v.contactAnswer(f, rules, nil)
	if err != nil {
		return err
	}
	page, _ := shown.data.(*contactEditor)
	page.Deleted = id
	shown.status = http.StatusUnprocessableEntity
	return v.show(shown)
}

// asNew returns the form without the ids of what it was made from.
func (f *form) asNew() *form {
	fresh := newForm()
	for name, values := range f.values {
		parts := rowInput.FindStringSubmatch(name)
		if name == "version" || name == "base" || parts != nil && parts[1] != externalIDsList && (parts[3] == "id" || parts[3] == "address.id") {
			continue
		}
		fresh.values[name] = values
	}
	return fresh
}

// deletion is what the template contact_delete shows.
type deletion struct {
	Contact       *contact.Contact
	Organizations []organization.Named // those that have the contact as their primary one
	More          bool                 // and others
	Shared        int64                // addresses that others point to as well
	From          string
}

// mostNamed is how many records are named that a deletion touches.
const mostNamed = 20

func (a *Admin) askToDeleteContact(v *visit) error {
	c, err := v.contact()
	if err != nil {
		return err
	}
	d := deletion{Contact: c, From: v.local(v.URL.Query().Get("from"))}
	d.Organizations, err = organization.WithPrimaryContact(v.Context(), a.DB, v.workspaceID(), c.ID, mostNamed+1)
	if err != nil {
		return err
	}
	if d.More = len(d.Organizations) > mostNamed; d.More {
		d.Organizations = d.Organizations[:mostNamed]
	}
	used, err := v.usedBy(c)
	if err != nil {
		return err
	}
	for _, n := range used {
		if n > 1 {
			d.Shared++
		}
	}
	return v.show(answer{name: "contact_delete", title: v.t("Delete %s?", c.FullName()), active: "contacts", data: d})
}

func (a *Admin) deleteContact(v *visit) error {
	c, err := v.contact()
	if err != nil {
		return err
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return directory.DeleteContact(v.Context(), tx, c.ID, v.unchanged())
	})
	if err != nil {
		return err
	}
	to := v.local(v.PostForm.Get("from"))
	if to == "" {
		to = v.Path("/contacts")
	}
	return v.done(to, change)
}
