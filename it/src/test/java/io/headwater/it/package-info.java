/** System tests: real processes, a real broker, a real registry. May use every room. */
@org.jspecify.annotations.NullMarked
package io.headwater.it;
