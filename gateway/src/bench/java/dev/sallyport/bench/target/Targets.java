// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Starts the servers to compare, all with the same JVM flags and sent the same headers. */
public final class Targets {

    /** As many as the gateway's default. */
    private static final int POOL = 500;
    /** What the gateway adds to the starter's class path and Boot would switch on. */
    private static final Pattern NOT_BARE = Pattern.compile(
            "(sallyport|spring-boot-(starter-)?actuator|spring-boot-(starter-)?micrometer|spring-boot-health"
                    + "|micrometer-core|micrometer-registry).*");

    private final Path work;
    private final List<String> flags;
    private final String classPath = System.getProperty("java.class.path");
    private final Sallyport sallyport;
    private final int upstreamPort = Loopback.freePort();

    public Targets(Path work, List<String> flags) {
        this.work = work;
        this.flags = flags;
        this.sallyport = new Sallyport(work, flags, Loopback.uri(upstreamPort, ""));
    }

    /** Must be started first and closed last. */
    public Target direct() {
        Jvm jvm = Jvm.start(
                work.resolve("direct.log"),
                flags,
                classPath,
                List.of(Upstream.class.getName(), String.valueOf(upstreamPort)),
                Map.of());
        jvm.awaitReady(Loopback.uri(upstreamPort, "/credential"));
        return new Target("direct", jvm, upstreamPort, "", sallyport.headers(), null);
    }

    public Target bare() {
        int port = Loopback.freePort();
        Jvm jvm = Jvm.start(
                work.resolve("bare.log"),
                flags,
                bareClassPath(),
                List.of(
                        BareGateway.class.getName(),
                        String.valueOf(port),
                        Loopback.uri(upstreamPort, "").toString(),
                        String.valueOf(POOL)),
                Map.of());
        jvm.awaitReady(Loopback.uri(port, "/credential"));
        return new Target("bare", jvm, port, "", sallyport.headers(), null);
    }

    public Target sallyport(String name, Path jar) {
        return sallyport.start(name, jar);
    }

    private String bareClassPath() {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(File.separator + "classes"))
                .filter(entry -> !NOT_BARE.matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
