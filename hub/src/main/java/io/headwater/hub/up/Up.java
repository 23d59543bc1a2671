package io.headwater.hub.up;

import io.headwater.hub.Exit;
import io.headwater.hub.launch.Child;
import io.headwater.hub.launch.Ports;
import io.headwater.hub.launch.Probe;
import io.headwater.hub.launch.Service;
import io.headwater.hub.launch.ServiceProcess;
import io.headwater.hub.launch.Supervised;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code headwater up}: starts everything, says {@code ready}, starts again what ends, and on SIGINT or SIGTERM stops
 * it in reverse order. The caller's thread does all of it; a signal only asks it to stop.
 */
public final class Up {
    private static final long TICK_MS = 100;

    private final UpOptions options;
    private final Progress progress;
    private final CountDownLatch stopAsked = new CountDownLatch(1);

    /** What was started, in groups; stopped from the last to the first. */
    private final List<List<ServiceProcess>> groups = new ArrayList<>();

    private final Leftovers leftovers;

    private Up(UpOptions options, PrintStream out) {
        this.options = options;
        this.progress = new Progress(out);
        this.leftovers = new Leftovers(options.directory());
    }

    /**
     * Runs until SIGINT or SIGTERM; returns when everything has stopped.
     *
     * @throws HeadwaterException if the start fails; whatever was started has been stopped by then
     */
    public static void run(UpOptions options, PrintStream out) {
        try (var lock = UpLock.take(options.directory(), options.port())) {
            new Up(options, out).run();
        }
    }

    private void run() {
        Exit.onSignal(stopAsked::countDown);
        try {
            if (start()) {
                superviseUntilAsked();
            }
        } finally {
            stopAll();
        }
    }

    /** False if asked to stop meanwhile. */
    private boolean start() {
        awaitLeftovers();
        UpPlan plan = UpPlan.of(options, UpState.load(options.directory()));
        plan.requireFreePorts(Ports::isFree);
        requireForeignServers(plan.state());
        plan.state().save(options.directory());
        var services = new UpServices(plan, options.directory());
        if (!startAll(List.of(services.infrastructure()))
                || !startAll(List.of(services.primaries(), services.followers(), List.of(services.archiver())))) {
            return false;
        }
        summary(plan.state()).forEach(progress::plain);
        progress.plain("ready");
        return true;
    }

    private void awaitLeftovers() {
        List<ProcessHandle> processes = leftovers.alive();
        if (!processes.isEmpty()) {
            progress.step("waiting for " + processes.size() + " processes of a killed `headwater up` to end");
            Leftovers.awaitEnd(processes);
        }
    }

    private static void requireForeignServers(UpState state) {
        if (!state.ownKafka()) {
            boolean anyAnswers = Stream.of(state.kafka().split(","))
                    .map(HostPort::of)
                    .anyMatch(address -> Probe.kafka(address.host(), address.port()).answers());
            if (!anyAnswers) {
                throw unreachable("Kafka", state.kafka(), "--kafka");
            }
        }
        if (!state.ownRegistry()) {
            URI url = URI.create(state.registry());
            int port = url.getPort() != -1 ? url.getPort() : 80;
            boolean isHttps = "https".equals(url.getScheme()); // left to the nodes, which have a TLS client
            if (!isHttps && !Probe.http(url.getHost(), port, url.getPath() + "/subjects").answers()) {
                throw unreachable("the schema registry", state.registry(), "--registry");
            }
        }
    }

    private static HeadwaterException unreachable(String what, String address, String option) {
        return new HeadwaterException(
                what + " at " + address + " does not answer",
                "check the address given by " + option,
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    /** Starts all groups at once and waits until all serve; false if asked to stop meanwhile. */
    private boolean startAll(List<List<Service>> wanted) {
        List<ServiceProcess> pending = new ArrayList<>();
        for (List<Service> services : wanted) {
            List<ServiceProcess> group = new ArrayList<>();
            groups.add(group);
            for (Service service : services) {
                progress.step("starting " + service.title());
                var process = ServiceProcess.launch(service);
                group.add(process);
                pending.add(process);
                leftovers.record(process.name(), process.child().pid());
            }
        }
        while (!pending.isEmpty()) {
            for (ServiceProcess process : List.copyOf(pending)) {
                if (process.isReady()) {
                    pending.remove(process);
                    progress.step(process.service().title() + " is up: " + process.service().address());
                }
            }
            if (isStopAsked(pending.isEmpty() ? 0 : ServiceProcess.POLL_MS)) {
                return false;
            }
        }
        return true;
    }

    private List<String> summary(UpState state) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        state.nodes().forEach(node -> lines.add(row(node.name(), node.address())));
        lines.add(row("Kafka", state.kafka()));
        lines.add(row("schema registry", state.registry()));
        lines.add(row("archive", state.archive()));
        lines.add(row("logs", options.directory().resolve("logs").toString()));
        lines.add("");
        return lines;
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "  %-16s %s", name, value);
    }

    private void superviseUntilAsked() {
        List<Recorded> children = groups.stream().flatMap(List::stream).map(Recorded::new).toList();
        var supervisor = new Supervisor(children, steadyMs(), progress::step);
        while (!isStopAsked(TICK_MS)) {
            supervisor.doWork(steadyMs());
        }
    }

    private void stopAll() {
        if (groups.isEmpty()) {
            return;
        }
        progress.step("stopping");
        for (List<ServiceProcess> group : groups.reversed()) {
            group.forEach(process -> process.child().terminate());
            group.forEach(ServiceProcess::stop);
        }
        progress.step("stopped");
    }

    private boolean isStopAsked(long patienceMs) {
        try {
            return stopAsked.await(patienceMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static long steadyMs() {
        return System.nanoTime() / 1_000_000;
    }

    /** A child whose every process is put down, so that the next `up` can wait for it if this one is killed. */
    private final class Recorded implements Supervised {
        private final ServiceProcess process;

        Recorded(ServiceProcess process) {
            this.process = process;
        }

        @Override
        public String name() {
            return process.name();
        }

        @Override
        public Child child() {
            return process.child();
        }

        @Override
        public boolean answers() {
            return process.answers();
        }

        @Override
        public String gist() {
            return process.gist();
        }

        @Override
        public void relaunch() {
            process.relaunch();
            leftovers.record(name(), child().pid());
        }
    }
}
