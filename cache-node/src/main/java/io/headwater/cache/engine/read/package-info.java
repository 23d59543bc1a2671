/** Reading entries and values for people and tools: which keys an effect concerns, values as short texts, the versions of one key. Changes nothing but what it owns. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.engine.read;
