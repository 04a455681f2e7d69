//! The exercises: their manifests, and how an answer is compiled and checked.
