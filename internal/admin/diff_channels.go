package admin

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/record"
)

// channelFields are the fields of a channel of each kind beside what it is.
var channelFields = map[string][]string{
	"email_addresses": {"email_type", "notes"},
	"phone_numbers":   {"extension", "phone_type", "notes"},
	"addresses":       {"address_type", "notes"},
}

// channel is a channel of a record of the log.
type channel struct {
	id     string
	value  string // the email address, the number or the address on one line
	fields map[string]jsontext.Value
}

func (c channel) primary() bool { return c.fields["is_primary"].Kind() == 't' }

// channelsIn are the channels of a list, in their order.
func channelsIn(list jsontext.Value) []channel {
	var all []channel
	for _, item := range valuesIn(list) {
		fields := fieldsIn(item)
		c := channel{id: record.TextOf(fields["id"]), fields: fields}
		switch {
		case fields["email"] != nil:
			c.value = record.TextOf(fields["email"])
		case fields["phone_number"] != nil:
			c.value = record.TextOf(fields["phone_number"])
		default:
			c.value = oneLine(fields["address"])
		}
		all = append(all, c)
	}
	return all
}

func oneLine(address jsontext.Value) string {
	return strings.ReplaceAll(record.TextOf(fieldsIn(address)["formatted"]), "\n", ", ")
}

// channels says which channels came, went and were changed, and which one is
// used first.
func (d *differ) channels(name string, before, after jsontext.Value) {
	old, now := channelsIn(before), channelsIn(after)
	one := d.v.t(channelNames[name])
	for _, c := range old {
		if find(now, c.id) == nil {
			d.add(one, d.described(name, c), "")
		}
	}
	for _, c := range now {
		was := find(old, c.id)
		if was == nil {
			d.add(one, "", d.described(name, c))
			continue
		}
		d.channel(name, one, *was, c)
	}
	d.add(d.v.t(primaryNames[name]), primaryIn(old), primaryIn(now))
}

var channelNames = map[string]string{
	"email_addresses": "Email address", "phone_numbers": "Phone number", "addresses": "Address",
}

var primaryNames = map[string]string{
	"email_addresses": "Primary email address", "phone_numbers": "Primary phone number", "addresses": "Primary address",
}

func find(list []channel, id string) *channel {
	i := slices.IndexFunc(list, func(c channel) bool { return c.id == id })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// primaryIn is what the primary channel of a list is, "" where none is marked.
func primaryIn(list []channel) string {
	for _, c := range list {
		if c.primary() {
			return c.value
		}
	}
	return ""
}

// described is a channel in a few words: "ada@example.org (work)".
func (d *differ) described(name string, c channel) string {
	var more []string
	for _, field := range channelFields[name] {
		if text := d.text(field, c.fields[field]); text != "" {
			more = append(more, text)
		}
	}
	if len(more) == 0 {
		return c.value
	}
	return c.value + " (" + strings.Join(more, ", ") + ")"
}

// channel says what became of one channel.
func (d *differ) channel(name, one string, before, after channel) {
	if name == "addresses" {
		d.address(one, before.fields["address"], after.fields["address"])
	} else {
		d.add(one, before.value, after.value)
	}
	for _, field := range channelFields[name] {
		d.add(d.v.t("%s, %s", after.value, d.v.fieldPhrase(field)), d.text(field, before.fields[field]), d.text(field, after.fields[field]))
	}
}

// address says what became of an address: of its lines and, where those stay, of
// the rest of it.
func (d *differ) address(label string, before, after jsontext.Value) {
	d.add(label, oneLine(before), oneLine(after))
	old, now := fieldsIn(before), fieldsIn(after)
	if len(old) == 0 || len(now) == 0 {
		return
	}
	for _, field := range []string{"latitude", "longitude", "status"} {
		d.add(d.v.t("%s, %s", label, d.v.fieldPhrase(field)), d.text(field, old[field]), d.text(field, now[field]))
	}
	d.add(d.v.t("%s, %s", label, d.v.fieldPhrase("custom_fields")), plain(old["custom_fields"]), plain(now["custom_fields"]))
}

// plain is an object as it is written, "" for an empty one.
func plain(object jsontext.Value) string {
	if len(fieldsIn(object)) == 0 {
		return ""
	}
	return string(object)
}
