package listing

// Within narrows the query to what a Search finds, which never orders the list:
// rows that hang on another record in a way that no column tells, such as all
// that stand below it in a tree. Few are gathered by Hits; where there are many,
// the list's order is walked and each row tested.
//
// It comes after Parse: cursors are bound to the name of the list, which must
// say what the list is within.
func (q *Query) Within(search *Search) { q.within = append(q.within, search) }

// CountAll has all matches counted, unless the request says how far, has filters
// or a search: for a list that is one by itself though it is narrowed, and whose
// rows an index counts.
func (q *Query) CountAll() {
	if q.Count == CountBounded && !q.Filtered() {
		q.Count = CountExact
	}
}

// Filtered reports whether filters or a search were asked for, which may leave
// few of very many rows: then a Test is asked for all that they leave.
func (q *Query) Filtered() bool { return len(q.filters) > 0 || q.Search != "" }
