package io.headwater.hub.doctor;

/**
 * One setting of one thing, judged.
 *
 * @param subject what has the setting: {@code broker 1}, {@code topic headwater.binlog.0}, {@code cluster}
 * @param setting Kafka's name of it, or ours where Kafka has none; docs/kafka-settings.md explains each
 * @param value what it is
 * @param recommended what it should be
 * @param buys what the recommended value buys
 */
public record Finding(String subject, String setting, Severity severity, String value, String recommended, String buys) {}
