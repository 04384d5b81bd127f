// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that all connect first and then call at once. */
final class Crowd {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Crowd() {}

    /** So many through each of the routes; every answer. */
    static List<RawResponse> call(List<Route> routes, int each, String method, String body) throws Exception {
        CountDownLatch ready = new CountDownLatch(routes.size() * each);
        List<Callable<RawResponse>> calls = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            routes.forEach(route -> calls.add(() -> call(route, ready, method, body)));
        }
        List<RawResponse> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<RawResponse> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).hasSize(routes.size() * each);
        return answers;
    }

    private static RawResponse call(Route route, CountDownLatch ready, String method, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = route.head(method, "/thing");
        try (RawClient client = route.open().timeout(PATIENCE)) {
            ready.countDown();
            ready.await();
            client.send(head.substring(0, head.length() - 2) + "Content-Length: " + bytes.length + "\r\n\r\n" + body);
            return client.read();
        }
    }
}
