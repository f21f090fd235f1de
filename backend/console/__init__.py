"""The station clerk's and manager's face (工作台), at ``/console/``."""
