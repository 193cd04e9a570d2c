package httpserver

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// leastCompressed is how many bytes an answer has that is compressed.
const leastCompressed = 1024

// The codings of answers that there are. Of those that a client likes the same, the
// first is taken.
const (
	zstdCoding = "zstd"
	gzipCoding = "gzip"
)

// compress packs the answers that are worth it for clients that accept it. A HEAD
// is answered with the headers of the GET. ETags stay as they are: they name the
// record, whichever way it is sent.
func compress(next http.Handler) http.Handler {
	worth, all := wrapper(leastCompressed), wrapper(1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		coding, plain := codingFor(r)
		if coding == "" {
			w.Header().Add("Vary", "Accept-Encoding")
			next.ServeHTTP(w, r)
			return
		}
		// The library knows neither * nor HEAD: it is asked for the one coding, of a GET.
		asked := *r
		asked.Method, asked.Header = http.MethodGet, http.Header{"Accept-Encoding": {coding}}
		original := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { next.ServeHTTP(w, r) })
		if plain {
			worth(original).ServeHTTP(w, &asked)
		} else {
			all(original).ServeHTTP(w, &asked)
		}
	})
}

func wrapper(least int) func(http.Handler) http.HandlerFunc {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(least), gzhttp.ContentTypeFilter(compressible), gzhttp.CompressionLevel(gzipLevel))
	if err != nil {
		panic(err) // the options are constants
	}
	return wrap
}

// gzipLevel is where more work makes JSON hardly smaller.
const gzipLevel = 3

// compressible reports whether a content type is of text. Images and archives are
// packed already, and events must not wait for others.
func compressible(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || kind == "text/event-stream" {
		return false
	}
	switch {
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "json"), strings.HasSuffix(kind, "xml"), strings.HasSuffix(kind, "yaml"),
		strings.HasSuffix(kind, "javascript"):
		return true
	}
	return false
}

// AcceptsGzip reports whether a client takes an answer that is packed with gzip.
func AcceptsGzip(r *http.Request) bool { return acceptedCodings(r).of(gzipCoding) > 0 }

// codingFor returns the coding of the answer that a client likes best, "" for
// none, and whether it takes one without a coding, too (RFC 9110, section 12.5.3).
func codingFor(r *http.Request) (coding string, plain bool) {
	accepted := acceptedCodings(r)
	asIs, named := accepted["identity"]
	if !named {
		if others, ok := accepted["*"]; ok && others == 0 {
			asIs, named = 0, true
		}
	}
	best := 0.0
	for _, c := range []string{zstdCoding, gzipCoding} {
		if q := accepted.of(c); q > best {
			coding, best = c, q
		}
	}
	if named && asIs > best {
		return "", true
	}
	return coding, !named || asIs > 0
}

// codings are the weights of an Accept-Encoding.
type codings map[string]float64

func (c codings) of(coding string) float64 {
	if q, ok := c[coding]; ok {
		return q
	}
	return c["*"]
}

// acceptedCodings reads Accept-Encoding. What is not understood in it is not
// accepted.
func acceptedCodings(r *http.Request) codings {
	list := codings{}
	for item := range strings.SplitSeq(strings.Join(r.Header["Accept-Encoding"], ","), ",") {
		name, parameters, weighted := strings.Cut(item, ";")
		q := 1.0
		if weighted {
			key, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
			given, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if !strings.EqualFold(strings.TrimSpace(key), "q") || err != nil || given < 0 || given > 1 {
				given = 0
			}
			q = given
		}
		if name = strings.ToLower(strings.TrimSpace(name)); name == "x-gzip" {
			name = gzipCoding
		}
		list[name] = q
	}
	return list
}
