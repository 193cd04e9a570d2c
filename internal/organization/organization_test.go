package organization

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a fresh workspace.
type house struct {
	*testing.T

	db *database.DB
	ws string
}

func eachHouse(t *testing.T, fn func(h *house)) {
	t.Helper()
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) { fn(newHouse(t, db)) })
}

func newHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	return &house{T: t, db: db, ws: w.ID}
}

func (h *house) try(p *Patch) (w *Written, err error) {
	actor := changelog.Actor{Via: changelog.ViaCommand, Name: "test"}
	err = changelog.InTx(h.Context(), h.db, h.ws, actor, func(tx *changelog.Tx) error {
		rules, err := ruleset.Read(h.Context(), tx.DB, h.ws)
		if err != nil {
			return err
		}
		w, err = Create(h.Context(), tx, rules, p)
		return err
	})
	return w, err
}

func (h *house) create(p *Patch) *Organization {
	h.Helper()
	w, err := h.try(p)
	if err != nil {
		h.Fatal(err)
	}
	return w.Organization
}

// named is the least that makes an organization.
func named(name, code string) *Patch {
	return &Patch{Name: record.Some(name), Code: record.Some(code), Type: record.Some("company")}
}

func under(parent, name, code string) *Patch {
	p := named(name, code)
	p.Parent = record.Some(parent)
	return p
}

// wantFault fails the test unless err has a fault with a code at a pointer, and
// returns it.
func wantFault(t *testing.T, err error, pointer, code string) problem.Field {
	t.Helper()
	var e *problem.Error
	if !errors.As(err, &e) {
		t.Errorf("no fault %s at %s: %v", code, pointer, err)
		return problem.Field{}
	}
	for _, f := range e.Fields {
		if f.Pointer == pointer && f.Code == code {
			return f
		}
	}
	t.Errorf("no fault %s at %s: %v", code, pointer, err)
	return problem.Field{}
}

func full() *Patch {
	p := named(" Analytical Engines ", "AE-1")
	p.LegalName = record.Some("Analytical Engines Ltd")
	p.Status = record.Some(Archived)
	p.EffectiveDate, p.EndDate = record.Some("1837-01-01"), record.Some("1871-10-18")
	p.Website = record.Some("https://engines.example/?q=1")
	p.TaxID = record.Some("GB 123")
	p.Currency, p.Timezone, p.Language = record.Some("gbp"), record.Some("Europe/London"), record.Some("en-GB")
	p.Tags = record.Some([]string{"VIP", "press", "vip"})
	p.Metadata = record.Some(record.Values{"a": jsontext.Value(`{"b":[1,null]}`)})
	p.CustomFields = record.Some(record.Values{"size": jsontext.Value(`7`)})
	p.ExternalIDs = record.Some(record.Values{"erp": jsontext.Value(`"4711"`)})
	p.PrimaryAddress = record.Some(AddressRef{Change: &address.Patch{City: record.Some("London"), Country: record.Some("gb")}})
	return p
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	eachHouse(t, func(h *house) {
		made := h.create(full())
		read, err := Get(h.Context(), h.db, h.ws, made.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(made.JSON()), string(read.Record)); diff != "" {
			h.Error(diff)
		}
		fields, err := record.Fields(read.JSON())
		if err != nil {
			h.Fatal(err)
		}
		for name, want := range map[string]string{
			"name": `"Analytical Engines"`, "legal_name": `"Analytical Engines Ltd"`, "code": `"AE-1"`,
			"organization_type_name": `"Company"`, "status": `"archived"`, "parent": `null`,
			"effective_date": `"1837-01-01"`, "end_date": `"1871-10-18"`, "website": `"https://engines.example/?q=1"`,
			"tax_id": `"GB 123"`, "primary_contact": `null`, "currency": `"GBP"`, "timezone": `"Europe/London"`,
			"language": `"en-GB"`, "tags": `["press","VIP"]`, "metadata": `{"a":{"b":[1,null]}}`,
			"custom_fields": `{"size":7}`, "external_ids": `{"erp":"4711"}`, "depth": `0`,
			"path": `["Analytical Engines"]`, "children_count": `0`, "contacts_count": `0`, "version": `1`,
		} {
			if got := string(fields[name]); got != want {
				h.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
		if !strings.Contains(string(fields["primary_address"]), `"country":"GB"`) {
			h.Errorf("got address %s", fields["primary_address"])
		}
		for name := range fields {
			if !slices.Contains(ListSpec(nil).Fields, name) {
				h.Errorf("fields= does not know %s", name)
			}
		}
	})
}

func TestDefaults(t *testing.T) {
	eachHouse(t, func(h *house) {
		o := h.create(named("A", "a"))
		if o.Status != Active || o.Timezone != "UTC" || o.Language != "en" || o.Currency != "" {
			h.Errorf("got %+v", o)
		}
		p := named("B", "b")
		p.Timezone, p.Language = record.Some(""), record.Some("")
		if o := h.create(p); o.Timezone != "" || o.Language != "" {
			h.Errorf("got %+v", o)
		}
	})
}

func TestRefusals(t *testing.T) {
	eachHouse(t, func(h *house) {
		for _, c := range []struct {
			pointer, code string
			change        func(p *Patch)
		}{
			{"/name", "required", func(p *Patch) { p.Name = record.Some(" ") }},
			{"/name", "too_long", func(p *Patch) { p.Name = record.Some(strings.Repeat("ä", 256)) }},
			{"/name", "invalid_text", func(p *Patch) { p.Name = record.Some("a\x00b") }},
			{"/code", "required", func(p *Patch) { p.Code = record.Opt[string]{} }},
			{"/code", "too_long", func(p *Patch) { p.Code = record.Some(strings.Repeat("c", 51)) }},
			{"/legal_name", "too_long", func(p *Patch) { p.LegalName = record.Some(strings.Repeat("c", 256)) }},
			{"/tax_id", "too_long", func(p *Patch) { p.TaxID = record.Some(strings.Repeat("c", 51)) }},
			{"/website", "too_long", func(p *Patch) { p.Website = record.Some("https://a.example/" + strings.Repeat("c", 500)) }},
			{"/website", "invalid_url", func(p *Patch) { p.Website = record.Some("javascript:alert(1)") }},
			{"/website", "invalid_url", func(p *Patch) { p.Website = record.Some("https:///path") }},
			{"/organization_type", "required", func(p *Patch) { p.Type = record.Some("") }},
			{"/organization_type", "not_found", func(p *Patch) { p.Type = record.Some("Guild") }},
			{"/organization_type", "not_found", func(p *Patch) { p.Type = record.Some("a\x00") }},
			{"/status", "unknown_value", func(p *Patch) { p.Status = record.Some("do_not_contact") }},
			{"/parent", "not_found", func(p *Patch) { p.Parent = record.Some(h.db.NewID()) }},
			{"/parent", "not_found", func(p *Patch) { p.Parent = record.Some("root\x00") }},
			{"/effective_date", "invalid_date", func(p *Patch) { p.EffectiveDate = record.Some("2023-02-29") }},
			{"/end_date", "out_of_range", func(p *Patch) { p.EffectiveDate, p.EndDate = record.Some("2023-02-02"), record.Some("2023-02-01") }},
			{"/currency", "unknown_value", func(p *Patch) { p.Currency = record.Some("QQQ") }},
			{"/currency", "unknown_value", func(p *Patch) { p.Currency = record.Some("DEM") }},
			{"/currency", "unknown_value", func(p *Patch) { p.Currency = record.Some("XXX") }},
			{"/currency", "unknown_value", func(p *Patch) { p.Currency = record.Some("AD A") }},
			{"/currency", "unknown_value", func(p *Patch) { p.Currency = record.Some("EURO") }},
			{"/primary_contact", "not_found", func(p *Patch) { p.PrimaryContact = record.Some(h.db.NewID()) }},
			{"/primary_contact", "not_found", func(p *Patch) { p.PrimaryContact = record.Some("ada") }},
			{"/timezone", "unknown_value", func(p *Patch) { p.Timezone = record.Some("Local") }},
			{"/timezone", "unknown_value", func(p *Patch) { p.Timezone = record.Some("../etc/passwd") }},
			{"/timezone", "unknown_value", func(p *Patch) { p.Timezone = record.Some("Mars/Phobos") }},
			{"/language", "invalid_language", func(p *Patch) { p.Language = record.Some("en_GB") }},
			{"/tags/1", "required", func(p *Patch) { p.Tags = record.Some([]string{"a", " "}) }},
			{"/external_ids/erp", "invalid_type", func(p *Patch) { p.ExternalIDs = record.Some(record.Values{"erp": jsontext.Value("1")}) }},
			{"/external_ids/erp", "required", func(p *Patch) { p.ExternalIDs = record.Some(record.Values{"erp": jsontext.Value(`" "`)}) }},
			{"/primary_address", "not_found", func(p *Patch) { p.PrimaryAddress = record.Some(AddressRef{ID: "x", AsText: true}) }},
			{"/primary_address/id", "not_found", func(p *Patch) { p.PrimaryAddress = record.Some(AddressRef{ID: h.db.NewID()}) }},
			{"/primary_address/country", "unknown_value", func(p *Patch) {
				p.PrimaryAddress = record.Some(AddressRef{Change: &address.Patch{Country: record.Some("QQ")}})
			}},
		} {
			p := named("A", "a")
			c.change(p)
			_, err := h.try(p)
			wantFault(h.T, err, c.pointer, c.code)
		}
		var n int
		if err := h.db.QueryRow(h.Context(), "SELECT COUNT(*) FROM organizations").Scan(&n); err != nil || n != 0 {
			h.Errorf("%d were written: %v", n, err)
		}
	})
}

func TestUniqueValues(t *testing.T) {
	eachHouse(t, func(h *house) {
		p := named("Straße", "S")
		p.ExternalIDs = record.Some(record.Values{"erp": jsontext.Value(`"1"`)})
		root := h.create(p)
		_, err := h.try(named("STRASSE", "T"))
		if f := wantFault(h.T, err, "/name", "unique"); f.Conflict != root.ID {
			h.Errorf("got conflict %q", f.Conflict)
		}
		other := named("Other", "s")
		other.ExternalIDs = p.ExternalIDs
		_, err = h.try(other)
		if f := wantFault(h.T, err, "/code", "unique"); f.Conflict != root.ID {
			h.Errorf("got conflict %q", f.Conflict)
		}
		if f := wantFault(h.T, err, "/external_ids/erp", "unique"); f.Conflict != root.ID {
			h.Errorf("got conflict %q", f.Conflict)
		}
		child := h.create(under(root.ID, "Straße", "T"))
		_, err = h.try(under(root.ID, "straße", "U"))
		if f := wantFault(h.T, err, "/name", "unique"); f.Conflict != child.ID {
			h.Errorf("got conflict %q", f.Conflict)
		}
	})
}

// TestRacingForAName: of several who want the same name or code at once, one
// gets it and the others hear why not.
func TestRacingForAName(t *testing.T) {
	eachHouse(t, func(h *house) {
		for _, c := range []struct {
			pointer string
			patch   func(i int) *Patch
		}{
			{"/name", func(i int) *Patch { return named("Same", fmt.Sprint("code ", i)) }},
			{"/code", func(i int) *Patch { return named(fmt.Sprint("name ", i), "SAME") }},
		} {
			const racers = 8
			errs := make(chan error, racers)
			for i := range racers {
				go func() {
					_, err := h.try(c.patch(i))
					errs <- err
				}()
			}
			won := 0
			for range racers {
				if err := <-errs; err == nil {
					won++
				} else {
					wantFault(h.T, err, c.pointer, "unique")
				}
			}
			if won != 1 {
				h.Errorf("%d got the %s", won, c.pointer)
			}
		}
	})
}

func TestPlaceInTheTree(t *testing.T) {
	eachHouse(t, func(h *house) {
		root := h.create(named("root", "r"))
		child := h.create(under(root.ID, "child", "c"))
		leaf := h.create(under(child.ID, "leaf", "l"))
		h.create(under(child.ID, "another", "l2"))
		o, err := Get(h.Context(), h.db, h.ws, leaf.ID)
		if err != nil {
			h.Fatal(err)
		}
		if diff := cmp.Diff(Place{Path: []string{"root", "child", "leaf"}}, o.Place); diff != "" || o.Depth() != 2 {
			h.Error(diff, o.Depth())
		}
		page := h.list("")
		var got []string
		for _, p := range page.Items {
			got = append(got, fmt.Sprintf("%s %d %d", strings.Join(p.Path, "/"), p.Depth(), p.Children))
		}
		want := []string{"root/child/another 2 0", "root/child 1 2", "root/child/leaf 2 0", "root 0 1"}
		if diff := cmp.Diff(want, got); diff != "" {
			h.Error(diff)
		}
	})
}

func (h *house) values(query string) url.Values {
	h.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		h.Fatal(err)
	}
	return values
}

func (h *house) list(query string) listing.Page[Placed] {
	h.Helper()
	q, faults := listing.Parse(ListSpec(nil), h.values(query))
	if len(faults) > 0 {
		h.Fatal(faults)
	}
	page, err := List(h.Context(), h.db, h.ws, q)
	if err != nil {
		h.Fatal(err)
	}
	return page
}

func TestListFilters(t *testing.T) {
	eachHouse(t, func(h *house) {
		root := h.create(full())
		p := under(root.ID, "Zürich office", "zh")
		p.Type, p.Currency = record.Some("Branch"), record.Some("CHF")
		h.create(p)
		for query, want := range map[string]string{
			"status=archived":                  "AE-1",
			"organization_type=Branch":         "zh",
			"organization_type=branch,company": "AE-1 zh",
			"parent=null":                      "AE-1",
			"parent=ROOT":                      "zh",
			"parent=null,ROOT":                 "AE-1 zh",
			"code=ZH":                          "zh",
			"name=zurich":                      "zh",
			"currency=chf":                     "zh",
			"search=vip":                       "AE-1",
			"tags=VIP":                         "AE-1",
			"tags_all=vip,press":               "AE-1",
			"tags_none=vip":                    "zh",
			"external_id=erp:4711":             "AE-1",
			"parent__isnull=false":             "zh",
			"parent__isnull=true":              "AE-1",
			"currency__isnull=true":            "",
			"search=office":                    "zh",
			"ordering=-code":                   "zh AE-1",
			"ordering=-created_at":             "zh AE-1",
			"id=ROOT&ordering=-updated_at":     "AE-1",
		} {
			var codes []string
			for _, o := range h.list(strings.ReplaceAll(query, "ROOT", root.ID)).Items {
				codes = append(codes, code(h.T, o))
			}
			if got := strings.Join(codes, " "); got != want {
				h.Errorf("%s: got %q, want %q", query, got, want)
			}
		}
	})
}

// code returns the code that a record shows.
func code(t *testing.T, p Placed) string {
	t.Helper()
	fields, err := record.Fields(p.Record)
	if err != nil {
		t.Fatal(err)
	}
	return record.TextOf(fields["code"])
}

func TestFiltersThatNameNothing(t *testing.T) {
	eachHouse(t, func(h *house) {
		for _, query := range []string{"organization_type=Guild", "tags=nothing", "parent=" + h.db.NewID()} {
			values, _ := url.ParseQuery(query)
			q, faults := listing.Parse(ListSpec(nil), values)
			if len(faults) > 0 {
				h.Fatal(faults)
			}
			if _, err := List(h.Context(), h.db, h.ws, q); !problem.Is(err, problem.BadInput) {
				h.Errorf("%s: got %v", query, err)
			}
		}
		if _, faults := listing.Parse(ListSpec(nil), url.Values{"currency": {"QQQ"}}); len(faults) == 0 {
			h.Error("currency=QQQ was taken")
		}
	})
}

func TestSharedAddressIsChanged(t *testing.T) {
	eachHouse(t, func(h *house) {
		first := h.create(full())
		p := named("Second", "2")
		p.PrimaryAddress = record.Some(AddressRef{ID: first.PrimaryAddress.ID, Change: &address.Patch{City: record.Some("Leeds")}})
		w, err := h.try(p)
		if err != nil {
			h.Fatal(err)
		}
		if w.Address != first.PrimaryAddress.ID || w.Organization.PrimaryAddress.City != "Leeds" {
			h.Errorf("got %+v", w)
		}
		a, usedBy, err := address.Get(h.Context(), h.db, h.ws, first.PrimaryAddress.ID)
		if err != nil || usedBy != 2 || a.City != "Leeds" || a.Version != 2 {
			h.Errorf("got %+v used by %d: %v", a, usedBy, err)
		}
	})
}

func TestTypes(t *testing.T) {
	eachHouse(t, func(h *house) {
		create := func(p *TypePatch) (made *Type, err error) {
			err = changelog.InTx(h.Context(), h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand}, func(tx *changelog.Tx) error {
				made, err = CreateType(h.Context(), tx, p)
				return err
			})
			return made, err
		}
		made, err := create(&TypePatch{Name: record.Some(" Guild "), Description: record.Some("of\nmasters")})
		if err != nil {
			h.Fatal(err)
		}
		for _, by := range []string{made.ID, strings.ToUpper(made.ID), "gUILD"} {
			read, err := GetType(h.Context(), h.db, h.ws, by)
			if err != nil {
				h.Fatal(err)
			}
			if diff := cmp.Diff(string(made.JSON()), string(read.JSON())); diff != "" {
				h.Error(diff)
			}
		}
		for _, by := range []string{"", "Guilds", h.db.NewID(), "a\xff"} {
			if _, err := GetType(h.Context(), h.db, h.ws, by); !problem.Is(err, problem.NotFound) {
				h.Errorf("%q: got %v", by, err)
			}
		}
		_, err = create(&TypePatch{Name: record.Some("GUILD"), Description: record.Some("a\x00")})
		wantFault(h.T, err, "/description", "invalid_text")
		if f := wantFault(h.T, err, "/name", "unique"); f.Conflict != made.ID {
			h.Errorf("got conflict %q", f.Conflict)
		}
		_, err = create(&TypePatch{})
		wantFault(h.T, err, "/name", "required")
		q, _ := listing.Parse(TypeListSpec(), url.Values{"search": {"masters"}})
		page, err := ListTypes(h.Context(), h.db, h.ws, q)
		if err != nil || len(page.Items) != 1 || page.Items[0].Name != "Guild" {
			h.Errorf("got %+v, %v", page, err)
		}
	})
}
