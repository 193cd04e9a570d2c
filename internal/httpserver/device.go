package httpserver

import (
	"net/http"
	"strings"
)

// Device says in a few words of ours which browser sends a request, such as
// "Firefox on Linux", for people to know their sessions by; "" where the header
// User-Agent does not tell. Nothing of the header itself is in it.
func Device(r *http.Request) string {
	agent := r.UserAgent()
	browser, system := firstOf(agent, browsers), firstOf(agent, systems)
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

// mark is what is found in a User-Agent, and what it stands for.
type mark struct{ text, name string }

// browsers and systems are in order: many pretend to be those that come later.
var browsers = []mark{
	{"Edg", "Edge"},
	{"OPR/", "Opera"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"Vivaldi/", "Vivaldi"},
	{"Firefox/", "Firefox"},
	{"FxiOS/", "Firefox"},
	{"Chrome/", "Chrome"},
	{"CriOS/", "Chrome"},
	{"Safari/", "Safari"},
}

var systems = []mark{
	{"Windows", "Windows"},
	{"Android", "Android"},
	{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Mac OS X", "macOS"},
	{"CrOS", "ChromeOS"},
	{"Linux", "Linux"},
	{"FreeBSD", "FreeBSD"},
}

func firstOf(agent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(agent, m.text) {
			return m.name
		}
	}
	return ""
}
