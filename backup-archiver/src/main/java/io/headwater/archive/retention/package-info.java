/**
 * What of an archive nobody needs any more. The plan is pure: an inventory, a policy and the pins give what stays and what goes. May use the archive and its replay's routes.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.retention;
