"""车务通 (chewutong): used-car transfer registration. ``backend/app.py`` is the front door."""
