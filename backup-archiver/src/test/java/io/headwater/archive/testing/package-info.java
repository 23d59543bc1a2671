/** Logs, topics and keyspaces made up for tests, here and in the rooms behind this one. */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.testing;
