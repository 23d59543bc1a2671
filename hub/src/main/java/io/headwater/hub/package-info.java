/** The headwater command line; wires the rooms together; starts broker and registry as child JVMs. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub;
