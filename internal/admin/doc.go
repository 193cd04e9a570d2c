// Package admin is the door for browsers: pages on the server's own templates,
// through the same stores as REST. It owns how records are shown, edited and
// acted on in the browser, and no rule of any record.
//
// One file a page or a kind of record (tags.go, contact.go …): its routes, its
// handlers, its columns; its template has the same name under templates/pages.
// What pages share:
//
//	routes.go    every page, with the permission that it needs
//	visit.go     one request of somebody who may make it
//	page.go      how a page or a part of it is answered
//	template.go  the templates and what they can call
//	language.go  texts and numbers in the reader's language
//	form.go      forms: what was typed, and what is wrong with it
//	table.go     lists: columns, filters, search, order, pages
//	static.go    style sheets, scripts and icons
package admin
