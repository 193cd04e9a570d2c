package restapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// paths finds the operations at a path: with or without its trailing slash, and with
// hyphens or underscores in the words of its route. What stands for a parameter is
// left as it is. A word wins over a parameter, so that /contacts/batch is no contact.
type paths struct {
	words     map[string]*paths // what follows each word, by the word folded
	parameter *paths            // what follows any other segment, nil for nothing
	leaf      *leaf             // what stands here, nil for nothing
}

// leaf is what is served at one path.
type leaf struct {
	path    string
	methods map[string]*route
	handler http.Handler
}

// foldWord makes two spellings of a word the same.
func foldWord(word string) string { return strings.ReplaceAll(word, "_", "-") }

// segmentsOf returns the segments of a path, none for the root.
func segmentsOf(path string) []string {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

func isParameter(segment string) bool { return strings.HasPrefix(segment, "{") }

// add adds a route.
func (p *paths) add(r *route) {
	for _, segment := range segmentsOf(r.path) {
		p = p.step(segment)
	}
	if p.leaf == nil {
		p.leaf = &leaf{path: r.path, methods: map[string]*route{}}
	}
	p.leaf.methods[r.method] = r
}

// step returns what follows a segment of a route's path.
func (p *paths) step(segment string) *paths {
	if isParameter(segment) {
		if p.parameter == nil {
			p.parameter = &paths{}
		}
		return p.parameter
	}
	if p.words == nil {
		p.words = map[string]*paths{}
	}
	word := foldWord(segment)
	if p.words[word] == nil {
		p.words[word] = &paths{}
	}
	return p.words[word]
}

// find returns what stands at a path, nil for nothing.
func (p *paths) find(segments []string) *leaf {
	if len(segments) == 0 {
		return p.leaf
	}
	if next := p.words[foldWord(segments[0])]; next != nil {
		if found := next.find(segments[1:]); found != nil {
			return found
		}
	}
	if p.parameter == nil || segments[0] == "" {
		return nil
	}
	return p.parameter.find(segments[1:])
}

// each calls fn with all that is served.
func (p *paths) each(fn func(*leaf)) {
	if p.leaf != nil {
		fn(p.leaf)
	}
	for _, next := range p.words {
		next.each(fn)
	}
	if p.parameter != nil {
		p.parameter.each(fn)
	}
}

// match returns what serves a request, nil for nothing, and gives the request the
// values of the path's parameters and the path in the route's own spelling: it is
// what links to other pages and idempotency keys go by.
func (p *paths) match(r *http.Request) *leaf {
	sent, under := strings.CutPrefix(r.URL.EscapedPath(), Base)
	if !under || sent != "" && sent[0] != '/' {
		return nil
	}
	segments := segmentsOf(sent)
	found := p.find(segments)
	if found == nil {
		return nil
	}
	route := segmentsOf(found.path)
	escaped := slices.Clone(route)
	for i, segment := range route {
		if !isParameter(segment) {
			continue
		}
		value, err := url.PathUnescape(segments[i])
		if err != nil { // cannot be: net/http has read it before
			return nil
		}
		r.SetPathValue(strings.Trim(segment, "{}"), value)
		route[i], escaped[i] = value, url.PathEscape(value)
	}
	r.URL.Path, r.URL.RawPath = Base+"/"+strings.Join(route, "/"), Base+"/"+strings.Join(escaped, "/")
	r.Pattern = Base + found.path
	return found
}
