"""Tests of the appraisals (评估)."""
