"""From the bytes of a photograph to upright lines of print (看图): decode, find the card, straighten, recognise."""
