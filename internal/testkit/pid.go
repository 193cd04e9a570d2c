package testkit

// ID returns the number by which the system knows the process.
func (p *Process) ID() int { return p.cmd.Process.Pid }
