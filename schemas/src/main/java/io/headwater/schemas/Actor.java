package io.headwater.schemas;

/**
 * Who wrote an entry.
 *
 * @param client what the client called itself, may be empty
 * @param user the user that it authenticated as, may be empty
 */
public record Actor(String client, String user) {
    /** The Avro bytes that {@link BatchEncoder#beginEntry} takes; encode once a session, not once a command. */
    public byte[] encoded() {
        return new AvroWriter(64).text(client).text(user).toBytes();
    }
}
