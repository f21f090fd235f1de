"""From the last signature to sealed papers (盖章): ink onto the shown bytes, seals, one step to finished.

Nobody fires this and forgets: whatever is signed by everybody is found until it is sealed.
"""
