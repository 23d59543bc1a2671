/** Faults that are done to real processes: networks that are cut, slow or lossy, processes that stop, disks that hang, clocks that jump. */
@org.jspecify.annotations.NullMarked
package io.headwater.it.harness.fault;
