"""At the desk (经办): what a clerk does to a transfer."""
