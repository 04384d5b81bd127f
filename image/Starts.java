// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Starts what {@code prepare} made as production does, on a real Redis, with the cache and in turns without it, on the JDK that runs
 * this program with its own archive of classes, and says how long each took to be ready. Fails where the cache cannot be used.
 * {@code java Starts.java <root> <turns>}
 */
final class Starts {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(arguments[0]);
        int turns = Integer.parseInt(arguments[1]);
        List<Duration> with = new ArrayList<>();
        List<Duration> without = new ArrayList<>();
        int redisPort = Instance.freePort();
        Process redis = redis(redisPort);
        try {
            for (int turn = 0; turn < turns; turn++) {
                // AOTMode=on ends the JVM where the cache does not fit, instead of going on without it.
                List<String> cache = List.of("-XX:AOTCache=" + root.resolve("app/sallyport.aot"), "-XX:AOTMode=on");
                with.add(start(root.resolve("opt/java"), root, cache, redisPort));
                without.add(start(Path.of(System.getProperty("java.home")), root, List.of(), redisPort));
            }
        } finally {
            redis.destroy();
        }
        System.out.println("with cache:    " + summary(with));
        System.out.println("without cache: " + summary(without));
    }

    private static Duration start(Path java, Path root, List<String> jvm, int redisPort)
            throws IOException, InterruptedException {
        Map<String, String> production = Map.of(
                "SPRING_PROFILES_ACTIVE", "production",
                "JDK_JAVA_OPTIONS", "-Xms896m -Xmx896m -XX:MaxDirectMemorySize=512m",
                "SALLYPORT_REDIS_URI", "redis://localhost:" + redisPort,
                "SALLYPORT_ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "SALLYPORT_BOOTSTRAP_SECRET_KEY", KEY);
        try (Instance instance = new Instance(java, root, jvm, production)) {
            Duration ready = instance.awaitReady();
            HttpResponse<String> answer =
                    instance.send(instance.request("/integrations").header("Authorization", "Bearer " + KEY));
            int exit = instance.stop();
            if (answer.statusCode() != 200 || exit != 0) {
                throw new IllegalStateException(
                        "status " + answer.statusCode() + ", exit " + exit + " (expected: 200, 0):\n" + instance.log());
            }
            return ready;
        }
    }

    private static Process redis(int port) throws IOException {
        Path data = Files.createTempDirectory("sallyport-redis");
        return new ProcessBuilder(
                        "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "", "--dir", data.toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start();
    }

    private static String summary(List<Duration> times) {
        List<Duration> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return "median " + sorted.get(sorted.size() / 2).toMillis() + " ms of "
                + times.stream().map(time -> Long.toString(time.toMillis())).toList();
    }
}
