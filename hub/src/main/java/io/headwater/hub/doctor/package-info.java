/** {@code headwater doctor}: what a Kafka cluster is set to, and what it should be. Only {@link io.headwater.hub.doctor.KafkaExamination} speaks to Kafka. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.doctor;
