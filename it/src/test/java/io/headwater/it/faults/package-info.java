/** A shard of real processes with faults done to it, while clients write down what they are told; each test judges their history. */
@org.jspecify.annotations.NullMarked
package io.headwater.it.faults;
