package contact

import (
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// PhoneNumber is a phone number of a contact.
type PhoneNumber struct {
	Channel
	Number    string // E.164
	Extension string // digits, "" for none
}

var phoneKind = newKind(kind{
	name: "phone_numbers", table: "contact_phone_numbers",
	value: "phone_number", list: "phone_type",
}, "phone_number, extension, phone_type", "c.phone_number, c.extension, c.phone_type")

func (p *PhoneNumber) kind() *kind { return phoneKind }

// key is the number with its extension: two extensions on one number reach two
// people.
func (p *PhoneNumber) key() string      { return phone.Key(p.Number) + extensionMark + p.Extension }
func (p *PhoneNumber) shortKey() string { return phone.Key(p.Number) }

func (p *PhoneNumber) dest() []any { return p.scan(&p.Number, &p.Extension, &p.Type) }

func (p *PhoneNumber) values() []any {
	return []any{p.Number, p.Extension, p.Type, p.IsPrimary, p.Notes}
}

// JSON returns the channel's record.
func (p *PhoneNumber) JSON() []byte {
	var o record.Object
	o.Text("id", p.ID)
	o.Text("phone_number", p.Number)
	o.Text("extension", p.Extension)
	o.Text("phone_type", p.Type)
	return p.finish(&o)
}

// PhonePatch is what a writer says of a phone number.
type PhonePatch struct {
	ChannelPatch
	Number    record.Opt[string] // as people write it
	Extension record.Opt[string]
}

// extensionMark separates a number from its extension in a key, as in RFC 3966.
const extensionMark = ";ext="

func (p *PhonePatch) key() string {
	if p.Number.Value == "" {
		return ""
	}
	return phone.Key(p.Number.Value) + extensionMark + p.Extension.Value
}

// shortKey is the number alone when the writer leaves the extension out.
func (p *PhonePatch) shortKey() string {
	if p.Extension.Given {
		return ""
	}
	return phone.Key(p.Number.Value)
}

func (p *PhonePatch) applyTo(c *PhoneNumber) {
	p.Number.To(&c.Number)
	p.Extension.To(&c.Extension)
}

const maxExtension = 20 // digits

// check brings the number into E.164, reading one without + in region. An
// extension written inside the number is taken if none is given by itself.
func (p *PhonePatch) check(at, region string, faults *problem.Fields) {
	p.checkNumber(at, region, faults)
	ext := text.Trim(p.Extension.Value)
	digits := phone.Digits(ext)
	if len(digits) > maxExtension || len([]rune(ext)) != len(digits) {
		faults.Add(at+"/extension", "invalid_extension", "The extension must be at most 20 digits.")
		return
	}
	p.Extension.Value = digits
}

func (p *PhonePatch) checkNumber(at, region string, faults *problem.Fields) {
	isNew := !p.ID.Given || p.ID.Value == ""
	if !p.Number.Given && !isNew {
		return
	}
	if text.IsBlank(p.Number.Value) {
		faults.Add(at+"/phone_number", "required", "The phone number is required.")
		return
	}
	number, extension, fault := phone.ParseWithExtension(p.Number.Value, region)
	faults.Fault(at+"/phone_number", fault)
	if fault != nil {
		return
	}
	p.Number.Value = number
	if extension != "" && !p.Extension.Given {
		p.Extension = record.Some(extension)
	}
}
