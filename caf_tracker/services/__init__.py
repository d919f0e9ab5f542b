"""The acts: what practitioners do, each writing facts and an audit event in one transaction."""
