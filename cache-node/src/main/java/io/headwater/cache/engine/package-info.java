/** The keyspace and its fold: values, dictionaries, expiry and the one place that changes them. Knows schemas only. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.engine;
