package io.headwater.hub.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Main class of the broker's JVM: formats its directory where that has not been done, then runs the stock broker. One
 * JVM for both steps saves a second. Usage: {@code BrokerMain SERVER-PROPERTIES LOG-DIRECTORY [CLUSTER-ID]}; brokers of one cluster
 * share its id, a broker alone draws one.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /** Runs until the broker ends. */
    public static void main(String[] arguments) {
        String properties = arguments[0];
        if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
            String clusterId = arguments.length > 2 ? arguments[2] : Uuid.randomUuid().toString();
            int code = StorageTool.execute(new String[] {"format", "--cluster-id=" + clusterId, "--config=" + properties}, System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {properties});
    }
}
