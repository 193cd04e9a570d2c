package example

import "net/http"

func organizations() []Step {
	return []Step{
		{
			Operation: "createOrganization", Name: "Create a company",
			Body: `{
				"name": "Analytical Engines {{run}}", "legal_name": "Analytical Engines Ltd", "code": "AE-{{run}}",
				"organization_type": "Company", "effective_date": "2026-01-01", "website": "https://engines.example.com",
				"currency": "GBP", "timezone": "Europe/London", "language": "en-GB", "tags": ["engines {{run}}"],
				"primary_address": {"street_address_1": "1 Dorset Street", "city": "London", "postal_code": "W1U 4EG", "country": "GB"},
				"metadata": {"founded": 1837}, "external_ids": {"erp": "AE-{{run}}"}
			}`,
			Status: http.StatusCreated, Wants: texts{"/depth": "0", "/organization_type_name": `"Company"`, "/status": `"active"`},
			Keeps: texts{"company": "/id", "company_etag": "ETag"},
		},
		{
			Operation: "createOrganization", Name: "Create a department of it",
			Body:   `{"name": "Mill", "code": "AE-{{run}}-MILL", "organization_type": "Department", "parent": "{{company}}"}`,
			Status: http.StatusCreated, Wants: texts{"/depth": "1", "/path": `["Analytical Engines {{run}}", "Mill"]`},
			Keeps: texts{"mill": "/id", "mill_etag": "ETag"},
		},
		{
			Operation: "createOrganization", Name: "Create a guild in it",
			Body:   `{"name": "Card punchers", "code": "AE-{{run}}-CARDS", "organization_type": "Guild {{run}}", "parent": "{{company}}"}`,
			Status: http.StatusCreated, Wants: texts{"/depth": "1"}, Keeps: texts{"guild": "/id"},
		},
		{
			Operation: "listOrganizations", Name: "A root", Query: []string{"parent=null", "page_size=1"},
			Status: http.StatusOK, Wants: texts{"/results/0/parent": "null"},
		},
		{
			Operation: "listOrganizations", Name: "Roots with a tag", Query: []string{"tags=engines {{run}}", "parent=null"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/id": `"{{company}}"`, "/results/0/children_count": "2"},
		},
		{
			Operation: "listOrganizations", Name: "Search, order and some fields alone",
			Query: []string{"search=AE-{{run}}", "ordering=-code", "fields=code,depth,name"}, Status: http.StatusOK,
			Wants: texts{"/count": "3", "/results/0": `{"name": "Mill", "code": "AE-{{run}}-MILL", "depth": 1}`},
		},
		{
			Operation: "listOrganizations", Name: "No such organization type", Query: []string{"organization_type=Cooperative {{run}}"},
			Status: http.StatusBadRequest, Faults: []string{"organization_type"},
		},
		{
			Operation: "listOrganizations", Name: "No such lookup or parameter", Query: []string{"code__regex=AE", "colour=red"},
			Status: http.StatusBadRequest, Faults: []string{"code__regex", "colour"},
		},
		{
			Operation: "getOrganization", Name: "Get an organization", Path: texts{"id": "{{mill}}"},
			Status: http.StatusOK, Wants: texts{"/parent": `"{{company}}"`},
		},
		{
			Operation: "getOrganization", Name: "The organization has not changed", Path: texts{"id": "{{mill}}"},
			Header: []string{"If-None-Match: {{mill_etag}}"}, Status: http.StatusNotModified,
		},
		{
			Operation: "getOrganization", Name: "An organization that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
	}
}

func organizationFaults() []Step {
	return []Step{
		{
			Operation: "createOrganization", Name: "All that is wrong is said at once",
			Body: `{"name": "", "organization_type": "Cooperative {{run}}", "currency": "XQZ", "timezone": "Mars/Olympus",
				"effective_date": "2026-12-31", "end_date": "2026-01-01", "website": "engines"}`,
			Status: http.StatusBadRequest,
			Faults: []string{"/name", "/code", "/organization_type", "/currency", "/timezone", "/end_date", "/website"},
		},
		{
			Operation: "createOrganization", Name: "A code is unique, and a name among its siblings",
			Body:   `{"name": "MILL", "code": "ae-{{run}}-mill", "organization_type": "Department", "parent": "{{company}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name", "/code"}, Wants: texts{"/errors/0/conflict": `"{{mill}}"`},
		},
		{
			Operation: "createOrganization", Name: "An external id is taken",
			Body: `{"name": "Difference Engines {{run}}", "code": "DE-{{run}}", "organization_type": "Company",
				"external_ids": {"erp": "AE-{{run}}"}}`,
			Status: http.StatusBadRequest, Faults: []string{"/external_ids/erp"}, Wants: texts{"/errors/0/conflict": `"{{company}}"`},
		},
		{
			Operation: "createOrganization", Name: "A viewer creates nothing", Caller: Viewer,
			Body: `{"name": "Store", "code": "AE-{{run}}-STORE", "organization_type": "Department"}`, Status: http.StatusForbidden,
		},
	}
}

func organizationChanges() []Step {
	return []Step{
		{
			Operation: "updateOrganization", Name: "Change an organization", Path: texts{"id": "{{company}}"},
			Body:   `{"legal_name": "Analytical Engines plc", "metadata": {"listed": true, "founded": null}, "tax_id": "GB123456789"}`,
			Header: []string{"If-Match: {{company_etag}}"}, Status: http.StatusOK,
			Wants: texts{"/metadata": `{"listed": true}`, "/currency": `"GBP"`, "/version": "2"},
		},
		{
			Operation: "updateOrganization", Name: "The organization was changed meanwhile", Path: texts{"id": "{{company}}"},
			Body: `{"legal_name": "Engines Ltd"}`, Header: []string{"If-Match: {{company_etag}}"}, Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "updateOrganization", Name: "null clears, where no value is needed", Path: texts{"id": "{{company}}"},
			Body: `{"tax_id": null, "status": null, "code": null}`, Status: http.StatusBadRequest, Faults: []string{"/status", "/code"},
		},
		{
			Operation: "putOrganization", Name: "Write an organization", Path: texts{"id": "{{company}}"},
			Body:   `{"name": "Analytical Engines {{run}}", "code": "AE-{{run}}", "organization_type": "Company", "currency": "EUR"}`,
			Status: http.StatusOK, Wants: texts{"/currency": `"EUR"`, "/legal_name": `"Analytical Engines plc"`},
		},
		{
			Operation: "putOrganization", Name: "PUT asks for the required fields", Path: texts{"id": "{{company}}"},
			Body: `{"currency": "EUR"}`, Status: http.StatusBadRequest, Faults: []string{"/name", "/code", "/organization_type"},
		},
		{
			Operation: "listOrganizationHistory", Name: "Who changed an organization", Path: texts{"id": "{{company}}"},
			Query: []string{"page_size=1"}, Status: http.StatusOK,
			Wants: texts{"/results/0/changed": `["currency"]`},
		},
		{
			Operation: "listOrganizationHistory", Name: "The history of an organization that never was", Path: texts{"id": unknown},
			Status: http.StatusNotFound,
		},
	}
}
