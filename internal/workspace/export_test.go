package workspace

// Emptied are the tables that Delete empties.
func Emptied() []string { return emptied }
