/** Standby runbooks and multi-active delivery between regions. May use the publisher and the archive. */
@org.jspecify.annotations.NullMarked
package io.headwater.dr;
