/** Folding a log without some of it: what is left out, and what later writes that touches. May use the engine and the replay. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.omit;
