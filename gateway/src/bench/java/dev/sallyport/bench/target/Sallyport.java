// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** The packaged gateway as an operator runs it, with one provider, one integration and one connection. */
final class Sallyport {

    private static final String CREDENTIAL = "bench-credential";

    private final String secretKey = UUID.randomUUID().toString();
    private final String encryptionKey;
    private final Path work;
    private final List<String> flags;
    private final URI upstream;

    Sallyport(Path work, List<String> flags, URI upstream) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.encryptionKey = Base64.getEncoder().encodeToString(key);
        this.work = work;
        this.flags = flags;
        this.upstream = upstream;
    }

    /** What a caller sends with each proxied call. */
    Map<String, String> headers() {
        return Map.of(
                "Authorization", "Bearer " + secretKey, "Provider-Config-Key", "bench", "Connection-Id", "bench-1");
    }

    Target start(String name, Path jar) {
        int port = Loopback.freePort();
        int management = Loopback.freePort();
        RedisServer redis = RedisServer.startIfInstalled(work);
        Jvm jvm = Jvm.start(
                work.resolve(name + ".log"),
                flags,
                benchClasses() + File.pathSeparator + jar,
                List.of(launcherOf(jar)),
                environment(name, port, management, redis));
        jvm.awaitReady(Loopback.uri(management, "/health/ready"));
        seed(port);
        return new Target(name, jvm, port, "/proxy", headers(), redis);
    }

    private Map<String, String> environment(String name, int port, int management, @Nullable RedisServer redis) {
        Map<String, String> env = new HashMap<>(Map.of(
                "SERVER_PORT",
                String.valueOf(port),
                "MANAGEMENT_SERVER_PORT",
                String.valueOf(management),
                // Any profile that is not the default one, which would bring the demo.
                "SPRING_PROFILES_ACTIVE",
                "bench",
                "SALLYPORT_DATA_DIR",
                work.resolve(name + "-data").toString(),
                "SALLYPORT_ENCRYPTION_KEY",
                encryptionKey,
                "SALLYPORT_BOOTSTRAP_SECRET_KEY",
                secretKey,
                "SALLYPORT_CATALOG_LOCATIONS",
                catalog().toString(),
                "SALLYPORT_EGRESS_ALLOW_ADDRESSES",
                "127.0.0.0/8",
                "SALLYPORT_EGRESS_ALLOW_HTTP",
                "true"));
        if (redis != null) {
            env.put("SALLYPORT_REDIS_URI", redis.uri());
        }
        return env;
    }

    private Path catalog() {
        try {
            return Files.writeString(work.resolve("bench-provider.yaml"), """
                    bench:
                        display_name: Benchmark
                        auth_mode: API_KEY
                        proxy:
                            base_url: %s
                            headers:
                                authorization: Bearer ${apiKey}
                        credentials:
                            apiKey:
                                type: string
                                title: API key
                                description: Any
                    """.formatted(upstream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void seed(int port) {
        Map<String, String> caller = Map.of("Authorization", "Bearer " + secretKey);
        Loopback.post(Loopback.uri(port, "/integrations"), caller, """
                {"provider":"bench","unique_key":"bench","gateway":{"allow_http":true}}""");
        Loopback.post(Loopback.uri(port, "/connections"), caller, """
                {"provider_config_key":"bench","connection_id":"bench-1",
                 "credentials":{"type":"API_KEY","apiKey":"%s"}}""".formatted(CREDENTIAL));
        String seen = Loopback.get(Loopback.uri(port, "/proxy/credential"), headers());
        if (!seen.equals("Bearer " + CREDENTIAL)) {
            throw new IllegalStateException("The upstream was not sent the connection's credential");
        }
    }

    private static String benchClasses() {
        return Path.of(URI.create(MeteredMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }

    private static String launcherOf(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException e) {
            throw new UncheckedIOException(jar + ": not a jar (expected: the packaged gateway)", e);
        }
    }
}
