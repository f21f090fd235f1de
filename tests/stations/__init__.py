"""The stations' tests, and the team that other tests borrow."""
