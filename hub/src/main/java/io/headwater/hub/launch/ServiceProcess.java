package io.headwater.hub.launch;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** A service's process: started once, restarted on the same ports as often as wanted. One thread at a time. */
public final class ServiceProcess implements Supervised, AutoCloseable {
    /** How often a service that starts is asked, in ms. */
    public static final long POLL_MS = 20;

    private final Service service;
    private Child child;
    private long launchedNanos = System.nanoTime();

    private ServiceProcess(Service service, Child child) {
        this.service = service;
        this.child = child;
    }

    /** Rotates the log and starts the process, without waiting for it to serve. */
    public static ServiceProcess launch(Service service) {
        try {
            LogFiles.rotate(service.spec().log());
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot rotate the log " + service.spec().log() + ": " + e.getMessage(),
                    "check who owns its directory",
                    HeadwaterException.EXIT_FAILURE,
                    e);
        }
        return new ServiceProcess(service, ChildProcess.start(service.spec()));
    }

    /** Starts the process and waits until it serves. */
    public static ServiceProcess start(Service service) {
        ServiceProcess started = launch(service);
        try {
            started.awaitReady(() -> false);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /**
     * Waits until the service answers its probe, or until {@code givenUp}.
     *
     * @return false if given up
     * @throws HeadwaterException if the process ends or takes too long; the message has the gist of its log
     */
    public boolean awaitReady(BooleanSupplier givenUp) {
        while (!isReady()) {
            if (givenUp.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Asks once.
     *
     * @throws HeadwaterException if the process has ended or takes too long; the message has the gist of its log
     */
    public boolean isReady() {
        if (service.probe().answers()) {
            return true;
        }
        if (!child.isAlive()) {
            throw failed("ended with code " + child.exitCode());
        }
        if (System.nanoTime() - launchedNanos > service.startTimeout().toNanos()) {
            throw failed("does not answer after " + service.startTimeout().toSeconds() + " s");
        }
        return false;
    }

    /** What it serves. */
    public Service service() {
        return service;
    }

    @Override
    public String name() {
        return service.spec().name();
    }

    @Override
    public boolean answers() {
        return service.probe().answers();
    }

    @Override
    public String gist() {
        return LogFiles.gist(service.spec().log());
    }

    @Override
    public Child child() {
        return child;
    }

    /** SIGTERM, and SIGKILL if that takes too long; returns when it is gone. */
    public void stop() {
        child.terminate();
        child.awaitEnd(service.stopTimeout());
    }

    /** SIGKILL; returns when it is gone. */
    public void kill9() {
        child.kill();
    }

    @Override
    public void relaunch() {
        launchedNanos = System.nanoTime();
        child = ChildProcess.start(service.spec());
    }

    /** Starts the ended process again and waits until it serves. */
    public void restart() {
        relaunch();
        awaitReady(() -> false);
    }

    @Override
    public void close() {
        stop();
    }

    private HeadwaterException failed(String how) {
        String gist = gist();
        return new HeadwaterException(
                service.title() + " " + how + (gist.isEmpty() ? "" : ": " + gist),
                "its log is " + service.spec().log(),
                HeadwaterException.EXIT_FAILURE);
    }
}
