package io.headwater.replication;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** A Confluent-compatible schema registry, spoken to with Confluent's own client. Any thread. */
public final class RegistryAdapter implements RecordSchemas.Lookup {
    /** How schemas may evolve: every new version must read what every older one wrote. */
    private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);
    private static final int CACHED_SCHEMAS = 100;

    private final String url;
    private final Duration wait;
    private final SchemaRegistryClient client;

    /** @param url as in {@code http://127.0.0.1:8081}, with a path where the registry wants one */
    public RegistryAdapter(String url) {
        this(url, WAIT);
    }

    /** @param wait how long to try before the registry counts as out of reach */
    public RegistryAdapter(String url, Duration wait) {
        this.url = url;
        this.wait = wait;
        try {
            this.client = new CachedSchemaRegistryClient(
                    List.of(url),
                    CACHED_SCHEMAS,
                    // It retries here, where the time that it takes is bounded.
                    Map.of("http.connect.timeout.ms", 5000, "http.read.timeout.ms", 10_000, "max.retries", 0));
        } catch (RuntimeException refused) {
            throw new HeadwaterException(
                    "'" + url + "' is no address of a schema registry: " + LogUnavailableException.reason(refused),
                    "give one as in http://127.0.0.1:8081",
                    HeadwaterException.EXIT_USAGE,
                    refused);
        }
    }

    /**
     * Registers the schema of a topic's values and fixes how it may evolve.
     *
     * @return the schema's id, for the wire format
     * @throws HeadwaterException if the registry cannot be reached or refuses the schema
     */
    public int register(String topic, String schemaJson) {
        String subject = Topics.subject(topic);
        int id = patiently(() -> client.register(subject, new AvroSchema(schemaJson)));
        patiently(() -> fixCompatibility(subject));
        return id;
    }

    private String fixCompatibility(String subject) throws IOException, RestClientException {
        if (COMPATIBILITY.equals(compatibility(subject))) {
            return COMPATIBILITY;
        }
        try {
            return client.updateCompatibility(subject, COMPATIBILITY);
        } catch (RestClientException refused) {
            // Another process of the cluster may have fixed it in between; the registry tells that as a conflict.
            if (COMPATIBILITY.equals(compatibility(subject))) {
                return COMPATIBILITY;
            }
            throw refused;
        }
    }

    private String compatibility(String subject) throws IOException {
        try {
            return client.getCompatibility(subject);
        } catch (RestClientException none) {
            return "";
        }
    }

    @Override
    public long fingerprint(int schemaId) {
        ParsedSchema schema = patiently(() -> client.getSchemaById(schemaId));
        if (schema.rawSchema() instanceof Schema avro) {
            return SchemaNormalization.parsingFingerprint64(avro);
        }
        return 0; // some other format: no log record is written in it
    }

    /** A question to the registry. */
    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }

    /** Asks until there is an answer; only an unreachable registry is asked again. */
    private <T> T patiently(Question<T> question) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            try {
                return question.ask();
            } catch (RestClientException refused) {
                if (refused.getStatus() < 500 || System.nanoTime() > deadline) {
                    throw refusal(refused);
                }
            } catch (IOException unreachable) {
                if (System.nanoTime() > deadline) {
                    throw unreachable(unreachable);
                }
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_AFTER);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw unreachable(new IOException("interrupted", stop));
        }
    }

    private HeadwaterException refusal(RestClientException refused) {
        return new HeadwaterException(
                "the schema registry at " + url + " refused: " + LogUnavailableException.reason(refused),
                "check that the URL is that of a Confluent-compatible registry and that the subject's schema is Headwater's",
                HeadwaterException.EXIT_UNAVAILABLE,
                refused);
    }

    private LogUnavailableException unreachable(IOException failure) {
        return new LogUnavailableException(
                "the schema registry at " + url + " cannot be reached: " + LogUnavailableException.reason(failure),
                "start it, or correct --registry",
                failure);
    }
}
