/**
 * {@code headwater up}: broker, registry, nodes and archiver on this machine, started, watched and stopped as one.
 * May touch processes and files through {@code hub.launch}; of the other rooms only {@code schemas}.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.up;
