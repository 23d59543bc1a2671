/** The past of one key, from archive and topic. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.history;
