"""Under whose number money is taken (商户)."""
