"""对账日: one merchant's day from the wish to the closing: asked for, fetched, matched, healed, resolved, closed."""
