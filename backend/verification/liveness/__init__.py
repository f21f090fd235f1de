"""真人检测: a short guided capture on the phone, and the judgement whether a living person stood before it.

``challenge`` draws what is asked, ``frames`` opens what was sent, ``watch`` follows the face, ``judging`` judges (a
function of values), ``capture`` and ``retention`` are what the faces and jobs call.
"""
