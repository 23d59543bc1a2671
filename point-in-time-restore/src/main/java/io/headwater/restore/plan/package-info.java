/** The plan of a restore, which is pure: of what there is and the moment that is wanted, the objects and offsets to read, or the reason why not. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.plan;
