package admin

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A form that is posted when the session has ended is not lost: the sign-in page
// carries it in hidden inputs, and once somebody has signed in it is sent again
// to where it was going. Nothing of it is kept on the server.

// keptPrefix is what stands before the name of an input in the sign-in page, and
// keptFor the input that says where the form was going.
const (
	keptPrefix = "kept."
	keptFor    = "kept-for"
)

// kept is a form on its way through signing in.
type kept struct {
	Path   string // where it was posted
	Inputs []keptInput
}

type keptInput struct{ Name, Value string }

// InPage is the name that the input has in the sign-in page.
func (in keptInput) InPage() string { return keptPrefix + in.Name }

// askToSignIn answers who is not signed in.
func (v *visit) askToSignIn() {
	if err := v.toSignIn(); err != nil {
		v.fail(err)
	}
}

func (v *visit) toSignIn() error {
	if v.Method == http.MethodGet || v.Method == http.MethodHead {
		return v.redirect(signInPath + "?next=" + url.QueryEscape(v.shownAt()))
	}
	if err := v.readForm(); err != nil {
		return err
	}
	if v.target() != "" { // a script posted it: the whole page becomes this one
		v.w.Header().Set("HX-Retarget", "body")
		v.w.Header().Set("HX-Reswap", "innerHTML")
		v.Header.Del("HX-Request")
	}
	page := signInPage{Form: newForm("next", orStart("")), Problem: v.t("The session has ended; sign in again.")}
	switch {
	case v.Here() == ownPasswordPath: // passwords are typed anew
		page.Form = newForm("next", accountPath)
	case v.PostForm.Get("password") != "": // nor does anybody else's stand in a page
		page.Form = newForm("next", v.posted())
	case localPath(v.posted()) != "":
		page.Kept, page.Problem = v.keep(), v.t("The session has ended. Sign in again to go on; nothing that you typed is lost.")
	}
	return v.show(v.signInAnswer(http.StatusUnauthorized, page))
}

// shownAt is the address of the page that the visitor sees or asks for.
func (v *visit) shownAt() string {
	if current, err := url.Parse(v.Header.Get("HX-Current-URL")); err == nil && v.Header.Get("HX-Request") == "true" && current.Path != "" {
		return (&url.URL{Path: current.Path, RawQuery: current.RawQuery}).String()
	}
	return v.posted()
}

// posted is the address of the request itself.
func (v *visit) posted() string { return (&url.URL{Path: v.Here(), RawQuery: v.URL.RawQuery}).String() }

// keep returns the form that was posted.
func (v *visit) keep() *kept {
	k := &kept{Path: v.posted()}
	for _, name := range slices.Sorted(maps.Keys(v.PostForm)) {
		for _, value := range v.PostForm[name] {
			k.Inputs = append(k.Inputs, keptInput{name, value})
		}
	}
	return k
}

// keptOf returns the form that the sign-in page carried, nil for none.
func keptOf(posted url.Values) *kept {
	path := localPath(posted.Get(keptFor))
	if path == "" {
		return nil
	}
	k := &kept{Path: path}
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		inner, ok := strings.CutPrefix(name, keptPrefix)
		if !ok {
			continue
		}
		for _, value := range posted[name] {
			k.Inputs = append(k.Inputs, keptInput{inner, value})
		}
	}
	return k
}

// resume sends a form again that was on its way, when somebody says so: whoever
// signed in need not be the one who typed it.
func (v *visit) resume(k *kept) error {
	return v.show(answer{name: "resume", title: v.t("You are signed in again"), data: k})
}
