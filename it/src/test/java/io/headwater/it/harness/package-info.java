/** Starts the real parts for tests: broker, registry, nodes and commands as child JVMs, which end with the test. */
@org.jspecify.annotations.NullMarked
package io.headwater.it.harness;
