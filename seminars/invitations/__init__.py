"""Personal invitations: reading lists, inviting and revoking, accepting, the mails, and their pages."""
