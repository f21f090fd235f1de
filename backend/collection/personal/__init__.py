"""One person's own data over all collections (个人信息权利): found, told, and erased; PIPL art. 44 to 47."""
