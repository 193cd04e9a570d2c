package example

import "net/http"

func contactLists() []Step {
	press := []string{"tags=press {{run}}", "ordering=-last_name", "page_size=2", "fields=full_name,primary_email,tags"}
	return []Step{
		{
			Operation: "listContacts", Name: "The newest contact", Query: []string{"ordering=-created_at", "page_size=1"},
			Status: http.StatusOK, Wants: texts{"/previous": "null"},
		},
		{
			Operation: "listContacts", Name: "Contacts with a tag", Query: []string{"tags=press {{run}}", "ordering=-first_name", "page_size=1"},
			Status: http.StatusOK, Wants: texts{"/count": "3", "/results/0/id": `"{{charles}}"`},
		},
		{
			Operation: "listContacts", Name: "Contacts of an organization and of all below it",
			Query:  []string{"linked_organization={{company}}", "include_descendants=true", "tags=press {{run}}", "fields=id,full_name"},
			Status: http.StatusOK, Wants: texts{"/results": `[{"id": "{{ada}}", "full_name": "Ada Lovelace"}]`},
		},
		{
			Operation: "listContacts", Name: "Two at a time, and some fields alone", Query: press, Status: http.StatusOK,
			Wants: texts{"/count": "3", "/count_is_exact": "true", "/previous": "null", "/results/0/full_name": `"Ada Lovelace"`},
			Keeps: texts{"cursor": "/next?cursor"},
		},
		{
			Operation: "listContacts", Name: "The next page, as next says", Query: append(press[:len(press):len(press)], "cursor={{cursor}}"),
			Status: http.StatusOK, Wants: texts{"/next": "null", "/results/0/full_name": `"mary.somerville@example.com"`},
		},
		{
			Operation: "listContacts", Name: "Search, whatever the accents and the case",
			Query:  []string{"search=LOVELÁCE ad", "tags=press {{run}}", "fields=full_name"},
			Status: http.StatusOK, Wants: texts{"/results": `[{"full_name": "Ada Lovelace"}]`},
		},
		{
			Operation: "listContacts", Name: "Search by a part of a phone number", Query: []string{"search=7946 0958", "tags=press {{run}}", "fields=full_name"},
			Status: http.StatusOK, Wants: texts{"/results": `[{"full_name": "Ada Lovelace"}]`},
		},
		{
			Operation: "listContacts", Name: "Filters with lookups",
			Query: []string{
				"tags_all=press {{run}},poets {{run}}", "birth_date__lt=1900-01-01", "last_name__startswith=love",
				"email__isnull=false", "status__in=active,inactive", "fields=full_name,birth_date",
			},
			Status: http.StatusOK, Wants: texts{"/results": `[{"full_name": "Ada Lovelace", "birth_date": "1815-12-10"}]`},
		},
		{
			Operation: "listContacts", Name: "By the id in another system", Query: []string{"external_id=crm:ada-{{run}}", "fields=id"},
			Status: http.StatusOK, Wants: texts{"/results": `[{"id": "{{ada}}"}]`},
		},
		{
			Operation: "listContacts", Name: "No such parameter, lookup or order, and a page too long",
			Query:  []string{"colour=red", "last_name__regex=love", "ordering=age", "page_size=1001"},
			Status: http.StatusBadRequest, Faults: []string{"colour", "last_name__regex", "ordering", "page_size"},
		},
		{
			Operation: "listContacts", Name: "No such tag", Query: []string{"tags=none {{run}}"},
			Status: http.StatusBadRequest, Faults: []string{"tags"},
		},
		{
			Operation: "listContacts", Name: "Past the last page", Query: []string{"tags=press {{run}}", "page=7"}, Status: http.StatusNotFound,
		},
	}
}

func contactBatches() []Step {
	return []Step{
		{
			Operation: "batchContacts", Name: "Create, change and upsert in one request",
			Body: `{"operations": [
				{"action": "create", "body": {"first_name": "Augustus", "last_name": "De Morgan", "external_ids": {"crm": "augustus-{{run}}"}}},
				{"action": "update", "id": "{{mary}}", "body": {"first_name": "Mary", "last_name": "Somerville"}},
				{"action": "upsert", "external_id": {"crm": "augustus-{{run}}"}, "body": {"title": "Professor"}}
			]}`,
			Status: http.StatusOK,
			Wants: texts{
				"/results/0/status": "201", "/results/1/record/full_name": `"Mary Somerville"`,
				"/results/2/status": "200", "/results/2/record/title": `"Professor"`,
			},
		},
		{
			Operation: "batchContacts", Name: "Nothing is written when one fails",
			Body: `{"operations": [
				{"action": "delete", "external_id": {"crm": "augustus-{{run}}"}},
				{"action": "create", "body": {"first_name": "Sophia", "status": "asleep"}}
			]}`,
			Status: http.StatusBadRequest, Faults: []string{"/operations/1/body/status"},
			Wants: texts{"/results/0/status": "424", "/results/1/status": "400"},
		},
		{
			Operation: "batchContacts", Name: "The rest is written all the same",
			Body: `{"atomic": false, "operations": [
				{"action": "delete", "external_id": {"crm": "augustus-{{run}}"}},
				{"action": "delete", "external_id": {"crm": "sophia-{{run}}"}}
			]}`,
			Status: http.StatusOK, Wants: texts{"/results/0/status": "204", "/results/1/status": "404"},
		},
		{
			Operation: "batchContacts", Name: "An operation that is none", Body: `{"operations": [{"action": "rename", "id": "{{mary}}"}]}`,
			Status: http.StatusBadRequest, Faults: []string{"/operations/0/action"},
		},
	}
}
