package cli

// WorkProgress is what backup and restore tell their progress to.
var WorkProgress = workProgress
