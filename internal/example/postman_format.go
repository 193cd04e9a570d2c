package example

// These types are as much of Postman's collection format 2.1.0 as is needed.
type (
	collection struct {
		Info  collectionInfo `json:"info"`
		Item  []*folder      `json:"item"`
		Auth  *postmanAuth   `json:"auth"`
		Event []postmanEvent `json:"event"`
	}
	collectionInfo struct {
		PostmanID   string `json:"_postman_id"`
		Name        string `json:"name"`
		Description string `json:"description"`
		Schema      string `json:"schema"`
	}
	folder struct {
		Name        string         `json:"name"`
		ID          string         `json:"id"`
		Description string         `json:"description,omitempty"`
		Item        []*postmanItem `json:"item"`
	}
	postmanItem struct {
		Name     string             `json:"name"`
		ID       string             `json:"id"`
		Event    []postmanEvent     `json:"event"`
		Behavior map[string]bool    `json:"protocolProfileBehavior,omitempty"`
		Request  *postmanRequest    `json:"request"`
		Response []*postmanResponse `json:"response"`
	}
	postmanRequest struct {
		Auth        *postmanAuth   `json:"auth,omitempty"`
		Method      string         `json:"method"`
		Header      []postmanField `json:"header"`
		Body        *postmanBody   `json:"body,omitempty"`
		URL         postmanURL     `json:"url"`
		Description string         `json:"description,omitempty"`
	}
	postmanURL struct {
		Raw      string         `json:"raw"`
		Host     []string       `json:"host"`
		Path     []string       `json:"path"`
		Query    []postmanField `json:"query,omitempty"`
		Variable []postmanField `json:"variable,omitempty"`
	}
	// postmanField is a parameter in the path, in the query or a header, a value
	// of the environment or of a way to authenticate.
	postmanField struct {
		Key         string `json:"key"`
		Value       string `json:"value"`
		Type        string `json:"type,omitempty"`
		Enabled     bool   `json:"enabled,omitempty"`
		Disabled    bool   `json:"disabled,omitempty"`
		Description string `json:"description,omitempty"`
	}
	postmanBody struct {
		Mode    string         `json:"mode"`
		Raw     string         `json:"raw"`
		Options map[string]any `json:"options"`
	}
	postmanResponse struct {
		ID       string          `json:"id"`
		Name     string          `json:"name"`
		Original *postmanRequest `json:"originalRequest"`
		Status   string          `json:"status"`
		Code     int             `json:"code"`
		Language string          `json:"_postman_previewlanguage"`
		Header   []postmanField  `json:"header"`
		Cookie   []string        `json:"cookie"`
		Body     string          `json:"body"`
	}
	postmanAuth struct {
		Type   string         `json:"type"`
		Bearer []postmanField `json:"bearer,omitempty"`
	}
	postmanEvent struct {
		Listen string        `json:"listen"`
		Script postmanScript `json:"script"`
	}
	postmanScript struct {
		Type string   `json:"type"`
		Exec []string `json:"exec"`
	}
)
