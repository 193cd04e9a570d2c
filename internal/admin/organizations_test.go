package admin_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

const organizationsPath = "/admin/default/organizations"

// whole are inputs of the form of an organization, all filled in.
func (s *site) whole(name, code, contactID string) url.Values {
	return url.Values{
		"name": {name}, "code": {code}, "organization_type": {s.typeNamed("Company").ID}, "status": {"inactive"},
		"legal_name": {name + " GmbH"}, "parent": {""}, "effective_date": {"2020-01-31"}, "end_date": {"2030-12-31"},
		"website": {"https://example.org/a?b=c"}, "tax_id": {"ATU12345678"}, "primary_contact": {contactID},
		"currency": {"eur"}, "timezone": {"Europe/Vienna"}, "language": {"de-AT"}, "tags": {"VIP\nAlpine"},
		"metadata":              {`{"region": {"name": "west"}, "rank": 3}`},
		"external_ids.shown":    {"1"},
		"external_ids.0.system": {"crm"}, "external_ids.0.id": {"4711"}, "external_ids.1.system": {""}, "external_ids.1.id": {""},
		"primary_address.id": {""}, "primary_address.street_address_1": {"Ring 1"}, "primary_address.street_address_2": {""},
		"primary_address.city": {"Wien"}, "primary_address.state_province": {""}, "primary_address.postal_code": {"1010"},
		"primary_address.country": {"AT"}, "primary_address.status": {"active"},
		"primary_address.latitude": {"48,2"}, "primary_address.longitude": {"16.37"},
		"custom_fields.founded": {"1848"},
	}
}

// submit posts a form with many inputs.
func (v *visitor) submit(path string, form url.Values, more ...string) page {
	v.t.Helper()
	form = maps.Clone(form)
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return v.do(http.MethodPost, path, form, http.Header{"Sec-Fetch-Site": {"same-origin"}})
}

func TestOrganizationIsMadeAndChangedWhole(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v, f := s.signedIn("admin"), factorytest.New(t, s.db)
		f.CustomField(func(p *customfield.Patch) {
			p.RecordKind, p.Key, p.Label = record.Some("organization"), record.Some("founded"), record.Some("Founded in")
			p.Type = record.Some("integer")
		})
		head := f.Contact(factory.Named("Ada", "Lovelace"))
		v.get(organizationsPath+"/new").wants(t, http.StatusOK, "Founded in", `value="UTC"`, "Company")
		made := v.submit(organizationsPath+"/new", s.whole("Alpenwerk", "ALP-1", head.ID), "then", "stay").wants(t, http.StatusSeeOther)
		path, _, _ := strings.Cut(made.header.Get("Location"), "?")
		o := s.organization(path[len(organizationsPath)+1:])
		if o.LegalName != "Alpenwerk GmbH" || o.Status != "inactive" || o.EffectiveDate != "2020-01-31" || o.Currency != "EUR" ||
			o.Timezone != "Europe/Vienna" || o.PrimaryContact != head.ID || len(o.Tags) != 2 || o.ExternalIDs["crm"] != "4711" ||
			string(o.Metadata["rank"]) != "3" || string(o.CustomFields["founded"]) != "1848" || o.PrimaryAddress == nil ||
			o.PrimaryAddress.City != "Wien" || *o.PrimaryAddress.Latitude != 48.2 {
			t.Errorf("the organization is %s", o.JSON())
		}
		v.get(path).wants(t, http.StatusOK, "Alpenwerk GmbH", "4711", "Ring 1", "Ada Lovelace", "&#34;name&#34;: &#34;west&#34;", "VIP", `value="1848"`)

		// A form that changes nothing changes nothing.
		shown := s.whole("Alpenwerk", "ALP-1", head.ID)
		shown.Set("version", "1")
		shown.Set("primary_address.id", o.PrimaryAddress.ID)
		same := v.submit(path, shown, "then", "stay").wants(t, http.StatusSeeOther)
		if to := same.header.Get("Location"); to != path+"?done=0" {
			t.Errorf("after saving nothing the browser is sent to %s", to)
		}
		// What is cleared goes: a key of the metadata, an id elsewhere, a tag, the address.
		changed := maps.Clone(shown)
		for _, name := range []string{"street_address_1", "city", "postal_code", "country"} {
			changed.Set("primary_address."+name, "")
		}
		v.submit(path, changed, "metadata", `{"rank": 4}`, "external_ids.0.remove", "1", "tags", "VIP", "custom_fields.founded", "",
			"end_date", "").wants(t, http.StatusSeeOther)
		o = s.organization(o.ID)
		if len(o.Metadata) != 1 || string(o.Metadata["rank"]) != "4" || len(o.ExternalIDs) != 0 || len(o.Tags) != 1 ||
			o.PrimaryAddress != nil || o.EndDate != "" || len(o.CustomFields) != 0 {
			t.Errorf("after clearing the organization is %s", o.JSON())
		}
		v.get(path+"/history").wants(t, http.StatusOK, "History of Alpenwerk", "Undo")
	})
}

func TestOrganizationFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	taken := factorytest.New(t, s.db).Organization(organizationNamed("Taken"))
	form := s.whole("taken", taken.Code, "")
	form.Set("legal_name", hostile)
	refused := v.submit(organizationsPath+"/new", form, "metadata", "{\"a\": 1,\n\"b\": }", "end_date", "2019-01-01", "currency", "ZZZ",
		"timezone", "Mars/Olympus", "website", "javascript:alert(1)", "tags", "fine\n"+strings.Repeat("x", 101),
		"external_ids.0.id", "").
		wants(t, http.StatusUnprocessableEntity, "Another organization with the same parent already has this name.", "Another organization already has this code.",
			"cannot be read from line 2 on", "The end date must not be before the effective date.", "an ISO 4217 code", "an IANA name",
			"begins with https://", "Enter the ID in the other system", `value="Ring 1"`, "{&#34;a&#34;: 1,\n&#34;b&#34;: }", `href="#field-metadata"`).
		lacks(t, "<script>alert")
	if n := strings.Count(refused.body, `aria-invalid="true"`); n < 8 {
		t.Errorf("%d inputs are marked as wrong", n)
	}
	for _, typed := range []string{"[1]", `"a"`, "{} {}", `{"a": 1, "a": 2}`, strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), `{"a": 1e999}`} {
		v.submit(organizationsPath+"/new", form, "name", "Fresh", "code", "F-1", "metadata", typed).
			wants(t, http.StatusUnprocessableEntity, "field-metadata")
	}
}

func TestOrganizationsRefuseForgedFields(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	o := factorytest.New(t, s.db).Organization(organizationNamed("Mine"))
	path := organizationsPath + "/" + o.ID
	v.post(path, "name", "Ours", "workspace_id", "x", "id", "y", "created_at", "1970", "depth", "9", "created_by", o.ID).wants(t, http.StatusSeeOther)
	now := s.organization(o.ID)
	if now.Name != "Ours" || now.CreatedAt != o.CreatedAt || now.CreatedBy != o.CreatedBy || now.Code != o.Code {
		t.Errorf("the organization is %s", now.JSON())
	}
	v.post(path, "name", "Theirs", "version", "garbage").wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="Theirs"`)
	v.post(path, "parent", "garbage").wants(t, http.StatusUnprocessableEntity, "This organization does not exist.")
	v.post(path, "primary_contact", "garbage").wants(t, http.StatusUnprocessableEntity, "This contact does not exist.")
	v.post(path, "primary_address.street_address_1", "x", "primary_address.id", "garbage").wants(t, http.StatusUnprocessableEntity, "No address has this id; see the list of addresses.")
}

func TestSharedAddressOfAnOrganization(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v, f := s.signedIn("admin"), factorytest.New(t, s.db)
	shared := f.Address()
	a, b := f.Organization(organizationNamed("A"), factory.AtAddress(shared.ID)), f.Organization(organizationNamed("B"), factory.AtAddress(shared.ID))
	path := organizationsPath + "/" + a.ID
	v.get(path).wants(t, http.StatusOK, "2 records use this address")
	base := url.Values{"primary_address.id": {shared.ID}, "primary_address.street_address_1": {"New street 2"}, "primary_address.city": {"Graz"}}
	v.submit(path, base, "primary_address.share", "all").wants(t, http.StatusSeeOther)
	if got := s.organization(b.ID).PrimaryAddress; got.ID != shared.ID || got.City != "Graz" {
		t.Errorf("the other one has %s", got.JSON())
	}
	v.submit(path, base, "primary_address.share", "own", "primary_address.city", "Linz").wants(t, http.StatusSeeOther)
	if own, other := s.organization(a.ID).PrimaryAddress, s.organization(b.ID).PrimaryAddress; own.ID == shared.ID || own.City != "Linz" || other.City != "Graz" {
		t.Errorf("an own copy is %s, the other one %s", own.JSON(), other.JSON())
	}
	back := url.Values{"primary_address.id": {shared.ID}}
	for name, value := range map[string]string{
		"street_address_1": "New street 2", "street_address_2": shared.StreetAddress2, "city": "Graz", "state_province": shared.StateProvince,
		"postal_code": shared.PostalCode, "country": shared.Country,
	} {
		back.Set("primary_address."+name, value)
	}
	v.submit(path, back).wants(t, http.StatusSeeOther)
	if got := s.organization(a.ID).PrimaryAddress; got.ID != shared.ID {
		t.Errorf("picked, the address is %s", got.JSON())
	}
}

func TestOrganizationPartsAndDeletion(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v, f := s.signedIn("admin"), factorytest.New(t, s.db)
		top := f.Organization(organizationNamed("Top " + hostile))
		leaf := f.Organization(organizationNamed("Leaf"), factory.Under(top.ID))
		f.Contact(factory.Named("Own", "Person"), factory.LinkedTo(top.ID))
		low := f.Contact(factory.Named("Low", "Person"), factory.LinkedTo(leaf.ID))
		path := organizationsPath + "/" + top.ID
		v.get(path+"/children").wants(t, http.StatusOK, "Leaf", "/new?parent="+top.ID).lacks(t, "<script>alert")
		v.get(path+"/contacts").wants(t, http.StatusOK, "Own Person", "Include everything below it").lacks(t, "Low Person")
		v.get(path+"/contacts?include_descendants=true").wants(t, http.StatusOK, "Own Person", "Low Person", "checked")
		v.part(path+"/contacts?include_descendants=true&search=low", "list").wants(t, http.StatusOK, "Low Person").lacks(t, "Own Person", "<html")
		v.get(organizationsPath+"/"+leaf.ID).wants(t, http.StatusOK, `href="`+path+`"`, "Leaf")

		v.get(path+"/delete").wants(t, http.StatusOK, "It has one child organization.").lacks(t, `method="post" action="`+path)
		v.post(path+"/delete").wants(t, http.StatusConflict, "The organization has 1 child organization.")
		gone := organizationsPath + "/" + leaf.ID
		v.get(gone+"/delete").wants(t, http.StatusOK, "One contact loses its link and keeps the name as text.")
		v.post(gone+"/delete", "version", "99").wants(t, http.StatusConflict, "Someone else changed")
		to := v.post(gone+"/delete", "version", "1").done(t, organizationsPath)
		v.get(to).wants(t, http.StatusOK, "was deleted", "Undo")
		c, err := contact.NewStore(s.db, s.home, nil).Get(t.Context(), low.ID)
		if err != nil || c.OrganizationName != "Leaf" {
			t.Errorf("the contact works for %q, %v", c.OrganizationName, err)
		}
		v.get(gone).wants(t, http.StatusSeeOther)
		v.get(gone+"/history").wants(t, http.StatusOK, "This record is deleted.")
		v.get(organizationsPath+"/01900000-0000-7000-8000-000000000000").wants(t, http.StatusNotFound)
	})
}

func TestOrganizationList(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v, f := s.signedIn("admin"), factorytest.New(t, s.db)
	top := f.Organization(organizationNamed("Zenith"), func(p *organization.Patch) { p.Tags = record.Some([]string{"a, b"}) })
	f.Organization(organizationNamed("Apex"), factory.Under(top.ID), func(p *organization.Patch) { p.Status = record.Some("archived") })
	list := v.get(organizationsPath).wants(t, http.StatusOK, "Zenith", "Apex", "Archived", "a, b", top.Code)
	if strings.Index(list.body, ">Apex<") > strings.Index(list.body, `class="row-link" href="`+organizationsPath+"/"+top.ID) {
		t.Error("the list is not ordered by name")
	}
	v.get(organizationsPath+"?parent=null").wants(t, http.StatusOK, "Zenith", "none: top level").lacks(t, "Apex")
	v.get(organizationsPath+"?status=archived").wants(t, http.StatusOK, "Apex").lacks(t, `<bdi class="name">Zenith</bdi></a>`)
	v.get(organizationsPath+"?search=apex&columns=name,parent,currency").wants(t, http.StatusOK, "Apex", `href="`+organizationsPath+"/"+top.ID+`"`)
	v.part(organizationsPath, "facets").wants(t, http.StatusOK, "Parent", "none: top level", "Archived", "a, b").lacks(t, "<html")
	v.get(organizationsPath+"?organization_type=nonsense").wants(t, http.StatusBadRequest, "The organization type must be one of")
}

func TestOrganizationsAreReadByViewers(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	f := factorytest.New(t, s.db)
	top := f.Organization(organizationNamed("Top"))
	o := f.Organization(organizationNamed("Seen"), factory.Under(top.ID), func(p *organization.Patch) {
		p.Metadata = record.Some(record.Values{"k": []byte(`"<b>"`)})
	})
	v := s.signedIn("viewer")
	path := organizationsPath + "/" + o.ID
	v.get(organizationsPath).wants(t, http.StatusOK, "Seen").lacks(t, "/organizations/new")
	v.get(path).wants(t, http.StatusOK, "Seen", o.Code, "Top", "&lt;b&gt;").lacks(t, "data-form", "<input type=\"text\"", "/delete", "/move", "/new?parent", "<b>\"")
	for _, to := range []string{path, path + "/delete", path + "/move", organizationsPath + "/new"} {
		v.post(to, "name", "Mine", "to", "top").wants(t, http.StatusForbidden)
	}
	if got := s.organization(o.ID); got.Name != "Seen" || got.Parent != top.ID {
		t.Errorf("a viewer made it %s", got.JSON())
	}
}

func TestSavedOrganizationsLeadOn(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	parent := factorytest.New(t, s.db).Organization(organizationNamed("Parent"))
	v.get(organizationsPath+"/new?parent="+parent.ID).wants(t, http.StatusOK, `value="`+parent.ID+`"`, `value="Parent"`)
	base := url.Values{"name": {"One"}, "code": {"O-1"}, "organization_type": {"Company"}, "parent": {parent.ID}}
	next := v.submit(organizationsPath+"/new", base, "then", "new").wants(t, http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(next, organizationsPath+"/new?parent="+parent.ID+"&done=") {
		t.Errorf("another one is made at %s", next)
	}
	v.get(next).wants(t, http.StatusOK, "was created", "Undo")
	next = v.submit(organizationsPath+"/new", base, "name", "Two", "code", "O-2", "then", "child").wants(t, http.StatusSeeOther).header.Get("Location")
	if strings.HasPrefix(next, organizationsPath+"/new?parent="+parent.ID) || !strings.HasPrefix(next, organizationsPath+"/new?parent=") {
		t.Errorf("one below is made at %s", next)
	}
	v.submit(organizationsPath+"/new", base, "name", "Three", "code", "O-3", "then", "stay").stays(t, organizationsPath)
}
