/**
 * Child JVMs: the broker, the registry and our own roles as processes that never outlive the one that started them.
 * May touch processes, sockets and files; of Kafka only the broker's entry points (in {@link BrokerMain}); of the
 * other rooms only {@code schemas}. The harness of {@code it} uses it too.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.launch;
