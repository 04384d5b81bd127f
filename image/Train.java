// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the AOT cache: the demo serves some calls and ends, and the JVM writes down which classes it loaded and linked and which
 * methods were busy. {@code java Train.java <root>}
 */
final class Train {

    private static final int CALLS = 3000;
    private static final String ADMIN = "0123456789abcdef0123456789abcdef";
    private static final Pattern KEY = Pattern.compile("Bearer (sk_\\w+)");

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(arguments[0]);
        Path cache = root.resolve("app/sallyport.aot");
        Map<String, String> demo = Map.of(
                "SPRING_PROFILES_ACTIVE", "demo",
                "SALLYPORT_BOOTSTRAP_SECRET_KEY", ADMIN,
                "SALLYPORT_DATA_DIR", Files.createTempDirectory("sallyport-data").toString());
        List<String> jvm = List.of("-XX:AOTCacheOutput=" + cache, "-Xmx512m");
        try (Instance instance = new Instance(root.resolve("opt/java"), root, jvm, demo)) {
            instance.awaitReady();
            exercise(instance, keyOf(instance));
            int exit = instance.stop();
            if (exit != 0 || !Files.exists(cache)) {
                throw new IllegalStateException("no cache (exit " + exit + "), having said:\n" + instance.log());
            }
        }
        System.out.println(cache + ": " + (Files.size(cache) >> 20) + " MiB");
    }

    private static void exercise(Instance instance, String key) throws IOException, InterruptedException {
        for (int i = 0; i < CALLS; i++) {
            HttpRequest.Builder call = instance.request("/proxy/items/" + i + "?page=" + i)
                    .header("Authorization", "Bearer " + key)
                    .header("Provider-Config-Key", "echo")
                    .header("Connection-Id", "alice")
                    .header("Retries", "2");
            if (i % 2 == 1) {
                call.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"number\":" + i + "}"));
            }
            expect(200, instance.send(call).statusCode());
        }
        for (String target : List.of("/integrations", "/connections", "/providers")) {
            HttpRequest.Builder list = instance.request(target).header("Authorization", "Bearer " + ADMIN);
            expect(200, instance.send(list).statusCode());
        }
        expect(401, instance.send(instance.request("/proxy/x")).statusCode());
    }

    /** The demo prints a call to try, some time after it is ready. */
    private static String keyOf(Instance instance) throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            Matcher key = KEY.matcher(instance.log());
            if (key.find()) {
                return key.group(1);
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("no call to try, but:\n" + instance.log());
    }

    private static void expect(int status, int actual) {
        if (actual != status) {
            throw new IllegalStateException("status " + actual + " (expected: " + status + ")");
        }
    }
}
