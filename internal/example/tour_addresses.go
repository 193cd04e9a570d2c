package example

import "net/http"

func addresses() []Step {
	return []Step{
		{
			Operation: "createAddress", Name: "Create an address",
			Body: `{"street_address_1": "5 Devonshire Street", "city": "London", "postal_code": "W1W 5DR", "country": "GB",
				"latitude": 51.5204, "longitude": -0.1461}`,
			Status: http.StatusCreated, Wants: texts{"/country_name": `"United Kingdom"`, "/used_by": "0"},
			Keeps: texts{"address": "/id", "address_etag": "ETag"},
		},
		{
			Operation: "createAddress", Name: "Nothing in it, and no such status", Body: `{"city": " ", "status": "gone"}`,
			Status: http.StatusBadRequest, Faults: []string{"/street_address_1", "/status"},
		},
		{
			Operation: "listAddresses", Name: "Find addresses", Query: []string{"country=GB", "postal_code=W1W 5DR", "ordering=-created_at", "page_size=1"},
			Status: http.StatusOK, Wants: texts{"/results/0/id": `"{{address}}"`},
		},
		{
			Operation: "listAddresses", Name: "No such country or order", Query: []string{"country=England", "ordering=street"},
			Status: http.StatusBadRequest, Faults: []string{"ordering"},
		},
		{
			Operation: "getAddress", Name: "Get an address", Path: texts{"id": "{{address}}"}, Status: http.StatusOK,
			Wants: texts{"/formatted": `"5 Devonshire Street\nLondon\nW1W 5DR\nUnited Kingdom"`},
		},
		{
			Operation: "getAddress", Name: "An address that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "putAddress", Name: "Write an address", Path: texts{"id": "{{address}}"}, Body: `{"street_address_2": "Marylebone"}`,
			Header: []string{"If-Match: {{address_etag}}"}, Status: http.StatusOK,
			Wants: texts{"/street_address_2": `"Marylebone"`, "/city": `"London"`},
		},
		{
			Operation: "putAddress", Name: "The address was changed meanwhile", Path: texts{"id": "{{address}}"}, Body: `{"street_address_2": ""}`,
			Header: []string{"If-Match: {{address_etag}}"}, Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "updateAddress", Name: "null clears", Path: texts{"id": "{{address}}"},
			Body: `{"latitude": null, "longitude": null, "street_address_2": null}`, Status: http.StatusOK,
			Wants: texts{"/latitude": "null", "/street_address_2": `""`},
		},
		{
			Operation: "updateAddress", Name: "A latitude needs a longitude, and is not beyond the pole", Path: texts{"id": "{{address}}"},
			Body: `{"latitude": 91}`, Status: http.StatusBadRequest, Faults: []string{"/latitude"},
		},
		{
			Operation: "deleteAddress", Name: "Delete an address", Path: texts{"id": "{{address}}"}, Status: http.StatusNoContent,
		},
	}
}

// sharedAddresses: Ada and Charles have the same one.
func sharedAddresses() []Step {
	return []Step{
		{
			Operation: "getAddress", Name: "Two contacts share an address", Path: texts{"id": "{{square}}"}, Query: []string{"fields=city,used_by"},
			Status: http.StatusOK, Wants: texts{"/used_by": "2"},
		},
		{
			Operation: "updateAddress", Name: "Change a shared address", Path: texts{"id": "{{square}}"}, Body: `{"street_address_1": "14 St James's Square"}`,
			Status: http.StatusOK, Wants: texts{"/version": "2", "/used_by": "2"},
		},
		{
			Operation: "getContact", Name: "It shows in both contacts: Ada", Path: texts{"id": "{{ada}}"}, Query: []string{"fields=full_name,primary_address"},
			Status: http.StatusOK, Wants: texts{"/primary_address": `"14 St James's Square, London, SW1Y 4JH, United Kingdom"`},
		},
		{
			Operation: "getContact", Name: "It shows in both contacts: Charles", Path: texts{"id": "{{charles}}"}, Query: []string{"fields=full_name,primary_address"},
			Status: http.StatusOK, Wants: texts{"/primary_address": `"14 St James's Square, London, SW1Y 4JH, United Kingdom"`},
		},
		{
			Operation: "deleteAddress", Name: "An address in use is not deleted", Path: texts{"id": "{{square}}"}, Status: http.StatusConflict,
		},
	}
}
