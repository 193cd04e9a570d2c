package check

import (
	"context"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// customValues holds the custom values of records against the definitions, and
// what the index holds of them against the values.
func (r *reader) customValues(ctx context.Context, kind customfield.Kind, items []item) error {
	if len(items) == 0 {
		return nil
	}
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].id
	}
	indexed, err := customfield.ReadIndex(ctx, r.db, r.workspace, ids)
	if err != nil {
		return err
	}
	fields := r.rules.Fields(kind)
	for i := range items {
		it := &items[i]
		if it.lost {
			continue
		}
		fields.ValueFaults(it.values, func(f *customfield.Field) bool { return r.walks.fitting(f, it.id) }, &it.faults)
		r.indexFaults(fields, it, indexed[it.id])
	}
	return nil
}

// indexFaults looks at the fields that are filterable: rows of others are strays.
func (r *reader) indexFaults(fields *customfield.Fields, it *item, rows []customfield.IndexRow) {
	want := fields.IndexRows(it.values)
	there := map[string][]customfield.IndexRow{}
	for _, row := range rows {
		there[row.FieldID] = append(there[row.FieldID], row)
	}
	for i := range fields.List {
		f := &fields.List[i]
		if f.Filterable && !slices.Equal(want[f.ID], there[f.ID]) && !r.walks.indexing(f.ID, it.id) {
			it.faults.Add(problem.Pointer("custom_fields", f.Key), "index_differs",
				"The index of custom values does not match the record.")
		}
	}
}

// indexStrays looks for rows of the index of custom values that belong to no
// record, or to a field that is not there or not filterable.
func (c *Checker) indexStrays(ctx context.Context) error {
	var from []any
	for {
		var next []any
		err := c.twice(ctx, func(db *database.DB) ([]Breach, error) {
			found, last, err := strayRows(ctx, db, c.id(), from)
			if next == nil { // the second look does not go further than the first
				next = last
			}
			return found, err
		})
		if err != nil || next == nil {
			return err
		}
		from = next
	}
}

// strayRows looks at the next rows of the index behind from, and returns the key
// of the last of them, nil when there were none.
func strayRows(ctx context.Context, db *database.DB, workspace string, from []any) (found []Breach, last []any, err error) {
	walks, err := readWalks(ctx, db, workspace)
	if err != nil {
		return nil, nil, err
	}
	rows, err := db.Query(ctx, strayQuery(len(from) > 0), append([]any{workspace}, from...)...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	before := ""
	for rows.Next() {
		var field, record string
		var position int64
		var filterable, there bool
		if err := rows.Scan(&field, &record, &position, &filterable, &there); err != nil {
			return nil, nil, err
		}
		last = []any{field, record, position}
		stray := !there || !filterable && !walks.indexing(field, record)
		if stray && before != field+record {
			found = append(found, strayBreach(record, there))
			before = field + record
		}
	}
	return found, last, rows.Err()
}

func strayBreach(record string, there bool) Breach {
	b := Breach{Kind: "custom_field_values", Record: record, Rule: "index_stray"}
	b.Detail = "The record does not exist."
	if there {
		b.Detail = "The row does not belong to a filterable custom field."
	}
	return b
}

// strayQuery selects rows of the index, whether their field is filterable, and
// whether their record is there; without a field, any that it may be of.
func strayQuery(further bool) string {
	condition, there := "", ""
	if further {
		condition = " AND (field_id, record_id, position) > ($2, $3, $4)"
	}
	for _, k := range customfield.Kinds {
		there += " WHEN COALESCE(f.record_kind, '" + k + "') = '" + k + "' AND EXISTS (SELECT 1 FROM " + customTable(k) +
			" r WHERE r.workspace_id = $1 AND r.id = x.record_id) THEN 1"
	}
	return `SELECT x.field_id, x.record_id, x.position, CASE WHEN f.is_filterable THEN 1 ELSE 0 END, CASE` + there + ` ELSE 0 END
		FROM (SELECT field_id, record_id, position FROM custom_field_values WHERE workspace_id = $1` + condition + `
			ORDER BY field_id, record_id, position LIMIT ` + strconv.Itoa(batch) + `) x
		LEFT JOIN custom_fields f ON f.workspace_id = $1 AND f.id = x.field_id
		ORDER BY x.field_id, x.record_id, x.position`
}

// customTable is the table of a kind of record that has custom fields.
func customTable(kind string) string {
	if kind == string(customfield.Address) {
		return "addresses"
	}
	return kind + "s"
}
