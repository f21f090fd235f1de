"""Papers that nobody signs (报表与收据): tables of money and slips, printed with the documents' own fonts."""
