//! A text.

Roses are red, "violets are blue
