package contact

import (
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// EmailAddress is an email address of a contact.
type EmailAddress struct {
	Channel
	Email string // as it was given
}

var emailKind = newKind(kind{
	name: "email_addresses", table: "contact_email_addresses",
	value: "email", list: "email_type",
}, "email, email_key, email_type", "c.email, c.email_type")

func (e *EmailAddress) kind() *kind      { return emailKind }
func (e *EmailAddress) key() string      { return email.Key(e.Email) }
func (e *EmailAddress) shortKey() string { return "" }

func (e *EmailAddress) dest() []any { return e.scan(&e.Email, &e.Type) }

func (e *EmailAddress) values() []any { return []any{e.Email, e.key(), e.Type, e.IsPrimary, e.Notes} }

// JSON returns the channel's record.
func (e *EmailAddress) JSON() []byte {
	var o record.Object
	o.Text("id", e.ID)
	o.Text("email", e.Email)
	o.Text("email_type", e.Type)
	return e.finish(&o)
}

// EmailPatch is what a writer says of an email address.
type EmailPatch struct {
	ChannelPatch
	Email record.Opt[string]
}

func (p *EmailPatch) key() string {
	if !p.Email.Given {
		return ""
	}
	return email.Key(p.Email.Value)
}

func (p *EmailPatch) shortKey() string { return "" }

func (p *EmailPatch) applyTo(c *EmailAddress) { p.Email.To(&c.Email) }

// check brings the address into its normal form. A new channel needs one.
func (p *EmailPatch) check(at string, faults *problem.Fields) {
	isNew := !p.ID.Given || p.ID.Value == ""
	if !p.Email.Given && !isNew {
		return
	}
	if text.IsBlank(p.Email.Value) {
		faults.Add(at+"/email", "required", "The email address is required.")
		return
	}
	parsed, fault := email.Parse(p.Email.Value)
	faults.Fault(at+"/email", fault)
	if fault == nil {
		p.Email.Value = parsed
	}
}
