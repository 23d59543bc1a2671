/** Restore: a pure plan, then replay, verification and publication. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore;
