/** What entries of the log say, without folding them: their effects, the keys that these touch, and who wrote them. May use the engine. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.effect;
