"""Decision tables of DMN (Decision Model and Notation, OMG): read, evaluated, tested, written."""
