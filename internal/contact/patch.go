package contact

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// Patch is what a writer says of a contact; what is left out stays.
type Patch struct {
	Prefix, FirstName, MiddleName, LastName, Suffix, Nickname record.Opt[string]

	Title, OrganizationName, LinkedOrganization record.Opt[string]
	ContactType, Status, Source                 record.Opt[string]
	LinkedBy                                    *external.Reference // names LinkedOrganization otherwise than by its id; nil: its value is the id
	LinkedAs                                    string              // what the body calls the link, where that is an older name
	BirthDate, Language, Notes                  record.Opt[string]
	Tags                                        record.Opt[[]string]
	Retag                                       tag.Retag // makes Tags of the contact's own, nil for none
	CustomFields                                record.Opt[record.Values]
	ExternalIDs                                 record.Opt[record.Values] // of JSON texts
	EmailAddresses                              Edit[EmailPatch]
	PhoneNumbers                                Edit[PhonePatch]
	Addresses                                   Edit[AddressPatch]
	PhoneRegion                                 string         // reads numbers without +; "" means the workspace's
	Faults                                      problem.Fields // what was found wrong while the input was read
}

// clone returns a patch that can be worked on without changing p, which a
// transaction may need again.
func (p *Patch) clone() *Patch {
	copied := *p
	copied.EmailAddresses.Items = slices.Clone(p.EmailAddresses.Items)
	copied.PhoneNumbers.Items = slices.Clone(p.PhoneNumbers.Items)
	copied.Addresses.Items = slices.Clone(p.Addresses.Items)
	return &copied
}

const (
	maxNotes            = 100_000 // code points
	maxName             = 100
	maxOrganizationName = 255
)

// applier applies a Patch to a contact.
type applier struct {
	tx       *changelog.Tx
	patch    *Patch
	before   *Contact // nil for a new contact
	c        *Contact
	rules    *ruleset.Set
	faults   problem.Fields
	work     addressWork
	tagNames []string // clean
}

// apply changes a.c as the patch says. What breaks a rule is in a.faults; the
// error is the database's.
func (a *applier) apply(ctx context.Context) error {
	a.patch = a.patch.clone() // what the channels come to is noted in it
	a.faults = slices.Clone(a.patch.Faults)
	a.fields()
	a.texts()
	a.choices()
	a.dates()
	if a.patch.Retag != nil {
		a.patch.Tags = record.Some(a.patch.Retag(a.c.TagNames()))
	}
	if a.patch.Tags.Given {
		a.tagNames = tag.CleanAll(a.patch.Tags.Value, &a.faults)
	}
	a.c.ExternalIDs = a.c.ExternalIDs.Merge(a.patch.ExternalIDs, &a.faults)
	if err := a.link(ctx); err != nil {
		return err
	}
	if err := a.channels(ctx); err != nil {
		return err
	}
	if !a.c.isKnown() {
		a.faults.Add("/first_name", "required", "A contact must have at least one of: a first or last name, a nickname, "+
			"an organization, an email address or a phone number.")
	}
	return nil
}

func (a *applier) fields() {
	p, c := a.patch, a.c
	p.Prefix.To(&c.Prefix)
	p.FirstName.To(&c.FirstName)
	p.MiddleName.To(&c.MiddleName)
	p.LastName.To(&c.LastName)
	p.Suffix.To(&c.Suffix)
	p.Nickname.To(&c.Nickname)
	p.Title.To(&c.Title)
	p.OrganizationName.To(&c.OrganizationName)
	p.LinkedOrganization.To(&c.LinkedOrganization)
	p.ContactType.To(&c.ContactType)
	p.Status.To(&c.Status)
	p.Source.To(&c.Source)
	p.BirthDate.To(&c.BirthDate)
	p.Language.To(&c.Language)
	p.Notes.To(&c.Notes)
	c.CustomFields = a.rules.Fields(customfield.Contact).Apply(c.CustomFields, p.CustomFields, a.before == nil,
		"/custom_fields", &a.faults)
}

func (a *applier) texts() {
	c := a.c
	for _, f := range []struct {
		name  string
		value *string
		max   int
	}{
		{"prefix", &c.Prefix, maxName},
		{"first_name", &c.FirstName, maxName},
		{"middle_name", &c.MiddleName, maxName},
		{"last_name", &c.LastName, maxName},
		{"suffix", &c.Suffix, maxName},
		{"nickname", &c.Nickname, maxName},
		{"title", &c.Title, maxName},
		{"organization_name", &c.OrganizationName, maxOrganizationName},
	} {
		cleaned, fault := text.Clean(*f.value, f.max)
		a.faults.Fault("/"+f.name, fault)
		*f.value = cleaned
	}
	var fault *problem.Fault
	c.Notes, fault = text.CleanLines(c.Notes, maxNotes)
	a.faults.Fault("/notes", fault)
}

func (a *applier) choices() {
	if !slices.Contains(Statuses, a.c.Status) {
		a.faults.Add("/status", "unknown_value", problem.MustBe("The status", Statuses, ""))
	}
	if !a.keeps(a.c.ContactType, "contact_type", func(c *Contact) string { return c.ContactType }) {
		a.faults.Add("/contact_type", "unknown_value", a.rules.Options.MustBe("The contact type", "contact_type"))
	}
	if !a.keeps(a.c.Source, "source", func(c *Contact) string { return c.Source }) {
		a.faults.Add("/source", "unknown_value", a.rules.Options.MustBe("The source", "source"))
	}
}

// keeps reports whether the contact may have a value of an option list: one of
// the list, or the one that it had, which may have been retired since.
func (a *applier) keeps(value, list string, had func(*Contact) string) bool {
	return a.before != nil && had(a.before) == value || a.rules.Options.Allows(list, value)
}

func (a *applier) dates() {
	a.c.BirthDate = text.Trim(a.c.BirthDate)
	if a.c.BirthDate != "" && !record.ValidDate(a.c.BirthDate) {
		a.faults.Add("/birth_date", "invalid_date", cmp.Or(
			text.Unseen("The date", a.c.BirthDate), "The date must be a valid date in the form YYYY-MM-DD."))
	}
	a.c.Language = text.Trim(a.c.Language)
	stays := a.before != nil && a.before.Language == a.c.Language
	if a.c.Language != "" && !stays && !record.ValidLanguage(a.c.Language) {
		a.faults.Add("/language", "invalid_language", cmp.Or(
			text.Unseen("The language", a.c.Language), "The language must be a BCP 47 language tag, such as en or pt-BR."))
	}
}

// link checks the link to an organization and the free text beside it: a
// contact has one or the other.
func (a *applier) link(ctx context.Context) error {
	p, c := a.patch, a.c
	c.LinkedOrganization = strings.ToLower(text.Trim(c.LinkedOrganization))
	if c.LinkedOrganization == "" && p.LinkedBy == nil {
		c.LinkedOrganizationName = ""
		return nil
	}
	if p.OrganizationName.Given && c.OrganizationName != "" {
		a.faults.Add("/organization_name", "organization_linked",
			"A contact has either a linked organization or an organization name, not both.")
	}
	c.OrganizationName = ""
	if !p.LinkedOrganization.Given {
		return nil // it stays as it was read, under a lock
	}
	fault, err := a.findLinked(ctx)
	if fault != nil {
		a.faults.Fault(problem.Pointer(cmp.Or(p.LinkedAs, "linked_organization")), fault)
		c.LinkedOrganizationName = "?" // the contact is known by it, only its name is not
	}
	return err
}

// findLinked finds the organization that the patch links the contact to, and
// keeps it from being deleted or renamed until the transaction ends.
func (a *applier) findLinked(ctx context.Context) (*problem.Fault, error) {
	c := a.c
	if a.patch.LinkedBy != nil {
		id, fault, err := external.Resolve(ctx, a.tx, changelog.Organization, a.patch.LinkedBy)
		if fault != nil || err != nil {
			return fault, err
		}
		c.LinkedOrganization = id
	}
	err := sql.ErrNoRows
	if record.ValidID(c.LinkedOrganization) {
		err = a.tx.QueryRow(ctx, `SELECT name FROM organizations WHERE workspace_id = $1 AND id = $2`+a.tx.ForShare(),
			a.tx.Workspace, c.LinkedOrganization).Scan(&c.LinkedOrganizationName)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return external.Missing(changelog.Organization), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the linked organization: %w", err)
	}
	return nil, nil
}

func (a *applier) channels(ctx context.Context) error {
	p, c := a.patch, a.c
	for i := range p.EmailAddresses.Items {
		p.EmailAddresses.Items[i].check(p.EmailAddresses.at(emailKind, i), &a.faults)
	}
	if err := a.phones(ctx); err != nil {
		return err
	}
	r := addressResolver{tx: a.tx, fields: a.rules.Fields(customfield.Address), existing: c.Addresses, faults: &a.faults, work: &a.work}
	if err := r.resolve(ctx, &p.Addresses); err != nil {
		return err
	}
	c.EmailAddresses = mergeChannels[EmailAddress](a, &p.EmailAddresses, c.EmailAddresses)
	c.PhoneNumbers = mergeChannels[PhoneNumber](a, &p.PhoneNumbers, c.PhoneNumbers)
	c.Addresses = mergeChannels[ContactAddress](a, &p.Addresses, c.Addresses)
	a.refreshAddresses()
	c.sortLists()
	return nil
}

// phones brings the numbers into E.164. The workspace's region is looked up
// only when a number needs it.
func (a *applier) phones(ctx context.Context) error {
	edit, region := &a.patch.PhoneNumbers, a.patch.PhoneRegion
	needs := func(p PhonePatch) bool {
		return p.Number.Given && !strings.HasPrefix(text.Trim(p.Number.Value), "+")
	}
	if region == "" && slices.ContainsFunc(edit.Items, needs) {
		err := a.tx.QueryRow(ctx, `SELECT default_region FROM workspaces WHERE id = $1`, a.tx.Workspace).Scan(&region)
		if err != nil {
			return fmt.Errorf("read the workspace's region: %w", err)
		}
	}
	if region = text.Trim(region); region != "" && !phone.ValidRegion(region) {
		a.faults.Add("/phone_region", "unknown_value", "The phone region must be a country code, such as DE.")
		return nil
	}
	for i := range edit.Items {
		edit.Items[i].check(edit.at(phoneKind, i), region, &a.faults)
	}
	return nil
}

func mergeChannels[C, P any, PC channel[C], PP channelPatch[C, P]](a *applier, edit *Edit[P], existing []C) []C {
	m := merger[C, P, PC, PP]{edit: edit, existing: existing, faults: &a.faults, fresh: func() C {
		var c C
		*PC(&c).base() = Channel{Meta: a.tx.NewMeta(), Type: a.rules.Options.Default(PC(&c).kind().list)}
		return c
	}}
	merged := slices.Clone(m.merge())
	checkChannels(&m, a.rules.Options)
	touchChanged[C, PC](existing, merged, func(meta *record.Meta) { meta.Touch(a.tx.At, a.tx.Actor.UserID) })
	return merged
}

// refreshAddresses shows the addresses that the edit changed in all of the
// contact's channels, those too that the edit did not speak of.
func (a *applier) refreshAddresses() {
	for i := range a.c.Addresses {
		for _, changed := range a.work.after {
			if a.c.Addresses[i].Address.ID == changed.ID {
				a.c.Addresses[i].Address = *changed
			}
		}
	}
}
