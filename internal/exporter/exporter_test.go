package exporter_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/exporter"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type house struct {
	*testing.T
	*factorytest.Factory

	db *database.DB
}

func eachHouse(t *testing.T, fn func(h *house)) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) { fn(&house{t, factorytest.New(t, db), db}) })
}

func (h *house) fields(kind customfield.Kind) *customfield.Fields {
	h.Helper()
	rules, err := ruleset.Read(h.Context(), h.db, h.Workspace)
	if err != nil {
		h.Fatal(err)
	}
	return rules.Fields(kind)
}

func (h *house) query(spec *listing.Spec, parameters string) *listing.Query {
	h.Helper()
	values, err := url.ParseQuery(parameters)
	if err != nil {
		h.Fatal(err)
	}
	q, faults := listing.Parse(spec, values)
	if err := faults.Err(); err != nil {
		h.Fatal(err)
	}
	return q
}

// job is an export of what parameters ask for.
func (h *house) job(kind changelog.Kind, format exporter.Format, parameters ...string) *exporter.Job {
	h.Helper()
	fields := h.fields(customfield.Kind(kind))
	spec := contact.ListSpec(fields)
	if kind == changelog.Organization {
		spec = organization.ListSpec(fields)
	}
	job := &exporter.Job{
		Workspace: h.Workspace, By: changelog.Actor{Via: changelog.ViaSession, RequestID: "r"}, Kind: kind,
		Format: format, Fields: fields, Filter: strings.Join(parameters, "|"),
	}
	for _, p := range parameters {
		job.Queries = append(job.Queries, h.query(spec, p))
	}
	return job
}

// export runs a job and returns what it wrote.
func (h *house) export(job *exporter.Job) string {
	h.Helper()
	var b bytes.Buffer
	if _, err := job.Run(h.Context(), h.db, &b); err != nil {
		h.Fatal(err)
	}
	return b.String()
}

// contacts exports what parameters ask for.
func (h *house) contacts(format exporter.Format, mark bool, parameters ...string) string {
	h.Helper()
	job := h.job(changelog.Contact, format, parameters...)
	job.Mark = mark
	return h.export(job)
}

// rows reads CSV as maps by the names of the columns.
func (h *house) rows(text string) []map[string]string {
	h.Helper()
	table, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		h.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range table[1:] {
		row := map[string]string{}
		for i, name := range table[0] {
			if cells[i] != "" {
				row[name] = cells[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func values(object string) record.Opt[record.Values] {
	fields, err := record.Fields([]byte(object))
	if err != nil {
		panic(err)
	}
	return record.Some(record.Values(fields))
}

func TestContactsAsCSV(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.CustomField(func(p *customfield.Patch) {
			p.RecordKind, p.Key, p.Type, p.Label = record.Some("contact"), record.Some("colours"), record.Some("choices"), record.Some("Colours")
			p.Choices = record.Some([]string{"red", "light, blue"})
		})
		made := h.Contact(factory.Bare, factory.Named("=cmd|' /C calc'!A0", "Ünal, \"Bob\"\u202e"), factory.WithTags("+a", "b, c"),
			factory.WithEmails("a@example.com", "b@example.com", "c@example.com", "d@example.com"), factory.WithPhones("+4930123456"),
			func(p *contact.Patch) {
				p.Nickname, p.Notes, p.Title = record.Some("-12.5"), record.Some("one\ntwo"), record.Some("@home")
				p.ContactType, p.Source, p.Status = record.Some("primary"), record.Some("website"), record.Some("active")
				p.CustomFields = values(`{"colours":["red","light, blue"],"free":{"x":1}}`)
				p.ExternalIDs = record.Some(record.Values{"crm": record.TextValue("7")})
			})
		text := h.contacts(exporter.CSV, false, "")
		if !strings.HasPrefix(text, "id,full_name,prefix,first_name,") || strings.Count(text, "\r\n") != 3 || strings.Contains(text, "null") {
			h.Errorf("got %q", text)
		}
		rows := h.rows(text)
		want := map[string]string{
			"id": made.ID, "full_name": "'" + made.FullName(), "first_name": "'=cmd|' /C calc'!A0", "last_name": "Ünal, \"Bob\"\u202e",
			"nickname": "-12.5", "title": "'@home", "contact_type": "primary", "status": "active", "source": "website",
			"phone_1": "+4930123456", "phone_1_type": "mobile", "primary_phone": "+4930123456", "primary_email": made.PrimaryEmail(),
			"tags": `'+a, "b, c"`, "notes": "one\ntwo", "custom_fields.colours": `red, "light, blue"`,
			"other_custom_fields": `{"free":{"x":1}}`, "external_ids": `{"crm":"7"}`, "phone_1_id": made.PhoneNumbers[0].ID, "phone_1_is_primary": fmt.Sprint(made.PhoneNumbers[0].IsPrimary),
			"created_at": made.CreatedAt.String(), "updated_at": made.UpdatedAt.String(), "version": "1",
		}
		for i, e := range made.EmailAddresses {
			name := fmt.Sprintf("email_%d", i+1)
			want[name], want[name+"_type"], want[name+"_id"], want[name+"_is_primary"] = e.Email, e.Type, e.ID, fmt.Sprint(e.IsPrimary)
		}
		if made.Language != "" {
			want["language"] = made.Language
		}
		if made.CreatedBy != "" {
			want["created_by"], want["updated_by"] = made.CreatedBy, made.UpdatedBy
		}
		if diff := cmp.Diff([]map[string]string{want}, rows); diff != "" {
			h.Error(diff)
		}
		if marked := h.contacts(exporter.CSV, true, ""); marked != "\uFEFF"+text {
			h.Error("the mark is not all that differs")
		}
	})
}

func TestFormulas(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "a=1": "a=1", "=1+1": "'=1+1", "+1": "+1", "+49 30": "'+49 30", "+493012": "+493012", "-1.5": "-1.5", "-1-1": "'-1-1",
		"@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "'=x": "''=x", "''=x": "'''=x", "'-5": "''-5", "'x": "'x", "'": "'", "-": "'-", "+1e9": "'+1e9", " =1": " =1",
	} {
		if got := exporter.Harmless(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

// Each line is the whole record, in the order of the list, however many pages it
// has.
func TestContactsAsNDJSON(t *testing.T) {
	const pageSize = 200 // as the exporter reads
	eachHouse(t, func(h *house) {
		h.Contacts(2*pageSize + 3)
		h.Contact(factory.Named("Aaa", "Aaa"), factory.WithTags("only"))
		for _, parameters := range []string{"", "ordering=-created_at", "page_size=3", "tags=only", "search=aaa", "status=inactive"} {
			lines := strings.Split(strings.TrimSuffix(h.contacts(exporter.NDJSON, true, parameters), "\n"), "\n")
			if lines[0] == "" {
				lines = nil
			}
			q := h.query(contact.ListSpec(nil), parameters)
			q.PageSize = pageSize
			page, err := contact.NewStore(h.db, h.Workspace, nil).List(h.Context(), q)
			if err != nil {
				h.Fatal(err)
			}
			if int64(len(lines)) != *page.Count {
				h.Errorf("%q: %d lines, %d contacts", parameters, len(lines), *page.Count)
				continue
			}
			seen := map[string]bool{}
			for i, line := range lines {
				var r struct{ ID string }
				if err := json.Unmarshal([]byte(line), &r); err != nil || seen[r.ID] {
					h.Fatalf("%q: line %d: %v", parameters, i, err)
				}
				seen[r.ID] = true
				if i < len(page.Items) && line != string(page.Items[i].JSON) {
					h.Errorf("%q: line %d is another record", parameters, i)
				}
			}
		}
		text := h.contacts(exporter.NDJSON, false, "tags=only", "search=aaa")
		if n := strings.Count(text, "\n"); n != 2 {
			h.Errorf("two queries give %d lines", n)
		}
	})
}

func TestOrganizationsAsCSV(t *testing.T) {
	eachHouse(t, func(h *house) {
		root := h.Organization(func(p *organization.Patch) { p.Name, p.Code = record.Some("Root"), record.Some("R") })
		child := h.Organization(func(p *organization.Patch) {
			p.Name, p.Code, p.Parent = record.Some("-Child"), record.Some("C"), record.Some(root.ID)
			p.Tags, p.Website = record.Some([]string{"x"}), record.Some("https://example.com")
		})
		h.Contact(factory.LinkedTo(child.ID))
		row := h.rows(h.export(h.job(changelog.Organization, exporter.CSV, "parent="+root.ID)))[0]
		for name, want := range map[string]string{
			"id": child.ID, "name": "'-Child", "code": "C", "parent": root.ID, "path": "Root > -Child", "tags": "x",
			"website": "https://example.com", "contacts_count": "1", "children_count": "0", "organization_type_name": child.TypeName,
		} {
			if row[name] != want {
				h.Errorf("%s: got %q, want %q", name, row[name], want)
			}
		}
	})
}

// full fails after some bytes, as a browser does that goes away.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("gone")
	}
	return len(p), nil
}

func TestExportsThatFail(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.Contacts(100)
		for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
			job := h.job(changelog.Contact, format, "")
			for _, left := range []int{0, 1000, 64 << 10} {
				if _, err := job.Run(h.Context(), h.db, &full{left}); err == nil && left < 1001 {
					h.Errorf("%s: nobody says that it failed", format)
				}
			}
			ctx, cancel := context.WithCancel(h.Context())
			cancel()
			if _, err := job.Run(ctx, h.db, &bytes.Buffer{}); err == nil {
				h.Errorf("%s: nobody says that it was given up", format)
			}
		}
	})
}

// counted counts what is written and how much memory is in use meanwhile.
type counted struct {
	lines int
	most  uint64
}

func (c *counted) Write(p []byte) (int, error) {
	if c.lines += bytes.Count(p, []byte("\n")); c.lines%100 < 5 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		c.most = max(c.most, m.HeapAlloc)
	}
	return len(p), nil
}

// An export of many records takes no more memory than its pages.
func TestExportsDoNotGather(t *testing.T) {
	eachHouse(t, func(h *house) {
		const n = 1_200
		h.Contacts(n, factory.Bare, func(p *contact.Patch) { p.CustomFields = values(`{"long":"` + strings.Repeat("long ", 5_000) + `"}`) })
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		var c counted
		got, err := h.job(changelog.Contact, exporter.NDJSON, "").Run(h.Context(), h.db, &c)
		if err != nil || got != n || c.lines != n {
			h.Fatal(got, c.lines, err)
		}
		if grown := int64(c.most) - int64(before.HeapAlloc); grown > 20<<20 { //nolint:gosec // far below
			h.Errorf("the heap grew by %s for 30 MB of records", fmt.Sprint(grown>>20, " MB"))
		}
	})
}
