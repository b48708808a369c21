"""Teams: the rule, forming one, joining, leaving and naming somebody instead, the mails, and the pages."""
