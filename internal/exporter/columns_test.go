package exporter_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/exporter"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// texts are all the texts and numbers of a JSON value, but for those of fields that
// no column has.
func texts(value any, left ...string) (all []string) {
	switch value := value.(type) {
	case string:
		if value != "" {
			all = append(all, value)
		}
	case json.Number:
		all = append(all, value.String())
	case []any:
		for _, item := range value {
			all = append(all, texts(item, left...)...)
		}
	case map[string]any:
		for name, item := range value {
			if !slices.Contains(left, name) {
				all = append(all, texts(item, left...)...)
			}
		}
	}
	return all
}

// Whatever a record has is in its row, however many channels that are, in columns
// that each have a name of their own.
func TestCSVLosesNothing(t *testing.T) {
	eachHouse(t, func(h *house) {
		var emails, phones []string
		for i := range 21 {
			emails = append(emails, fmt.Sprintf("a%02d@example.com", i))
			phones = append(phones, fmt.Sprintf("+493012345%02d", i))
		}
		many := h.Contact(factory.WithEmails(emails...), factory.WithPhones(phones...), func(p *contact.Patch) {
			p.CustomFields, p.Notes = values(`{"free":{"x":[1,2]},"n":12345678901234567890}`), record.Some("one\ntwo")
		})
		for range 3 {
			h.ContactAddress(many.ID)
		}
		h.Contact(factory.Bare, factory.Named("Only", "Name"))
		org := h.Organization(func(p *organization.Patch) { p.Metadata = values(`{"a":{"b":1}}`) })
		for kind, own := range map[changelog.Kind]string{changelog.Contact: many.ID, changelog.Organization: org.ID} {
			rows := h.rows(h.export(h.job(kind, exporter.CSV, "")))
			row := rows[slices.IndexFunc(rows, func(r map[string]string) bool { return r["id"] == own })]
			var cells []string
			for _, cell := range row {
				cells = append(cells, cell, strings.TrimPrefix(cell, "'"))
			}
			line := h.export(h.job(kind, exporter.NDJSON, "id="+own))
			dec := json.NewDecoder(strings.NewReader(line))
			dec.UseNumber()
			var rec map[string]any
			if err := dec.Decode(&rec); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"tags", "path"} { // joined in one cell
				joined := row[name]
				for _, text := range texts(rec[name]) {
					if !strings.Contains(joined, text) {
						t.Errorf("%s %s: the cell has no %q", kind, name, text)
					}
				}
				delete(rec, name)
			}
			custom := row["other_custom_fields"]
			for _, text := range texts(rec["custom_fields"]) {
				if !strings.Contains(custom, text) && !slices.Contains(cells, text) {
					t.Errorf("%s: no cell has the custom value %q", kind, text)
				}
			}
			delete(rec, "custom_fields")
			for _, name := range []string{"metadata", "external_ids"} {
				if got, want := row[name], rec[name]; len(texts(want)) > 0 && got == "" {
					t.Errorf("%s: %s is lost", kind, name)
				}
				delete(rec, name)
			}
			for name, value := range rec {
				left := []string{"custom_fields"}
				if _, isText := value.(string); !isText { // of a channel; a record has its own
					left = append(left, "created_at", "updated_at", "created_by", "updated_by", "version")
				}
				for _, text := range texts(value, left...) {
					if !slices.Contains(cells, text) {
						t.Errorf("%s %s: no cell has %q", kind, name, text)
					}
				}
			}
		}
	})
}

func TestColumnsOfChannels(t *testing.T) {
	eachHouse(t, func(h *house) {
		one := h.Contact(factory.Bare, factory.Named("A", "A"), func(p *contact.Patch) {
			p.EmailAddresses = contact.Edit[contact.EmailPatch]{Given: true, Items: []contact.EmailPatch{
				{Email: record.Some("first@example.com")},
				{Email: record.Some("second@example.com"), ChannelPatch: contact.ChannelPatch{
					Type: record.Some("work"), IsPrimary: record.Some(true), Notes: record.Some("=1+1"),
				}},
			}}
			p.PhoneNumbers = contact.Edit[contact.PhonePatch]{Given: true, Items: []contact.PhonePatch{{
				Number: record.Some("+493012345601"), Extension: record.Some("7"), ChannelPatch: contact.ChannelPatch{Type: record.Some("work")},
			}}}
			p.Addresses = contact.Edit[contact.AddressPatch]{Given: true, Items: []contact.AddressPatch{{
				ChannelPatch: contact.ChannelPatch{Type: record.Some("billing"), IsPrimary: record.Some(true)},
				Address:      record.Some(address.Ref{Change: &address.Patch{City: record.Some("Leeds"), Country: record.Some("GB")}}),
			}}}
		})
		row := h.rows(h.contacts(exporter.CSV, false, "id="+one.ID))[0]
		for name, want := range map[string]string{
			"email_1": "second@example.com", "email_1_type": "work", "email_1_is_primary": "true", "email_1_notes": "'=1+1",
			"email_2": "first@example.com", "email_2_type": "personal", "email_2_is_primary": "false", "email_2_notes": "",
			"phone_1": "+493012345601", "phone_1_extension": "7", "phone_1_type": "work", "phone_1_is_primary": "true",
			"address_1_city": "Leeds", "address_1_country": "GB", "address_1_type": "billing", "address_1_is_primary": "true",
			"address_1_address_status": "active", "address_1_id": one.Addresses[0].ID, "address_1_address_id": one.Addresses[0].Address.ID,
		} {
			if row[name] != want {
				t.Errorf("%s: got %q, want %q", name, row[name], want)
			}
		}
		head, err := csv.NewReader(strings.NewReader(h.contacts(exporter.CSV, false, ""))).Read()
		if err != nil {
			t.Fatal(err)
		}
		if sorted := slices.Sorted(slices.Values(head)); len(slices.Compact(sorted)) != len(head) {
			t.Errorf("a name stands twice in %v", head)
		}
		none := h.contacts(exporter.CSV, false, "email=nobody@example.com")
		if !strings.HasPrefix(none, "id,full_name,") || strings.Contains(none, "email_1") || strings.Contains(none, "email_addresses") {
			t.Errorf("of no records there is %q", none)
		}
	})
}

// entries are the exports that the change log has.
func (h *house) entries() []changelog.Change {
	h.Helper()
	page, err := changelog.List(h.Context(), h.db, h.Workspace, h.query(changelog.FeedSpec(), "kind=export"))
	if err != nil {
		h.Fatal(err)
	}
	return page.Items
}

func TestExportsAreLogged(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.Contacts(3, factory.WithTags("in"))
		h.contacts(exporter.CSV, false, "tags=in")
		h.export(h.job(changelog.Organization, exporter.NDJSON, ""))
		for i, want := range []string{
			`"record_kind":"contact","format":"csv","filter":"tags=in","record_count":3`,
			`"record_kind":"organization","format":"ndjson","filter":"","record_count":0`,
		} {
			list := h.entries()
			if len(list) != 2 {
				t.Fatalf("there are %d entries", len(list))
			}
			c := list[i]
			if c.Action != changelog.Create || c.Actor.Via != changelog.ViaSession || c.Before != nil || !bytes.Contains(c.After, []byte(want)) {
				t.Errorf("got %s", c.JSON())
			}
		}
	})
}

// watcher notes how many entries the log had when the first byte came.
type watcher struct {
	h    *house
	seen int
}

func (w *watcher) Write(p []byte) (int, error) {
	if w.seen == 0 {
		w.seen = len(w.h.entries())
		w.h.Contact(factory.Bare, factory.Named("Late", "Comer")) // after the snapshot
	}
	return len(p), nil
}

// Nothing leaves before the log says so, and what comes meanwhile is no part of it.
func TestExportsAreOfOneMoment(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.Contacts(2*listing.MaxPageSize + 1)
		for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
			before := len(h.entries())
			there := 2*listing.MaxPageSize + 1 + before // and one late comer of each former export
			w := &watcher{h: h}
			n, err := h.job(changelog.Contact, format, "").Run(h.Context(), h.db, w)
			if err != nil || n != there || w.seen != before+1 {
				t.Errorf("%s: %d records, %d entries, %v", format, n, w.seen, err)
			}
		}
	})
}

// An export that cannot be logged is none.
func TestExportsThatCannotBeLogged(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.Contacts(1)
		job := h.job(changelog.Contact, exporter.CSV, "")
		job.By.Via = "nowhere" // which the database refuses
		var b bytes.Buffer
		_, err := job.Run(h.Context(), h.db, io.MultiWriter(&b))
		var p *problem.Error
		if err == nil || b.Len() > 0 {
			t.Errorf("%v, and %d bytes left (%v)", err, b.Len(), p)
		}
	})
}
